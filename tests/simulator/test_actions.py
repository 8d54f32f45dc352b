"""Using what is on a message: buttons, menus, shortcuts; and what the app is told."""

from __future__ import annotations

import pytest

from bot.simulator.cast import ANA, BEN, CHECKOUT
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.simulator import Simulator
from tests.simulator.calling import Json, actions, button, call, post, question, section
from tests.simulator.listening import RawBot

OPTIONS: list[Json] = [
    {"text": {"type": "plain_text", "text": label}, "value": label.lower()} for label in ("Off", "Nothing")
]


def test_a_pressed_button_is_told_with_its_message(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    ts = post(sim, BEN, blocks=[section("Stand-up"), actions(button("Skip", value="7"), block_id="row")])["ts"]
    slack.last_dm("Ben").press("Skip")
    (heard,) = raw_bot.heard
    assert heard["message"]["ts"] == ts
    assert heard["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": heard["channel"]["id"],
        "is_ephemeral": False,
    }
    action = heard["actions"][0]
    assert (action["type"], action["block_id"], action["action_id"], action["value"]) == ("button", "row", "go", "7")
    assert heard["user"] == {"id": BEN, "username": "ben", "name": "ben", "team_id": "T0ACME0001"}
    assert heard["response_url"].startswith(f"{sim.url}/actions/")


def test_an_ephemeral_message_is_not_repeated_to_the_app(raw_bot: RawBot, slack: Slack) -> None:
    raw_bot.answers["/card"] = {"text": "Card", "blocks": [actions(button("Go"))]}
    slack.says("Ana", "#checkout", "/card").press("Go")
    (heard,) = raw_bot.heard_of("block_actions")
    assert "message" not in heard
    assert heard["container"]["is_ephemeral"]


def test_menus_and_pickers_tell_what_was_chosen(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    surface = actions(
        {"type": "overflow", "action_id": "skip", "options": OPTIONS},
        {"type": "static_select", "action_id": "why", "options": OPTIONS},
        {"type": "users_select", "action_id": "who"},
        {"type": "datepicker", "action_id": "day"},
        block_id="row",
    )
    ts = post(sim, CHECKOUT, blocks=[surface])["ts"]
    for action_id, value in (("skip", "Off"), ("why", "nothing"), ("who", "Ben"), ("day", "2026-11-25")):
        asked = {"as": ANA, "channel": CHECKOUT, "ts": ts, "action_id": action_id, "value": value}
        slack._connection.post("press", asked)
    told = [heard["actions"][0] for heard in raw_bot.heard]
    assert told[0]["selected_option"] == OPTIONS[0]
    assert told[1]["selected_option"] == OPTIONS[1]
    assert told[2]["selected_user"] == BEN
    assert told[3]["selected_date"] == "2026-11-25"
    assert raw_bot.heard[3]["state"]["values"]["row"]["why"]["selected_option"] == OPTIONS[1]
    assert slack.last("#checkout", "Ana").shown["values"]["row"]["why"]["selected_option"] == OPTIONS[1]
    assert slack.last("#checkout", "Ben").shown["values"] == {}


def test_a_menu_on_a_message_asks_the_app_for_its_options(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    raw_bot.answers["block_suggestion"] = {"options": OPTIONS}
    placeholder = {"type": "plain_text", "text": "Which?"}
    post(sim, CHECKOUT, blocks=[actions({"type": "external_select", "action_id": "which", "placeholder": placeholder})])
    slack.last("#checkout", seen_by="Ana").press("Which?", choose="Nothing")
    asked, chosen = raw_bot.heard
    assert (asked["value"], asked["container"]["type"]) == ("Nothing", "message")
    assert chosen["actions"][0]["selected_option"] == OPTIONS[1]


def test_an_input_on_a_message_keeps_its_value_to_itself_unless_told_otherwise(
    raw_bot: RawBot, slack: Slack, sim: Simulator
) -> None:
    quiet = question("quiet", "Quiet", {"type": "plain_text_input"})
    loud = question("loud", "Loud", {"type": "plain_text_input"}, dispatch_action=True)
    post(sim, CHECKOUT, blocks=[quiet, loud])
    message = slack.last("#checkout", seen_by="Ana")
    message.press("Quiet", choose="one")
    message.press("Loud", choose="two")
    (heard,) = raw_bot.heard
    assert heard["actions"][0]["value"] == "two"
    assert heard["state"]["values"]["quiet"]["answer"]["value"] == "one"


def test_the_answer_may_replace_the_message_that_was_pressed(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    ts = post(sim, BEN, blocks=[actions(button("Skip"))])["ts"]

    def skipped(heard: Json) -> str:
        call(sim, "chat.update", channel=heard["channel"]["id"], ts=ts, text="Skipped", blocks=[])
        return ""

    raw_bot.answers["block_actions"] = skipped
    answer = slack.last_dm("Ben").press("Skip")
    assert answer.text == "Skipped"
    assert slack.last_dm("Ben").edited


def test_a_press_that_fails_shows_a_banner(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    raw_bot.answers["block_actions"] = 500
    post(sim, BEN, blocks=[actions(button("Skip"))])
    assert slack.last_dm("Ben").press("Skip").banner == 'Skip failed with the error "dispatch_failed"'


def test_what_is_not_there_cannot_be_pressed_and_what_is_there_is_named(
    raw_bot: RawBot, slack: Slack, sim: Simulator
) -> None:
    post(sim, CHECKOUT, blocks=[actions(button("Fill in"), button("Skip", "skip"))])
    message = slack.last("#checkout")
    with pytest.raises(CannotDo, match=r'nothing called "Fill out" to use here. There is: Fill in, Skip'):
        message.press("Fill out", by="Ana")
    with pytest.raises(CannotDo, match="Say who presses"):
        message.press("Skip")
    with pytest.raises(CannotDo, match="sees no channel"):
        message.press("Skip", by="Eve")


def test_shortcuts_are_told_with_and_without_a_message(raw_bot: RawBot, slack: Slack) -> None:
    slack.uses_shortcut("Ana", "log_feature")
    slack.says("Ben", "#checkout", "CSV export would be nice")
    slack.uses_shortcut("Ana", "log_message", on=slack.last("#checkout"))
    shortcut, on_message = raw_bot.heard_of("shortcut")[0], raw_bot.heard_of("message_action")[0]
    assert (shortcut["callback_id"], "response_url" in shortcut) == ("log_feature", False)
    assert on_message["message"]["text"] == "CSV export would be nice"
    assert on_message["channel"] == {"id": CHECKOUT, "name": "checkout"}
