"""The judge on modals, home tabs, acks and the answers to forms."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator import judge
from tests.simulator.calling import actions, button, modal, question, section

Json = dict[str, Any]
HOME: Json = {"type": "home", "blocks": [section("Welcome")]}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def number_input(**more: Any) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False, **more}


FINE: dict[str, Json] = {
    "modal": modal(question("today", "What will you do today?")),
    "home": HOME,
    "modal without inputs or submit": {"type": "modal", "title": plain("Hi"), "blocks": [section("Hello")]},
    "all inputs": modal(
        question("a", "A", {"type": "plain_text_input", "multiline": True, "max_length": 3000, "min_length": 1}),
        question("b", "B", number_input(min_value="1")),
        question("c", "C", {"type": "multi_users_select"}, optional=True, hint=plain("Who?")),
        question("d", "D", {"type": "external_select"}, dispatch_action=True),
        question("e", "E", {"type": "datepicker"}),
    ),
    "hundred blocks": {**HOME, "blocks": [section("x")] * 100},
    "notify": modal(section("x"), notify_on_close=True, clear_on_close=True, private_metadata="x" * 3000),
}


@pytest.mark.parametrize("view", FINE.values(), ids=FINE.keys())
def test_a_view_that_slack_takes_is_taken(view: Json) -> None:
    assert judge.view(view) == []


BAD: dict[str, tuple[Json, str]] = {
    "long title": (
        modal(section("x"), title="x" * 25),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "no title": (
        {"type": "modal", "blocks": [section("x")]},
        "missing required field: title [json-pointer:/view]",
    ),
    "no blocks": ({"type": "home"}, "missing required field: blocks [json-pointer:/view]"),
    "101 blocks": (
        {**HOME, "blocks": [section("x")] * 101},
        "no more than 100 items allowed [json-pointer:/view/blocks]",
    ),
    "metadata": (
        modal(section("x"), private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    "callback": (
        modal(section("x"), callback_id="x" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
    ),
    "input without submit": (
        modal(question("a", "A"), submit=None),
        "missing required field: submit (required when an input block is within blocks) [json-pointer:/view]",
    ),
    "home with submit": ({**HOME, "submit": plain("Send")}, "invalid additional property: submit [json-pointer:/view]"),
    "label": (
        modal(question("a", "x" * 2001)),
        "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
    ),
    "button in an input": (
        modal(question("a", "A", button("Go"))),
        "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
    ),
    "max length": (
        modal(question("a", "A", {"type": "plain_text_input", "max_length": 3001})),
        "must be less than or equal to 3000 [json-pointer:/view/blocks/0/element/max_length]",
    ),
    "number without decimals said": (
        modal(question("a", "A", {"type": "number_input"})),
        "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
    ),
    "same block": (
        modal(question("a", "A"), question("a", "B")),
        "`block_id` `a` already exists [json-pointer:/view/blocks/1/block_id]",
    ),
    "unknown type": ({"type": "popup", "blocks": []}, "must be one of: modal, home [json-pointer:/view/type]"),
}


@pytest.mark.parametrize(("view", "said"), BAD.values(), ids=BAD.keys())
def test_a_view_that_slack_refuses_is_refused_in_its_words(view: Json, said: str) -> None:
    assert judge.view(view) == [said]


def test_a_view_holds_250_kilobytes() -> None:
    assert judge.view(modal(*[section("x" * 2999)] * 84)) == ["view_too_large"]


def test_a_refused_view_has_the_shape_of_slacks() -> None:
    line = "must be less than 25 characters [json-pointer:/view/title/text]"
    assert judge.view_refusal([line]) == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": ["[ERROR] failed to match all allowed schemas [json-pointer:/view]", f"[ERROR] {line}"]
        },
    }
    assert judge.view_refusal(["view_too_large"]) == {"ok": False, "error": "view_too_large"}


@pytest.mark.parametrize(
    ("body", "fine"),
    (
        ({"text": "Hello"}, True),
        ({"text": "Hello", "blocks": [section("Hello"), actions(button("Go"))]}, True),
        ({"response_type": "in_channel"}, True),
        ({"delete_original": True}, True),
        ({"replace_original": True, "text": "New"}, True),
        ({}, False),
        ({"response_type": "everyone", "text": "Hello"}, False),
        ({"text": "Hello", "blocks": [section("")]}, False),
        ({"replace_original": "yes", "text": "New"}, False),
        (["Hello"], False),
    ),
)
def test_the_body_of_an_ack_is_judged(body: Any, fine: bool) -> None:
    assert (judge.ack(body) == []) is fine


@pytest.mark.parametrize(
    ("answer", "said"),
    (
        ({"response_action": "clear"}, []),
        ({"response_action": "errors", "errors": {"today": "Too short"}}, []),
        ({"response_action": "update", "view": modal(section("Thanks"))}, []),
        ({"response_action": "push", "view": modal(section("More"))}, []),
        (
            {"response_action": "errors", "errors": {"other": "No"}},
            ["is no input block of this view [json-pointer:/errors/other]"],
        ),
        ({"response_action": "errors", "errors": {"today": ["No"]}}, ["must be a string [json-pointer:/errors/today]"]),
        (
            {"response_action": "errors", "errors": {}},
            ["must provide an object with at least one block_id [json-pointer:/errors]"],
        ),
        ({"response_action": "update", "view": HOME}, ["must be one of: modal [json-pointer:/view/type]"]),
        ({"response_action": "update"}, ["must provide an object [json-pointer:/view]"]),
        ({"response_action": "close"}, ["must be one of: clear, update, push, errors [json-pointer:/response_action]"]),
        ("ok", ["must be a JSON object"]),
    ),
)
def test_the_answer_to_a_form_is_judged(answer: Any, said: list[str]) -> None:
    assert judge.view_answer(answer, {"today"}) == said


def test_suggested_options_are_judged() -> None:
    option = {"text": plain("Export"), "value": "1"}
    assert judge.options({"options": [option]}) == []
    assert judge.options({"options": []}) == []
    assert judge.options({"option_groups": [{"label": plain("All"), "options": [option]}]}) == []
    assert judge.options({"options": [option] * 101}) == ["no more than 100 items allowed [json-pointer:/options]"]
    assert judge.options({}) == ["must be an array [json-pointer:/options]"]
    assert judge.options("x") == ["must be a JSON object"]
