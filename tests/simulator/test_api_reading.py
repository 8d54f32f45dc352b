"""conversations.*, users.*, team, bots and reactions: what the bot can look up."""

from __future__ import annotations

import pytest

from bot.simulator.cast import ANA, ATTIC, BEN, BOT, CHECKOUT, DOV, EVE, FAY, GENERAL, LAB, LOUNGE, PAYMENTS
from bot.simulator.simulator import Simulator
from tests.simulator.calling import Json, call, post


def ids(answer: Json, key: str) -> list[str]:
    return [each["id"] for each in answer[key]]


def test_the_bot_learns_who_it_is(still: Simulator) -> None:
    answer = call(still, "auth.test")
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (BOT, "B0DRUMBEAT", "T0ACME0001")


def test_each_workspace_has_a_token_and_sees_itself_alone(still: Simulator) -> None:
    assert call(still, "team.info", "xoxb-other-drumbeat")["team"]["name"] == "Other"
    assert call(still, "users.info", user=FAY)["error"] == "user_not_found"
    assert call(still, "users.info", "xoxb-other-drumbeat", user=FAY)["ok"]
    assert call(still, "conversations.info", channel=LOUNGE)["error"] == "channel_not_found"


def test_a_person_has_their_zone_and_what_they_may_do(still: Simulator) -> None:
    ben = call(still, "users.info", user=BEN)["user"]
    assert (ben["tz"], ben["tz_offset"], ben["tz_label"]) == ("America/New_York", -5 * 3600, "EST")
    assert call(still, "users.info", user=ANA)["user"]["is_admin"]
    assert call(still, "users.info", user=EVE)["user"]["is_ultra_restricted"]
    assert call(still, "users.info", user=BOT)["user"]["is_bot"]


def test_lists_come_in_pages_that_miss_nobody(still: Simulator) -> None:
    found: list[str] = []
    cursor = ""
    while True:
        answer = call(still, "users.list", limit="2", cursor=cursor)
        found += ids(answer, "members")
        assert len(answer["members"]) <= 2
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == ids(call(still, "users.list"), "members")
    assert FAY not in found
    assert len(found) == 6
    assert call(still, "users.list", cursor="elsewhere")["error"] == "invalid_cursor"


def test_channels_are_listed_by_type_and_private_ones_from_inside_only(still: Simulator) -> None:
    assert ids(call(still, "conversations.list"), "channels") == [GENERAL, CHECKOUT, PAYMENTS, ATTIC]
    assert ATTIC not in ids(call(still, "conversations.list", exclude_archived="true"), "channels")
    assert ids(call(still, "conversations.list", types="private_channel"), "channels") == [LAB]
    still.world.channels[LAB].members.remove(BOT)
    assert ids(call(still, "conversations.list", types="private_channel"), "channels") == []
    assert call(still, "conversations.list", types="secret")["error"] == "invalid_types"


def test_the_channels_of_a_person_are_those_the_bot_sees_too(still: Simulator) -> None:
    both = "public_channel,private_channel"
    assert ids(call(still, "users.conversations", types=both), "channels") == [CHECKOUT, PAYMENTS, LAB]
    assert ids(call(still, "users.conversations", types=both, user=DOV), "channels") == [GENERAL, PAYMENTS]


def test_members_and_membership_are_told(still: Simulator) -> None:
    assert call(still, "conversations.members", channel=PAYMENTS)["members"] == [DOV, BOT]
    shown = call(still, "conversations.info", channel=GENERAL, include_num_members="true")["channel"]
    assert (shown["is_member"], shown["num_members"], shown["is_private"]) == (False, 4, False)


def test_the_bot_joins_a_public_channel_and_no_other(still: Simulator) -> None:
    assert call(still, "conversations.join", channel=GENERAL)["channel"]["is_member"]
    assert call(still, "conversations.join", channel=ATTIC)["error"] == "is_archived"
    assert call(still, "conversations.join", channel=LAB)["error"] == "method_not_supported_for_channel_type"


def test_a_direct_conversation_is_opened(still: Simulator) -> None:
    opened = call(still, "conversations.open", users=BEN)["channel"]["id"]
    assert post(still, BEN)["channel"] == opened
    assert call(still, "conversations.open", users=BOT)["error"] == "cannot_dm_bot"
    assert call(still, "conversations.open", users="U0NOBODY01")["error"] == "user_not_found"


def test_history_is_newest_first_and_can_be_cut_to_a_span(still: Simulator) -> None:
    stamps = [post(still, CHECKOUT, text)["ts"] for text in ("one", "two", "three", "four")]

    def texts(**span: str) -> list[str]:
        answer = call(still, "conversations.history", channel=CHECKOUT, **span)
        return [message["text"] for message in answer["messages"]]

    assert texts() == ["four", "three", "two", "one"]
    assert texts(oldest=stamps[1]) == ["four", "three"]
    assert texts(oldest=stamps[1], inclusive="1") == ["four", "three", "two"]
    assert texts(latest=stamps[1]) == ["one"]
    assert texts(latest=stamps[1], inclusive="true") == ["two", "one"]
    first = call(still, "conversations.history", channel=CHECKOUT, limit=3)
    assert first["has_more"]
    rest = call(still, "conversations.history", channel=CHECKOUT, cursor=first["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["one"]


def test_history_is_for_members(still: Simulator) -> None:
    assert call(still, "conversations.history", channel=GENERAL)["error"] == "not_in_channel"
    assert call(still, "conversations.replies", channel=CHECKOUT, ts="1.1")["error"] == "thread_not_found"


@pytest.mark.parametrize(
    ("name", "ts", "error"),
    (("eyes", "1.1", "message_not_found"), ("", "own", "invalid_name"), ("wave", "own", "already_reacted")),
)
def test_a_reaction_can_be_wrong(still: Simulator, name: str, ts: str, error: str) -> None:
    own = post(still, CHECKOUT)["ts"]
    assert call(still, "reactions.add", channel=CHECKOUT, timestamp=own, name="wave")["ok"]
    stamp = own if ts == "own" else ts
    assert call(still, "reactions.add", channel=CHECKOUT, timestamp=stamp, name=name)["error"] == error
