"""Changing the world: people come, move and go, channels change, and the app is told as Slack tells it."""

from __future__ import annotations

import pytest

from bot.simulator.cast import ANA, BOT, CHECKOUT
from bot.simulator.driver import CannotDo, Slack
from tests.simulator.calling import Json
from tests.simulator.listening import RawBot


def told(raw_bot: RawBot, slack: Slack) -> list[Json]:
    """The events that were delivered, in the order of their ids: Slack promises no other."""
    slack.settle()
    return sorted(raw_bot.heard, key=lambda event: str(event["envelope"]["event_id"]))


def test_a_new_person_is_told_and_can_speak(raw_bot: RawBot, slack: Slack) -> None:
    gil = slack.adds_person("Gil", zone="Asia/Kathmandu", title="Engineer")
    (event,) = told(raw_bot, slack)
    assert event["type"] == "team_join"
    assert (event["user"]["id"], event["user"]["tz_offset"]) == (gil.id, 20_700)
    slack.changes_channel("#checkout", invite=[gil], by=slack.ana)
    slack.says(gil, "#checkout", "Hello all")
    assert slack.last("#checkout").author == "Gil"


def test_a_person_who_moves_or_leaves_is_told(raw_bot: RawBot, slack: Slack) -> None:
    slack.changes_person("Ben", zone="Asia/Tokyo")
    slack.changes_person("Ben", deleted=True)
    moved, left = told(raw_bot, slack)
    assert (moved["type"], moved["user"]["tz"], moved["user"]["deleted"]) == ("user_change", "Asia/Tokyo", False)
    assert left["user"]["deleted"]
    with pytest.raises(CannotDo, match="deactivated"):
        slack.says("Ben", "#checkout", "Still here?")


def test_events_come_in_an_envelope_with_one_id_each(raw_bot: RawBot, slack: Slack) -> None:
    slack.changes_person("Ben", title="Lead")
    slack.changes_person("Ben", title="Engineer")
    first, second = (event["envelope"] for event in told(raw_bot, slack))
    assert first["event_id"] != second["event_id"]
    assert (first["type"], first["team_id"]) == ("event_callback", "T0ACME0001")
    assert first["authorizations"][0]["user_id"] == BOT


def test_a_channel_is_made_renamed_and_archived(raw_bot: RawBot, slack: Slack) -> None:
    channel = slack.adds_channel("#risk", [slack.ana, "Drumbeat"])
    slack.changes_channel("#risk", name="risks", archived=True)
    slack.changes_channel("#risks", archived=False)
    kinds = [event["type"] for event in told(raw_bot, slack)]
    assert kinds == ["member_joined_channel", "channel_rename", "channel_archive", "channel_unarchive"]
    assert {event.get("channel") for event in raw_bot.heard_of("channel_archive")} == {channel}


def test_the_bot_is_told_that_it_was_invited_and_removed(raw_bot: RawBot, slack: Slack) -> None:
    slack.changes_channel("#general", invite=["Drumbeat"], by="Ana")
    slack.changes_channel("#general", kick=["Drumbeat"])
    joined, left = told(raw_bot, slack)
    assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", BOT, ANA)
    assert (left["type"], left["user"]) == ("member_left_channel", BOT)


def test_what_happens_in_a_private_channel_without_the_bot_is_not_told(raw_bot: RawBot, slack: Slack) -> None:
    slack.adds_channel("secret", ["Ana"], private=True)
    slack.changes_channel("#secret", invite=["Ben"], name="secrets", archived=True)
    assert told(raw_bot, slack) == []


def test_an_event_that_the_app_did_not_ask_for_is_not_sent(raw_bot: RawBot, slack: Slack) -> None:
    slack.says("Ana", "#checkout", "Nothing for <@you>, @Drumbeat")
    slack.set_app(events=["message.channels", "app_mention"])
    slack.says("Ana", "#checkout", "For you, @Drumbeat")
    assert sorted(event["type"] for event in told(raw_bot, slack)) == ["app_mention", "message"]
    assert raw_bot.heard_of("message")[0]["channel"] == CHECKOUT


@pytest.mark.parametrize(
    ("changes", "why"), (({"zone": "Mars/Base"}, "no time zone"), ({"is_wise": True}, "A person has no is_wise"))
)
def test_a_change_that_makes_no_sense_is_refused(slack: Slack, changes: Json, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        slack.changes_person("Ben", **changes)


def test_names_are_taken_once(slack: Slack) -> None:
    with pytest.raises(CannotDo, match="a Ben already"):
        slack.adds_person("Ben")
    with pytest.raises(CannotDo, match="a #checkout already"):
        slack.adds_channel("checkout")
    with pytest.raises(CannotDo, match="already"):
        slack.changes_channel("#checkout", invite=["Ana"])
