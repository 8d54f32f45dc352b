"""The outbox and its deliveries: once, in order, in time."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from bot.domain.message import Message
from bot.storage import delivery, outcomes
from bot.storage.database import Database, database_now
from bot.storage.due import Work, outlook
from bot.storage.outbox import OutboxState, enqueue
from tests.storage.cast import MONDAY, OTHER, installed
from tests.storage.postbox import HOUR, SECOND, Post


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


def test_what_is_claimed_is_on_its_way_and_nobody_else_takes_it(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    row = post.row(mine)
    assert (row.state, row.owner, row.attempts) == (OutboxState.SENDING, "me", 1)
    assert row.first_send_at == row.last_send_at is not None
    post.goes_by(HOUR)
    assert post.claim(owner="other") == []


def test_into_one_conversation_one_at_a_time_in_order(post: Post) -> None:
    post.put("1", channel="C1")
    post.put("2", channel="C1")
    post.put("other", channel="C2")
    first, other = post.claim()
    assert (first.channel, other.channel) == ("C1", "C2")
    assert post.claim() == []
    post.posted(first)
    (second,) = post.claim()
    assert second.channel == "C1"


def test_what_was_posted_is_final(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    post.posted(mine)
    row = post.row(mine)
    assert (row.state, row.sent_at, row.posted_channel, row.ts) == (OutboxState.SENT, MONDAY, "D1", "1.2")
    assert (row.how, row.recheck_at, row.lease_until) == ("posted", None, None)
    assert post.claim(HOUR) == []
    assert outcomes.has_failed(post.session, mine, error="x") is None


def test_what_was_certainly_not_posted_comes_again_after_a_while(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    outcomes.was_not_posted(post.session, mine, error="ratelimited", after=5 * SECOND)
    assert post.claim() == []
    post.goes_by(6 * SECOND)
    (again,) = post.claim()
    assert (post.row(again).attempts, post.row(again).last_error) == (2, "ratelimited")


def test_pauses_between_tries_grow_up_to_a_minute(post: Post) -> None:
    post.put("a")
    pauses = []
    for _ in range(8):
        (mine,) = post.claim()
        row = outcomes.was_not_posted(post.session, mine, error="refused", after=None)
        assert row is not None
        assert row.not_before is not None
        pauses.append(round((row.not_before - database_now(post.session)).total_seconds()))
        post.goes_by(HOUR)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


def test_what_slack_will_not_take_is_tried_as_plain_text_and_then_no_more(post: Post) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    enqueue(
        post.session,
        post.workspace,
        "a",
        "C1",
        Message("words " * 1000, (block,)),
        now=MONDAY,
        expires_at=MONDAY + HOUR,
    )
    (mine,) = post.claim()
    outcomes.try_plainly(post.session, mine, error="invalid_blocks")
    (plain,) = post.claim()
    assert plain.message.blocks == ()
    assert len(plain.message.text) <= 3000
    assert plain.message.text.endswith(" …")
    outcomes.try_plainly(post.session, plain, error="msg_too_long")
    assert post.row(plain).state == OutboxState.FAILED


def test_what_is_too_late_is_dropped_and_never_sent(post: Post) -> None:
    post.put("a", expires_at=MONDAY + HOUR)
    assert delivery.drop_expired(post.session, now=MONDAY + HOUR) == []
    (dropped,) = delivery.drop_expired(post.session, now=MONDAY + HOUR + SECOND)
    assert (dropped.state, dropped.last_error) == (OutboxState.DROPPED, "too late")
    assert post.claim(HOUR + SECOND) == []


def test_what_is_let_go_is_looked_for_without_waiting_for_the_lease(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    delivery.release(post.session, "me", [(mine.id, mine.fence)])
    assert post.row(mine).lease_until is None


def test_a_reply_waits_for_its_parent_and_follows_it(post: Post) -> None:
    parent = post.put("day", "parent")
    post.put("card", "reply", after=parent)
    (first,) = post.claim()
    assert first.message.text == "parent"
    assert post.claim() == []
    post.posted(first, channel="C9")
    (reply,) = post.claim()
    assert (reply.channel, reply.thread_ts) == ("C9", "1.2")


def test_a_reply_whose_parent_is_not_there_says_in_the_channel_what_it_belongs_to(post: Post) -> None:
    parent = post.put("day", "parent")
    post.put("card", "reply", after=parent, alone=Message("reply of Checkout"))
    (first,) = post.claim()
    outcomes.has_failed(post.session, first, error="x")
    (reply,) = post.claim()
    assert (reply.channel, reply.thread_ts, reply.message.text) == ("Ccard", None, "reply of Checkout")


def test_a_reply_whose_thread_somebody_deleted_goes_to_the_channel(post: Post) -> None:
    parent = post.put("day", "parent")
    post.put("card", "reply", after=parent, alone=Message("reply of Checkout"))
    (first,) = post.claim()
    post.posted(first)
    (reply,) = post.claim()
    outcomes.without_thread(post.session, reply, error="thread_not_found")
    (again,) = post.claim()
    assert (again.thread_ts, again.message.text) == (None, "reply of Checkout")


def test_slacks_pace_holds_back_what_it_would_refuse(post: Post) -> None:
    for number in range(80):
        post.put(f"{number:02}")
    burst = post.claim(room=80, paced=True)
    assert len(burst) == 58
    assert post.claim(room=80, paced=True) == []
    assert len(post.claim(room=80)) == 22


def test_the_backlog_is_what_is_due_and_not_final(post: Post) -> None:
    for key in ("sent", "pending", "sending", "waits for a person"):
        post.put(key, key)
    post.put("later", due_at=MONDAY + HOUR)
    assert outlook(post.session, now=MONDAY).due[Work.MESSAGES] == 4
    sent, _, _, waits = post.claim()
    post.posted(sent)
    outcomes.was_not_posted(post.session, waits, error="not_in_channel", after=30 * SECOND)
    later = outlook(post.session, now=MONDAY)
    assert later.due[Work.MESSAGES] == 2
    assert later.next_at == MONDAY + HOUR
