"""What is let go of, and when: never what is still to be posted, edited or replied to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import inbox, purging
from bot.storage.database import Database, database_now
from bot.storage.living import LivingMessage, Subject, want
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue
from bot.storage.proceedings import open_day
from tests.storage.cast import MONDAY, House, acme

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY + 30 * DAY
LONG_AGO = NOW - 15 * DAY
LATELY = NOW - 13 * DAY
FINAL = (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.DROPPED)


def ended(
    session: Session, house: House, key: str, state: OutboxState = OutboxState.SENT, at: datetime = LONG_AGO
) -> OutboundMessage:
    """A message that came to its end then."""
    given = {"now": at - HOUR, "expires_at": at}
    row = enqueue(session, house.workspace.id, key, "C1", Message("what people wrote"), **given)  # type: ignore[arg-type]
    row.state = state
    row.sent_at = at if state == OutboxState.SENT else None
    session.flush()
    return row


def keys(session: Session) -> set[str]:
    return set(session.scalars(select(OutboundMessage.key)))


def purge_all(session: Session) -> int:
    """Batch after batch of three."""
    total = 0
    while gone := purging.purge_messages(session, now=NOW, most=3):
        total += gone
    return total


def test_deliveries_are_kept_for_two_days(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        for key, age in (("old", 49 * HOUR), ("young", 47 * HOUR)):
            inbox.is_first(session, house.workspace.id, key, at=NOW - age)
        assert purging.purge_deliveries(session, now=NOW, most=10) == 1
        assert session.scalars(select(inbox.Delivery.key)).all() == ["young"]


def test_a_batch_takes_no_more_than_it_may(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        for number in range(5):
            inbox.is_first(session, house.workspace.id, f"old:{number}", at=LONG_AGO)
        taken = [purging.purge_deliveries(session, now=NOW, most=2) for _ in range(4)]
    assert taken == [2, 2, 1, 0]


@pytest.mark.parametrize("state", FINAL)
def test_what_has_ended_is_kept_for_two_weeks(db: Database, state: OutboxState) -> None:
    with db.write() as session:
        house = acme(session)
        ended(session, house, "old", state)
        ended(session, house, "young", state, LATELY)
        assert purge_all(session) == 1
        assert keys(session) == {"young"}


@pytest.mark.parametrize("state", (OutboxState.PENDING, OutboxState.SENDING))
def test_what_is_not_final_stays_however_old(db: Database, state: OutboxState) -> None:
    with db.write() as session:
        ended(session, acme(session), "old", state)
        assert purge_all(session) == 0
        assert purging.purge_words(session, now=NOW, most=10) == 0


def test_what_is_to_be_looked_at_once_more_stays(db: Database) -> None:
    with db.write() as session:
        ended(session, acme(session), "old").recheck_at = database_now(session)
        assert purge_all(session) == 0


def test_a_thread_goes_when_its_last_reply_has_gone(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        thread = ended(session, house, "thread")
        for number in range(4):
            ended(session, house, f"reply:{number}").after_id = thread.id
        young = ended(session, house, "young reply", at=LATELY)
        young.after_id = thread.id
        session.flush()
        assert purge_all(session) == 4
        assert keys(session) == {"thread", "young reply"}
        young.sent_at = LONG_AGO
        session.flush()
        assert purge_all(session) == 2
        assert keys(session) == set()


def test_a_post_that_is_edited_stays_as_a_place_and_forgets_what_it_said(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        occurrence = open_day(session, house.ceremony, house.team, MONDAY.date(), now=MONDAY)
        row = ended(session, house, "day of old")
        row.posted_channel, row.ts = "C1", "1.2"
        living = want(session, occurrence, Subject.DAY, "C1", due_at=MONDAY, expires_at=MONDAY)
        living.outbox_id = row.id
        session.flush()
        assert purge_all(session) == 0
        assert purging.purge_words(session, now=NOW, most=10) == 1
        assert purging.purge_words(session, now=NOW, most=10) == 0
    with db.read() as session:
        kept = session.scalars(select(OutboundMessage).where(OutboundMessage.key == "day of old")).one()
        assert (kept.ts, kept.message) == ("1.2", Message("", ()))
        assert session.scalar(select(func.count()).select_from(LivingMessage).where(LivingMessage.outbox_id == kept.id))
