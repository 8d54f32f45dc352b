"""chat.* of the Web API: posting, editing, deleting, and Slack's reasons to refuse."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.cast import ANA, ATTIC, BEN, BOT, CHECKOUT, EVE, FAY, GENERAL, LAB, LOUNGE, PAYMENTS
from bot.simulator.posting import from_person
from bot.simulator.simulator import Simulator
from tests.simulator.calling import call, post, section


def test_a_post_is_stored_as_it_was_sent(still: Simulator) -> None:
    said = post(still, CHECKOUT, "&lt;b&gt; &amp; <@U0BEN00001>", blocks=[section("*Hi*", block_id="hi")])
    (message,) = still.world.messages(CHECKOUT)
    assert message.text == "&lt;b&gt; &amp; <@U0BEN00001>"
    assert message.blocks == [section("*Hi*", block_id="hi")]
    assert said["message"]["user"] == BOT
    assert said["message"]["bot_id"] == "B0DRUMBEAT"
    assert said["ts"] == message.ts


def test_timestamps_come_from_the_turned_clock_and_never_repeat(still: Simulator) -> None:
    stamps = [post(still, CHECKOUT)["ts"] for _ in range(3)]
    assert len(set(stamps)) == 3
    assert {int(float(ts)) for ts in stamps} == {int(still.world.now.timestamp())}


@pytest.mark.parametrize(
    ("channel", "error"),
    (
        ("C0NOWHERE1", "channel_not_found"),
        (GENERAL, "not_in_channel"),
        (ATTIC, "is_archived"),
        (LOUNGE, "channel_not_found"),
        (FAY, "channel_not_found"),
        (BOT, "cannot_dm_bot"),
        ("", "channel_not_found"),
    ),
)
def test_a_place_where_the_bot_cannot_post_is_refused(still: Simulator, channel: str, error: str) -> None:
    assert call(still, "chat.postMessage", channel=channel, text="Hello")["error"] == error


def test_a_private_channel_without_the_bot_does_not_exist_for_it(still: Simulator) -> None:
    still.world.channels[LAB].members.remove(BOT)
    for method in ("chat.postMessage", "conversations.info", "conversations.members", "conversations.history"):
        assert call(still, method, channel=LAB, text="Hello")["error"] == "channel_not_found"


def test_a_post_to_a_person_opens_their_conversation_once(still: Simulator) -> None:
    first, second = post(still, BEN), post(still, BEN)
    assert first["channel"] == second["channel"]
    assert first["channel"].startswith("D")
    assert still.world.channels[first["channel"]].with_user == BEN


def test_nothing_reaches_a_deactivated_person(still: Simulator) -> None:
    direct = post(still, BEN)["channel"]
    still.world.people[BEN].deleted = True
    assert call(still, "chat.postMessage", channel=BEN, text="Hello")["error"] == "user_not_found"
    assert call(still, "chat.postMessage", channel=direct, text="Hello")["error"] == "user_not_found"


@pytest.mark.parametrize(("token", "error"), ((None, "not_authed"), ("xoxb-wrong", "invalid_auth")))
def test_a_call_without_the_right_token_is_refused(still: Simulator, token: str | None, error: str) -> None:
    assert call(still, "auth.test", token)["error"] == error


def test_an_unknown_method_is_named(still: Simulator) -> None:
    assert call(still, "chat.shout") == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


@pytest.mark.parametrize(
    ("args", "error"),
    (
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": "[not json"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ({"text": "x", "metadata": {"event_type": "mine"}}, "invalid_metadata_format"),
    ),
)
def test_a_message_that_slack_would_refuse_leaves_nothing(still: Simulator, args: dict[str, Any], error: str) -> None:
    assert call(still, "chat.postMessage", channel=CHECKOUT, **args)["error"] == error
    assert still.world.messages(CHECKOUT) == []


def test_blocks_may_come_as_a_string_in_a_form(still: Simulator) -> None:
    post(still, CHECKOUT, blocks='[{"type": "divider", "block_id": "line"}]')
    assert still.world.messages(CHECKOUT)[0].blocks == [{"type": "divider", "block_id": "line"}]


def test_blocks_and_elements_without_ids_are_given_some(still: Simulator) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    post(still, CHECKOUT, blocks=[{"type": "actions", "elements": [button]}])
    (block,) = still.world.messages(CHECKOUT)[0].blocks
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


def test_unfurling_and_a_missing_text_are_noted_and_forgiven(still: Simulator) -> None:
    assert call(still, "chat.postMessage", channel=CHECKOUT, text="Hello")["ok"]
    assert call(still, "chat.postMessage", channel=CHECKOUT, text="Hello", unfurl_links=False)["ok"]
    post(still, CHECKOUT, "", blocks=[section("Hello")])
    noted = [violation["what"] for violation in still.record.violations]
    assert ["unfurl" in what for what in noted] == [True, True, False]
    assert "no `text`" in noted[2]


def test_a_reply_belongs_to_the_thread_of_the_message_it_answers(still: Simulator) -> None:
    parent = post(still, CHECKOUT)["ts"]
    reply = post(still, CHECKOUT, "First", thread_ts=parent)["ts"]
    deeper = post(still, CHECKOUT, "Second", thread_ts=reply)
    assert deeper["message"]["thread_ts"] == parent
    replies = call(still, "conversations.replies", channel=CHECKOUT, ts=parent)["messages"]
    assert [message["text"] for message in replies] == ["Hello", "First", "Second"]
    assert replies[0]["reply_count"] == 2
    history = call(still, "conversations.history", channel=CHECKOUT)["messages"]
    assert [message["text"] for message in history] == ["Hello"]


def test_an_edit_keeps_the_blocks_that_it_does_not_mention(still: Simulator) -> None:
    ts = post(still, CHECKOUT, blocks=[section("Old")], metadata={"event_type": "m", "event_payload": {"id": "1"}})[
        "ts"
    ]
    answer = call(still, "chat.update", channel=CHECKOUT, ts=ts, text="New")
    message = still.world.message(CHECKOUT, ts)
    assert message is not None
    assert answer["text"] == message.text == "New"
    assert message.blocks[0]["text"]["text"] == "Old"
    assert message.metadata is not None
    assert message.edited_ts is not None
    call(still, "chat.update", channel=CHECKOUT, ts=ts, text="New", blocks=[])
    assert message.blocks == []


@pytest.mark.parametrize(
    ("args", "error"),
    (
        ({"ts": "1.1", "text": "x"}, "message_not_found"),
        ({"ts": "mine", "text": "x" * 4001}, "msg_too_long"),
        ({"ts": "mine"}, "no_text"),
        ({"ts": "theirs", "text": "x"}, "cant_update_message"),
        ({"ts": "hidden", "text": "x"}, "message_not_found"),
    ),
)
def test_an_edit_that_slack_would_refuse_is_refused(still: Simulator, args: dict[str, Any], error: str) -> None:
    stamps = {
        "mine": post(still, CHECKOUT)["ts"],
        "theirs": from_person(still.world, still.world.people[ANA], still.world.channels[CHECKOUT], "Mine").ts,
        "hidden": call(still, "chat.postEphemeral", channel=CHECKOUT, user=ANA, text="x")["message_ts"],
    }
    args["ts"] = stamps.get(args["ts"], args["ts"])
    assert call(still, "chat.update", channel=CHECKOUT, **args)["error"] == error


def test_an_ephemeral_message_needs_its_reader_in_the_channel(still: Simulator) -> None:
    assert call(still, "chat.postEphemeral", channel=CHECKOUT, user=EVE, text="x")["error"] == "user_not_in_channel"
    assert call(still, "chat.postEphemeral", channel=CHECKOUT, user=ANA, text="x")["ok"]
    assert call(still, "conversations.history", channel=CHECKOUT)["messages"] == []


def test_a_deleted_message_is_gone_and_a_deleted_parent_leaves_its_thread(still: Simulator) -> None:
    alone, parent = post(still, CHECKOUT, "Alone")["ts"], post(still, CHECKOUT, "Parent")["ts"]
    post(still, CHECKOUT, "Reply", thread_ts=parent)
    assert call(still, "chat.delete", channel=CHECKOUT, ts=alone)["ok"]
    assert call(still, "chat.delete", channel=CHECKOUT, ts=parent)["ok"]
    assert [m.text for m in still.world.messages(CHECKOUT)] == ["This message was deleted.", "Reply"]
    assert call(still, "chat.delete", channel=CHECKOUT, ts=alone)["error"] == "message_not_found"
    assert call(still, "chat.delete", channel=CHECKOUT, ts=parent)["error"] == "cant_delete_message"


def test_metadata_is_shown_whole_to_who_asks_for_it(still: Simulator) -> None:
    metadata = {"event_type": "drumbeat_message", "event_payload": {"id": "abc"}}
    post(still, CHECKOUT, metadata=metadata)
    whole = call(still, "conversations.history", channel=CHECKOUT, include_all_metadata="true")["messages"][0]
    partly = call(still, "conversations.history", channel=CHECKOUT)["messages"][0]
    assert whole["metadata"] == metadata
    assert partly["metadata"] == {"event_type": "drumbeat_message"}


def test_a_permalink_names_the_channel_and_the_message(still: Simulator) -> None:
    parent = post(still, PAYMENTS)["ts"]
    reply = post(still, PAYMENTS, thread_ts=parent)["ts"]
    link = call(still, "chat.getPermalink", channel=PAYMENTS, message_ts=parent)["permalink"]
    assert link == f"https://acme.slack.com/archives/{PAYMENTS}/p{parent.replace('.', '')}"
    assert f"thread_ts={parent}" in call(still, "chat.getPermalink", channel=PAYMENTS, message_ts=reply)["permalink"]
