"""What Slack answers to a post, and what becomes of the message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.message import Message
from bot.jobs.deliver import Courier
from bot.simulator.api.endpoint import answer_call
from bot.slack.transport import Reply, Silence
from bot.storage.delivery import Timings, claim_messages
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue
from tests.jobs.desk import Desk, utc
from tests.jobs.nearby_slack import TOKEN
from tests.storage.cast import CHECKOUT

MINUTE = timedelta(minutes=1)
OPENS, CLOSES = utc(23, 8, 30), utc(23, 11)


def states(desk: Desk, start: str = "") -> list[OutboxState]:
    with desk.db.read() as session:
        rows = session.scalars(
            select(OutboundMessage.state).where(OutboundMessage.key.startswith(start)).order_by(OutboundMessage.id)
        )
        return list(rows)


def test_what_was_posted_is_sent_with_its_place_and_never_posted_again(desk: Desk) -> None:
    desk.run(OPENS)
    assert set(states(desk)) == {OutboxState.SENT}
    posts = len(desk.slack.calls("chat.postMessage"))
    desk.run(OPENS + MINUTE)
    assert len(desk.slack.calls("chat.postMessage")) == posts
    ids = [asked.args["metadata"]["event_payload"]["id"] for asked in desk.slack.posts()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "trouble",
    (
        Reply(429, {"Retry-After": "30"}, b""),
        Silence(sent=False, reason="refused"),
        "ratelimited",
        "invalid_auth",
    ),
    ids=("429", "no connection", "ratelimited", "token"),
)
def test_what_was_certainly_not_posted_is_tried_again(desk: Desk, trouble: Reply | Silence | str) -> None:
    desk.slack.trouble |= {"chat.postMessage": trouble, "auth.test": trouble}
    desk.run(OPENS)
    assert set(states(desk)) == {OutboxState.PENDING}
    with desk.db.read() as session:
        tried = session.scalars(select(OutboundMessage).where(OutboundMessage.attempts > 0)).all()
        assert all(row.not_before and row.last_send_at and row.not_before > row.last_send_at for row in tried)
    desk.slack.trouble.clear()
    desk.looks_again()
    desk.a_moment_later()
    desk.run(OPENS + MINUTE)
    assert set(states(desk)) == {OutboxState.SENT}
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


@pytest.mark.parametrize(
    "trouble",
    (Silence(sent=True, reason="timeout"), Reply(502, {}, b"<html>"), "internal_error", "never_heard_of_it"),
    ids=("timeout", "502", "internal error", "unknown code"),
)
def test_what_is_in_doubt_is_looked_for_and_posted_when_it_is_not_there(
    desk: Desk, trouble: Reply | Silence | str
) -> None:
    desk.slack.trouble["chat.postMessage"] = trouble
    desk.run(OPENS)
    assert states(desk, "prompt:") == [OutboxState.SENDING] * 3
    desk.slack.trouble.clear()
    desk.a_moment_later()
    desk.run(OPENS + MINUTE)
    assert desk.asked() == {"Ana": 0, "Ben": 0, "Chi": 0}, "nothing is sent again before it was looked for"
    desk.history_settles()
    desk.run(OPENS + MINUTE)
    assert states(desk, "prompt:") == [OutboxState.SENT] * 3
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_what_slack_took_without_saying_so_is_found_there(desk: Desk) -> None:
    desk.slack.loses = {"chat.postMessage"}
    desk.run(OPENS)
    desk.slack.loses.clear()
    desk.history_settles()
    desk.run(OPENS + MINUTE)
    assert states(desk, "prompt:") == [OutboxState.SENT] * 3
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    desk.says("Ana", OPENS + 2 * MINUTE, today="invoices")
    assert any("1/3 in" in text for text in desk.slack.edited()), "the thread that was found can be edited"


def test_a_reply_in_a_thread_is_found_in_its_thread(desk: Desk) -> None:
    desk.run(OPENS)
    desk.slack.loses = {"chat.postMessage"}
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    desk.slack.loses.clear()
    desk.history_settles()
    desk.run(OPENS + 2 * MINUTE)
    assert states(desk, "card:") == [OutboxState.SENT]
    assert len([post for post in desk.slack.posts(CHECKOUT) if post.args.get("thread_ts")]) == 1


def test_a_copy_that_comes_late_is_taken_away(desk: Desk) -> None:
    desk.slack.trouble["chat.postMessage"] = Silence(sent=True, reason="timeout")
    desk.run(OPENS)
    lost = [asked.args for asked in desk.slack.calls("chat.postMessage")]
    desk.slack.trouble.clear()
    desk.history_settles()
    desk.run(OPENS + MINUTE)
    for args in lost:
        answer_call(desk.slack.sim, "chat.postMessage", args, TOKEN)  # a proxy had kept it back
    assert {len(desk.seen(name)) for name in ("Ana", "Ben", "Chi")} == {2}
    desk.history_settles()
    desk.run(OPENS + MINUTE)
    assert {len(desk.seen(name)) for name in ("Ana", "Ben", "Chi")} == {1}


def test_where_slack_shows_no_history_a_prompt_is_rather_sent_twice_than_not_at_all(desk: Desk) -> None:
    desk.slack.trouble["chat.postMessage"] = "internal_error"
    desk.run(OPENS)
    desk.slack.trouble.clear()
    desk.slack.trouble["conversations.history"] = "missing_scope"
    desk.history_settles()
    desk.run(OPENS + MINUTE)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_what_slack_finds_wrong_with_a_message_is_left_out_of_it(desk: Desk) -> None:
    desk.slack.refuses_blocks = True
    desk.run(OPENS)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    assert not any(asked.args.get("blocks") for asked in desk.slack.posts())


def test_a_prompt_that_slack_will_not_take_is_nobodys_fault(desk: Desk) -> None:
    desk.slack.trouble[f"chat.postMessage {desk.house['Ben'].slack_id}"] = "cannot_dm_bot"
    desk.run(OPENS)
    assert desk.asked() == {"Ana": 1, "Ben": 0, "Chi": 1}
    desk.run(CLOSES)
    assert "missing: Ana, Chi · I could not ask: Ben" in desk.slack.posted(CHECKOUT)[-1]


def test_a_prompt_that_waited_too_long_is_dropped_and_nobodys_fault(desk: Desk) -> None:
    desk.slack.trouble["chat.postMessage"] = "ratelimited"
    desk.run(OPENS)
    desk.slack.trouble.clear()
    desk.a_moment_later()
    desk.run(OPENS + timedelta(hours=2, minutes=1))
    assert states(desk, "prompt:") == [OutboxState.DROPPED] * 3
    assert desk.standings(CLOSES) == {"Ana": "not_asked", "Ben": "not_asked", "Chi": "not_asked"}


def test_one_that_slack_refuses_stops_none_of_the_others(desk: Desk) -> None:
    desk.slack.trouble[f"chat.postMessage {desk.house['Ana'].slack_id}"] = "invalid_blocks"
    desk.run(OPENS)
    assert desk.asked() == {"Ana": 0, "Ben": 1, "Chi": 1}
    assert len(desk.slack.posted(CHECKOUT)) == 1


def test_a_card_whose_thread_could_not_be_posted_says_in_the_channel_what_it_belongs_to(desk: Desk) -> None:
    desk.slack.trouble[f"chat.postMessage {CHECKOUT}"] = "msg_blocks_too_long"
    desk.run(OPENS)
    desk.slack.trouble.clear()
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    (card,) = desk.slack.posts(CHECKOUT)
    assert card.args.get("thread_ts") is None
    assert "Checkout · Daily - Mon 23 Nov" in card.args["text"] + str(card.args["blocks"])
    assert "invoices" in card.args["text"]


def test_edits_that_slack_puts_off_come_later_and_show_the_newest(desk: Desk) -> None:
    desk.run(OPENS)
    desk.slack.trouble["chat.update"] = Reply(429, {"Retry-After": "30"}, b"")
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    desk.says("Ben", OPENS + MINUTE, today="the lift")
    assert desk.slack.edited() == []
    desk.slack.trouble.clear()
    desk.a_moment_later()
    desk.run(OPENS + 2 * MINUTE)
    assert len([text for text in desk.slack.edited() if "2/3 in" in text]) == 1


def test_it_comes_to_rest_when_somebody_else_took_what_it_waited_for(desk: Desk) -> None:
    """A replica sends into the conversation; by the time it is free, that one has sent the next message as well."""
    courier = Courier(desk.db, desk.slack.client, desk.metrics, timings=Timings())
    with desk.db.write() as session:
        sent, waits = (
            enqueue(session, desk.house.workspace.id, key, "C1", Message("hi"), now=OPENS, expires_at=CLOSES)
            for key in ("first", "second")
        )
        (theirs,) = claim_messages(session, sent.workspace_id, now=OPENS, owner="another replica", room=9)
    courier.run(OPENS)
    with desk.db.write() as session:
        session.get_one(OutboundMessage, theirs.id).state = OutboxState.SENT
        session.get_one(OutboundMessage, waits.id).state = OutboxState.SENT
    assert courier.run(OPENS) == 0
