"""The outbox in the operator's hands: what may be sent again, what may be given up, and what is never shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.errors import Refusal
from bot.storage import outbox_by_hand as by_hand
from bot.storage.database import Database, database_now
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue
from tests.storage.cast import MONDAY, installed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY + 30 * DAY
PENDING, SENDING, SENT = OutboxState.PENDING, OutboxState.SENDING, OutboxState.SENT
FAILED, UNKNOWN, DROPPED = OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.DROPPED


class Tray:
    """The outbox of one workspace, within one transaction."""

    def __init__(self, session: Session) -> None:
        self.session, self.workspace = session, installed(session).id

    def put(
        self, key: str, state: OutboxState = PENDING, age: timedelta = HOUR, channel: str = "C1"
    ) -> OutboundMessage:
        at = NOW - age
        given = {"now": at, "due_at": at, "expires_at": at + HOUR}
        row = enqueue(self.session, self.workspace, key, channel, Message("SECRET WORDS"), **given)  # type: ignore[arg-type]
        row.state, row.attempts, row.last_error = state, 1, None if state in (PENDING, SENT) else "http_502"
        if state == SENT:
            row.sent_at, row.posted_channel, row.ts = at, "C1", "1.2"
        self.session.flush()
        return row

    def listed(self, state: OutboxState | None = None, channel: str | None = None, limit: int = 50) -> list[str]:
        found, _ = by_hand.listed(self.session, now=NOW, state=state, channel=channel, limit=limit)
        return [one.key for one in found]

    def retry(self, row: OutboundMessage, *, even: bool = False) -> OutboundMessage:
        return by_hand.retry(self.session, row.id, now=NOW, within=2 * HOUR, even_if_there=even)


@pytest.fixture
def tray(db: Database) -> Iterator[Tray]:
    with db.write() as session:
        yield Tray(session)


def test_what_is_listed_unasked_is_what_is_not_final_and_what_went_wrong_lately(tray: Tray) -> None:
    for state in OutboxState:
        tray.put(f"{state} today", state)
        tray.put(f"{state} of old", state, age=8 * DAY)
    assert tray.listed() == [
        "pending of old",
        "sending of old",
        "pending today",
        "sending today",
        "failed today",
        "unknown today",
    ]


def test_a_state_and_a_channel_can_be_asked_for(tray: Tray) -> None:
    tray.put("here", DROPPED, age=20 * DAY)
    tray.put("there", DROPPED, channel="C2")
    tray.put("other", FAILED)
    assert tray.listed(DROPPED) == ["here", "there"]
    assert tray.listed(DROPPED, "C2") == ["there"]
    assert tray.listed(None, "C2") == []


def test_the_list_ends_somewhere_and_tells_how_much_there_is(tray: Tray) -> None:
    for number in range(5):
        tray.put(f"card:{number}")
    found, count = by_hand.listed(tray.session, now=NOW, state=None, channel=None, limit=2)
    assert (len(found), count) == (2, 5)
    assert "SECRET" not in str(found)


@pytest.mark.parametrize("state", (FAILED, DROPPED))
def test_what_was_not_posted_can_be_sent_again(tray: Tray, state: OutboxState) -> None:
    row = tray.put("wrap_up:1", state)
    row.not_before, row.owner, row.lease_until, row.fence = database_now(tray.session) + DAY, "x", NOW, 3
    again = tray.retry(row)
    assert (again.state, again.due_at, again.expires_at) == (PENDING, NOW, NOW + 2 * HOUR)
    assert (again.not_before, again.lease_until, again.owner, again.last_error) == (None, None, None, None)
    assert again.fence == 4  # whoever had it before must not write what came of it
    assert again.attempts == 1


def test_what_may_be_there_is_sent_again_only_by_whoever_looked(tray: Tray) -> None:
    row = tray.put("digest:1", UNKNOWN)
    with pytest.raises(by_hand.MayBeThere) as caught:
        tray.retry(row)
    assert "look into C1 first" in str(caught.value)
    assert caught.value.example == f"drumbeat outbox retry {row.id} --even-if-it-may-be-there"
    assert row.state == UNKNOWN
    assert tray.retry(row, even=True).state == PENDING


@pytest.mark.parametrize(
    ("state", "why"), ((SENT, by_hand.WasPosted), (PENDING, by_hand.OnItsWay), (SENDING, by_hand.OnItsWay))
)
def test_what_was_posted_or_is_on_its_way_is_not_sent_again(tray: Tray, state: OutboxState, why: type[Refusal]) -> None:
    row = tray.put("digest:1", state)
    with pytest.raises(why):
        tray.retry(row, even=True)
    assert row.state == state


def test_what_was_let_go_of_cannot_be_sent_again(tray: Tray) -> None:
    row = tray.put("day:1", FAILED)
    row.payload = {"text": "", "blocks": []}
    tray.session.flush()
    with pytest.raises(by_hand.SaysNothing):
        tray.retry(row)


def test_what_is_pending_can_be_given_up(tray: Tray) -> None:
    row = tray.put("prompt:1")
    dropped = by_hand.drop(tray.session, row.id, reason="asked in person")
    assert (dropped.state, dropped.last_error, dropped.fence) == (DROPPED, "asked in person", 1)


@pytest.mark.parametrize("state", (SENDING, SENT, FAILED, UNKNOWN, DROPPED))
def test_nothing_else_can_be_given_up(tray: Tray, state: OutboxState) -> None:
    row = tray.put("prompt:1", state)
    with pytest.raises(by_hand.CannotBeDropped, match=f"is {state}"):
        by_hand.drop(tray.session, row.id, reason="x")


def test_what_somebody_is_about_to_send_is_not_given_up(tray: Tray) -> None:
    row = tray.put("prompt:1")
    row.lease_until = database_now(tray.session) + HOUR
    tray.session.flush()
    with pytest.raises(by_hand.IsBeingSent):
        by_hand.drop(tray.session, row.id, reason="x")
    row.lease_until = database_now(tray.session) - HOUR
    tray.session.flush()
    assert by_hand.drop(tray.session, row.id, reason="x").state == DROPPED


def test_a_message_that_is_not_there_is_told_with_the_way_to_the_list(tray: Tray) -> None:
    with pytest.raises(by_hand.NoSuchMessage, match="no message 4711") as caught:
        by_hand.message_with_id(tray.session, 4711)
    assert caught.value.example == "drumbeat outbox list"
