"""What counts as late, as both databases see it; who told it is tested with the job."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage.auditing import concerned, due_by_age, late_messages, tell, was_told
from bot.storage.database import Database
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue
from bot.storage.proceedings import open_day
from tests.storage.cast import MONDAY, House, acme, elsewhere

MINUTE = timedelta(minutes=1)
NOW = MONDAY + timedelta(hours=3)


def put(
    session: Session, house: House, key: str, late: timedelta, state: OutboxState = OutboxState.PENDING
) -> OutboundMessage:
    due_at: datetime = NOW - late
    expires_at = NOW + timedelta(days=1)
    row = enqueue(
        session, house.workspace.id, key, "C1", Message("x"), now=due_at, due_at=due_at, expires_at=expires_at
    )
    row.state = state
    session.flush()
    return row


def test_late_is_what_was_due_over_five_minutes_ago_and_is_not_final(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        put(session, house, "on its way", 6 * MINUTE, OutboxState.SENDING)
        put(session, house, "oldest", 60 * MINUTE)
        put(session, house, "a little late", 4 * MINUTE)
        put(session, house, "notice:late:1:2", 60 * MINUTE)
        for state in (OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.DROPPED):
            put(session, house, state, 60 * MINUTE, state)
        ids = [one.id for one in late_messages(session, now=NOW)]
        assert [session.get_one(OutboundMessage, one).key for one in ids] == ["oldest", "on its way"]


def test_the_backlog_is_counted_by_age(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        for number, late in enumerate((-MINUTE, MINUTE / 2, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE, 61 * MINUTE)):
            put(session, house, str(number), late)
        assert due_by_age(session, now=NOW) == {"1m": 1, "5m": 2, "1h": 1, "longer": 1}


def test_what_is_late_is_gathered_by_who_hears_of_it(db: Database) -> None:
    with db.write() as session:
        ours, theirs = acme(session), elsewhere(session)
        for house, key in ((ours, "a"), (ours, "b"), (theirs, "c")):
            occurrence = open_day(session, house.ceremony, house.team, MONDAY.date(), now=MONDAY)
            put(session, house, key, 10 * MINUTE).occurrence_id = occurrence.id
        session.flush()
        found = concerned(session, [one for one in late_messages(session, now=NOW) if one.due_at > MONDAY])
        by_name = {whom.person.name: (len(whom.late), whom.ceremonies, whom.others) for whom in found}
        assert by_name["Ana"] == (2, {("Checkout", "Daily"): 2}, 0)
        assert by_name["Fay"] == (1, {("Checkout", "Daily"): 1}, 0)


def test_who_was_told_since_it_was_late_was_told_of_it(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        occurrence = open_day(session, house.ceremony, house.team, MONDAY.date(), now=MONDAY)
        row = put(session, house, "late", 10 * MINUTE)
        row.occurrence_id = occurrence.id
        session.flush()
        (late,) = (one for one in late_messages(session, now=NOW) if one.id == row.id)
        (whom,) = concerned(session, [late])
        assert not was_told(session, whom.person, late)
        tell(session, whom, Message("late"), now=NOW - 6 * MINUTE)
        assert not was_told(session, whom.person, late)  # that was of an earlier one
        tell(session, whom, Message("late"), now=NOW)
        told = session.query(OutboundMessage).filter(OutboundMessage.key.startswith("notice:late:")).all()
        assert [one.channel for one in told] == [house["Ana"].slack_id]
        told[0].created_at = NOW
        session.flush()
        assert was_told(session, whom.person, late)
        assert not was_told(session, house["Ben"], late)
