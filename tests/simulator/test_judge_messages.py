"""The judge on messages: each limit and each shape, in the words in which Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator import judge
from tests.simulator.calling import actions, button, section

Json = dict[str, Any]
PLAIN = {"type": "plain_text", "text": "Fine"}
OPTION = {"text": PLAIN, "value": "fine"}


def blocks(*surface: Json) -> list[str]:
    return judge.message({"text": "fallback", "blocks": list(surface)})


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def select(**more: Any) -> Json:
    return actions({"type": "static_select", "action_id": "s", "options": [OPTION], **more})


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "link", "url": "https://example.org", "text": "a link"},
                {"type": "emoji", "name": "wave"},
                {"type": "user", "user_id": "U0ANA00001"},
                {"type": "channel", "channel_id": "C0CHECKOUT"},
                {"type": "broadcast", "range": "here"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}], "border": 0},
    ],
}
FINE: dict[str, Json] = {
    "section": section("Hello"),
    "section with fields": {"type": "section", "fields": [PLAIN] * 10},
    "section with a button": section("Hello", accessory=button("Go", value="1", style="primary")),
    "section with a picture": section(
        "Hello", accessory={"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"}
    ),
    "section of 3000": section("x" * 3000),
    "header of 150": {"type": "header", "text": plain("x" * 150)},
    "divider": {"type": "divider", "block_id": "line"},
    "context": {"type": "context", "elements": [PLAIN, {"type": "mrkdwn", "text": "*b*"}]},
    "rich text": RICH,
    "image": {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a", "title": PLAIN},
    "25 buttons": actions(*(button("Go", f"go{n}") for n in range(25))),
    "overflow": actions({"type": "overflow", "action_id": "o", "options": [OPTION] * 5}),
    "select": select(placeholder=PLAIN, initial_option=OPTION),
    "select of groups": actions(
        {"type": "static_select", "action_id": "s", "option_groups": [{"label": PLAIN, "options": [OPTION]}]}
    ),
    "multi select": section("Who?", accessory={"type": "multi_static_select", "action_id": "m", "options": [OPTION]}),
    "pickers": actions(
        {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-24"},
        {"type": "timepicker", "action_id": "t", "initial_time": "09:30"},
        {"type": "users_select", "action_id": "u"},
        {"type": "conversations_select", "action_id": "c"},
        {"type": "channels_select", "action_id": "h"},
        {"type": "external_select", "action_id": "e", "min_query_length": 1},
    ),
    "choices": actions(
        {"type": "checkboxes", "action_id": "c", "options": [OPTION]},
        {"type": "radio_buttons", "action_id": "r", "options": [OPTION]},
    ),
    "confirm": actions(
        button("Go", confirm={"title": PLAIN, "text": PLAIN, "confirm": PLAIN, "deny": PLAIN, "style": "danger"})
    ),
}


@pytest.mark.parametrize("block", FINE.values(), ids=FINE.keys())
def test_what_slack_takes_is_taken(block: Json) -> None:
    assert blocks(block) == []


BAD: dict[str, tuple[Json, str]] = {
    "section too long": (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "section empty": (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "section without text": ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    "11 fields": (
        {"type": "section", "fields": [PLAIN] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "long field": (
        {"type": "section", "fields": [plain("x" * 2001)]},
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "header too long": (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "header in mrkdwn": (
        {"type": "header", "text": {"type": "mrkdwn", "text": "Hi"}},
        "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
    ),
    "unknown block": ({"type": "sections"}, "unsupported type: sections [json-pointer:/blocks/0/type]"),
    "no type": ({"text": PLAIN}, "missing required field: type [json-pointer:/blocks/0]"),
    "a stranger key": (
        {"type": "divider", "colour": "red"},
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    "button text": (
        actions(button("x" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "button value": (
        actions(button("Go", value="x" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "button style": (
        actions(button("Go", style="green")),
        "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    "26 buttons": (
        actions(*(button("Go", f"go{n}") for n in range(26))),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "no buttons": (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    "text input in actions": (
        actions({"type": "plain_text_input", "action_id": "t"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    "same action twice": (
        actions(button("A"), button("B"), block_id="row"),
        "`action_id` `go` already exists for `block_id` `row` [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    "option value": (
        select(options=[{"text": PLAIN, "value": "x" * 151}]),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    "option text": (
        select(options=[{"text": plain("x" * 76), "value": "v"}]),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    "101 options": (
        select(options=[OPTION] * 101),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "6 in an overflow": (
        actions({"type": "overflow", "options": [OPTION] * 6}),
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "placeholder": (
        select(placeholder=plain("x" * 151)),
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
    ),
    "no options": (
        actions({"type": "static_select"}),
        "missing required field: options [json-pointer:/blocks/0/elements/0]",
    ),
    "11 in a context": (
        {"type": "context", "elements": [PLAIN] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "button in a context": (
        {"type": "context", "elements": [button("Go")]},
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    "block id": (
        {"type": "divider", "block_id": "x" * 256},
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ),
    "no picture": ({"type": "image", "alt_text": "a"}, "missing required field: image_url [json-pointer:/blocks/0]"),
    "rich text piece": (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "bold"}]}]},
        "unsupported type: bold [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    "indent": (
        {"type": "rich_text", "elements": [{**RICH["elements"][1], "indent": 9}]},  # type: ignore[dict-item]
        "must be less than or equal to 8 [json-pointer:/blocks/0/elements/0/indent]",
    ),
    "text is a number": (
        {"type": "section", "text": {"type": "mrkdwn", "text": 7}},
        "must be a string [json-pointer:/blocks/0/text/text]",
    ),
    "text is a string": (
        {"type": "section", "text": "Hello"},
        "must provide an object [json-pointer:/blocks/0/text]",
    ),
    "confirm text": (
        actions(button("Go", confirm={"title": PLAIN, "text": plain("x" * 301), "confirm": PLAIN, "deny": PLAIN})),
        "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
    ),
}


@pytest.mark.parametrize(("block", "said"), BAD.values(), ids=BAD.keys())
def test_what_slack_refuses_is_refused_in_its_words(block: Json, said: str) -> None:
    assert blocks(block) == [said]


def test_every_fault_is_named_at_its_place() -> None:
    wrong = blocks(section("fine"), section("x" * 3001), actions(button("")))
    assert [line.split("json-pointer:")[1] for line in wrong] == [
        "/blocks/1/text/text]",
        "/blocks/2/elements/0/text/text]",
    ]


def test_fifty_blocks_are_taken_and_fifty_one_are_not() -> None:
    assert blocks(*[section("x")] * 50) == []
    assert blocks(*[section("x")] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_block_id_can_be_used_once() -> None:
    twice = [section("a", block_id="same"), section("b", block_id="same")]
    assert blocks(*twice) == ["`block_id` `same` already exists [json-pointer:/blocks/1/block_id]"]


def test_all_blocks_together_hold_13200_characters() -> None:
    full = [section("x" * 3000)] * 4
    assert blocks(*full, section("x" * 1200)) == []
    assert blocks(*full, section("x" * 1201)) == ["msg_blocks_too_long"]


@pytest.mark.parametrize(
    ("payload", "said"),
    (
        ({}, ["no_text"]),
        ({"text": ""}, ["no_text"]),
        ({"text": "", "blocks": []}, ["no_text"]),
        ({"text": "x" * 40_000}, []),
        ({"text": "x" * 40_001}, ["msg_too_long"]),
        ({"text": "x", "blocks": {"type": "section"}}, ["must be an array [json-pointer:/blocks]"]),
    ),
)
def test_a_message_needs_words_and_not_too_many(payload: Json, said: list[str]) -> None:
    assert judge.message(payload) == said


def test_a_refusal_has_the_shape_of_slacks() -> None:
    line = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert judge.message_refusal([line]) == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [line],
        "response_metadata": {"messages": [f"[ERROR] {line}"]},
    }
    assert judge.message_refusal(["msg_blocks_too_long"]) == {"ok": False, "error": "msg_blocks_too_long"}
