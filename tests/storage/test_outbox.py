"""The outbox and its deliveries: once, in order, in time, and never twice when in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import delivery
from bot.storage.database import Database
from bot.storage.delivery import Parcel, claim_messages, database_now, start_sending
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue
from tests.storage.cast import MONDAY, OTHER, installed

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Post:
    """The outbox of one workspace, within one transaction."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.workspace = installed(session).id

    def put(self, key: str, text: str = "hello", **more: object) -> OutboundMessage:
        given: dict[str, object] = {"now": MONDAY, "expires_at": MONDAY + HOUR, **more}
        return enqueue(self.session, self.workspace, key, "C1", Message(text), **given)  # type: ignore[arg-type]

    def claim(self, now_after: timedelta = timedelta(0), owner: str = "me", limit: int = 50) -> list[Parcel]:
        return claim_messages(self.session, now=MONDAY + now_after, owner=owner, limit=limit)

    def row(self, parcel: Parcel) -> OutboundMessage:
        return self.session.scalars(
            select(OutboundMessage).where(OutboundMessage.id == parcel.id).execution_options(populate_existing=True)
        ).one()

    def lease_ends_in(self, parcel: Parcel, left: timedelta) -> None:
        until = database_now(self.session) + left
        self.session.execute(update(OutboundMessage).where(OutboundMessage.id == parcel.id).values(lease_until=until))


@pytest.fixture
def post(db: Database) -> Iterator[Post]:
    with db.write() as session:
        yield Post(session)


def test_what_was_said_first_under_a_key_stays(post: Post) -> None:
    first = post.put("prompt:1:2", "first")
    assert post.put("prompt:1:2", "second").id == first.id
    assert [parcel.message.text for parcel in post.claim()] == ["first"]


def test_the_public_id_comes_from_workspace_and_key_alone(post: Post) -> None:
    here = post.put("prompt:1:2")
    other = installed(post.session, OTHER)
    there = enqueue(post.session, other.id, "prompt:1:2", "C1", Message("x"), now=MONDAY, expires_at=MONDAY)
    assert UUID(here.public_id) != UUID(there.public_id)
    again = here.public_id
    post.session.delete(here)
    post.session.flush()
    assert post.put("prompt:1:2").public_id == again


def test_messages_come_in_the_order_in_which_they_are_due(post: Post) -> None:
    for key, after in (("late", 3 * SECOND), ("early", 1 * SECOND), ("not yet", 9 * SECOND), ("middle", 2 * SECOND)):
        post.put(key, key, due_at=MONDAY + after)
    assert [parcel.message.text for parcel in post.claim(5 * SECOND)] == ["early", "middle", "late"]


def test_what_is_claimed_is_not_claimed_again_while_the_lease_lasts(post: Post) -> None:
    post.put("a")
    (parcel,) = post.claim()
    assert post.claim(owner="other") == []
    post.lease_ends_in(parcel, -SECOND)
    (taken_over,) = post.claim(owner="other")
    assert taken_over.fence == parcel.fence + 1


def test_who_lost_the_lease_does_not_send(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    post.lease_ends_in(mine, -SECOND)
    (theirs,) = post.claim(owner="other")
    assert not start_sending(post.session, mine)
    assert start_sending(post.session, theirs)
    assert not delivery.finish(post.session, mine, OutboxState.SENT, now=MONDAY)
    assert post.row(theirs).state == OutboxState.SENDING


def test_who_has_hardly_any_lease_left_does_not_begin_to_send(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    post.lease_ends_in(mine, delivery.LEAST_LEASE - SECOND)
    assert not start_sending(post.session, mine)
    post.lease_ends_in(mine, delivery.LEAST_LEASE + 5 * SECOND)
    assert start_sending(post.session, mine)


def test_a_message_begins_to_be_sent_once(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    assert start_sending(post.session, mine)
    assert not start_sending(post.session, mine)
    row = post.row(mine)
    assert row.attempts == 1
    assert row.first_send_at == row.last_send_at is not None


def test_what_was_posted_is_final(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    start_sending(post.session, mine)
    where = {"posted_channel": "D1", "ts": "1.2", "how": "posted"}
    assert delivery.finish(post.session, mine, OutboxState.SENT, now=MONDAY, **where)
    row = post.row(mine)
    assert (row.state, row.sent_at, row.posted_channel, row.ts) == (OutboxState.SENT, MONDAY, "D1", "1.2")
    assert post.claim(HOUR) == []
    assert not delivery.finish(post.session, mine, OutboxState.FAILED, now=MONDAY)


def test_what_was_certainly_not_posted_comes_again_after_a_while(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    start_sending(post.session, mine)
    delivery.try_again(post.session, mine, after=5 * SECOND, error="ratelimited")
    assert post.claim() == []
    delivery.try_again(post.session, mine, after=-SECOND, error="ratelimited")
    (again,) = post.claim()
    assert start_sending(post.session, again)
    assert (post.row(again).attempts, post.row(again).last_error) == (2, "ratelimited")


def test_a_sender_that_died_on_the_way_leaves_a_doubt_and_nobody_sends_again(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    start_sending(post.session, mine)
    assert delivery.give_up_interrupted(post.session) == []
    post.lease_ends_in(mine, -SECOND)
    assert [row.id for row in delivery.give_up_interrupted(post.session)] == [mine.id]
    assert post.row(mine).state == OutboxState.UNKNOWN
    assert post.claim(HOUR) == []


def test_what_is_too_late_is_dropped_and_never_sent(post: Post) -> None:
    post.put("a", expires_at=MONDAY + HOUR)
    assert delivery.drop_expired(post.session, now=MONDAY + HOUR) == []
    (dropped,) = delivery.drop_expired(post.session, now=MONDAY + HOUR + SECOND)
    assert (dropped.state, dropped.last_error) == (OutboxState.DROPPED, "too late")
    assert post.claim(HOUR + SECOND) == []


def test_a_reply_waits_for_its_parent_and_follows_it(post: Post) -> None:
    parent = post.put("day", "parent")
    post.put("card", "reply", after=parent)
    (first,) = post.claim()
    assert first.message.text == "parent"
    assert post.claim() == []
    start_sending(post.session, first)
    assert post.claim() == []
    delivery.finish(post.session, first, OutboxState.SENT, now=MONDAY, posted_channel="C9", ts="1.2", how="posted")
    (reply,) = post.claim()
    assert (reply.channel, reply.thread_ts) == ("C9", "1.2")


@pytest.mark.parametrize("end", (OutboxState.FAILED, OutboxState.UNKNOWN))
def test_a_reply_whose_parent_is_not_there_says_in_the_channel_what_it_belongs_to(post: Post, end: OutboxState) -> None:
    parent = post.put("day", "parent")
    post.put("card", "reply", after=parent, alone=Message("reply of Checkout"))
    (first,) = post.claim()
    start_sending(post.session, first)
    delivery.finish(post.session, first, end, now=MONDAY, last_error="x")
    (reply,) = post.claim()
    assert (reply.channel, reply.thread_ts, reply.message.text) == ("C1", None, "reply of Checkout")


def test_the_backlog_is_what_is_due_and_not_final(post: Post) -> None:
    for key in ("sent", "pending", "sending", "waits for a person"):
        post.put(key, key)
    post.put("later", due_at=MONDAY + HOUR)
    assert delivery.backlog(post.session, now=MONDAY) == 4
    sent, _, sending, waits = post.claim()
    for parcel in (sent, sending, waits):
        start_sending(post.session, parcel)
    delivery.finish(post.session, sent, OutboxState.SENT, now=MONDAY)
    delivery.try_again(post.session, waits, after=30 * SECOND, error="not_in_channel")
    assert delivery.backlog(post.session, now=MONDAY) == 2
    assert delivery.next_due(post.session, after=MONDAY) == MONDAY + HOUR
