"""Modals: triggers, the stack of three, hashes, fields, and the answers to a form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.acts.fields import REQUIRED
from bot.simulator.acts.forms import TROUBLE
from bot.simulator.cast import ACME, ANA, CHECKOUT, OTHER
from bot.simulator.driver import CannotDo, Form, Slack
from bot.simulator.ids import Ids
from bot.simulator.simulator import Simulator
from bot.simulator.triggers import BadTrigger, Triggers
from tests.simulator.calling import Json, actions, button, call, modal, question, section
from tests.simulator.listening import RawBot

FORM = modal(question("today", "What will you do today?"), callback_id="entry.save", private_metadata="7")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(label: str) -> Json:
    return {"text": plain(label), "value": label.lower()}


def opened(sim: Simulator, view: Json = FORM) -> Json:
    """A modal of Ana's, opened by the bot; its shape."""
    answer = call(sim, "views.open", trigger_id=sim.triggers.new(ACME, ANA, "cause"), view=view)
    assert answer["ok"], answer
    shape: Json = answer["view"]
    return shape


def open_form(raw_bot: RawBot, slack: Slack, sim: Simulator, view: Json = FORM) -> Form:
    """The form that a command of Ana's opens."""
    raw_bot.answers["/form"] = lambda heard: call(sim, "views.open", trigger_id=heard["trigger_id"], view=view) and ""
    return slack.says("Ana", "#checkout", "/form").form


def test_a_trigger_is_good_for_three_seconds_and_once() -> None:
    seconds = [0.0]
    triggers = Triggers(Ids(), monotonic=lambda: seconds[0])
    in_time, late, foreign = (triggers.new(ACME, ANA, "cause") for _ in range(3))
    seconds[0] = 3.0
    triggers.use(in_time, ACME)
    for trigger, workspace, at, error in (
        (in_time, ACME, 3.0, "exchanged_trigger_id"),
        (late, ACME, 3.1, "expired_trigger_id"),
        (foreign, OTHER, 3.0, "invalid_trigger_id"),
        ("1.2.abc", ACME, 3.0, "invalid_trigger_id"),
    ):
        seconds[0] = at
        with pytest.raises(BadTrigger, match=error):
            triggers.use(trigger, workspace)


def test_a_bad_view_uses_up_its_trigger_and_says_where_it_is_wrong(still: Simulator) -> None:
    trigger = still.triggers.new(ACME, ANA, "cause")
    answer = call(still, "views.open", trigger_id=trigger, view=modal(section("x"), title="x" * 25))
    assert answer["error"] == "invalid_arguments"
    assert "/view/title/text" in answer["response_metadata"]["messages"][1]
    assert still.views.top(ANA) is None


def test_views_stack_three_high(still: Simulator) -> None:
    first = opened(still)
    shapes = [call(still, "views.push", trigger_id=still.triggers.new(ACME, ANA, "c"), view=FORM) for _ in range(3)]
    assert [shape.get("error") for shape in shapes] == [None, None, "push_limit_reached"]
    assert shapes[1]["view"]["root_view_id"] == first["id"]
    assert shapes[1]["view"]["previous_view_id"] == shapes[0]["view"]["id"]


def test_an_update_needs_the_hash_of_what_is_shown(still: Simulator) -> None:
    view = opened(still)
    assert call(still, "views.update", view_id=view["id"], hash="old", view=FORM)["error"] == "hash_conflict"
    updated = call(still, "views.update", view_id=view["id"], hash=view["hash"], view=FORM)
    assert updated["ok"]
    assert updated["view"]["hash"] != view["hash"]
    assert call(still, "views.update", view_id="V0NOWHERE", view=FORM)["error"] == "not_found"


def test_a_view_is_found_by_its_external_id_which_is_unique(still: Simulator) -> None:
    opened(still, {**FORM, "external_id": "entry-7"})
    assert call(still, "views.update", external_id="entry-7", view={**FORM, "external_id": "entry-7"})["ok"]
    trigger = still.triggers.new(ACME, ANA, "cause")
    again = call(still, "views.push", trigger_id=trigger, view={**FORM, "external_id": "entry-7"})
    assert again["error"] == "duplicate_external_id"


def test_what_stands_in_a_field_stays_through_an_update_when_its_ids_do(still: Simulator) -> None:
    view = opened(still, modal(question("today", "Today?"), question("other", "Other?")))
    shown = still.views.by_id(view["id"])
    assert shown is not None
    for block in ("today", "other"):
        shown.state[block]["answer"]["value"] = "typed"
    call(still, "views.update", view_id=view["id"], view=modal(question("today", "Now?"), question("new", "New?")))
    assert {block: state["answer"]["value"] for block, state in shown.state.items()} == {"today": "typed", "new": None}


def test_a_home_tab_is_published_and_guarded_by_its_hash(still: Simulator) -> None:
    home = {"type": "home", "blocks": [section("Welcome")]}
    first = call(still, "views.publish", user_id=ANA, view=home)["view"]
    assert call(still, "views.publish", user_id=ANA, view=home, hash="old")["error"] == "hash_conflict"
    assert call(still, "views.publish", user_id=ANA, view=home, hash=first["hash"])["view"]["id"] == first["id"]
    assert call(still, "views.publish", user_id=ANA, view=FORM)["error"] == "invalid_arguments"


def test_a_submission_carries_the_view_and_what_was_filled_in(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    form = open_form(raw_bot, slack, sim)
    assert form.title == "Today"
    assert form.fill(today="Invoices").submit().closed
    (heard,) = raw_bot.heard_of("view_submission")
    assert heard["view"]["state"]["values"] == {"today": {"answer": {"type": "plain_text_input", "value": "Invoices"}}}
    assert (heard["view"]["callback_id"], heard["view"]["private_metadata"]) == ("entry.save", "7")
    assert heard["user"]["id"] == ANA
    assert heard["team"]["id"] == ACME
    assert heard["trigger_id"]


def test_a_required_field_is_asked_for_before_anything_is_sent(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    number = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
    view = modal(
        question("today", "Today?"),
        question("mood", "Mood?", {"type": "plain_text_input", "min_length": 3}),
        question("count", "Count?", number),
        question("more", "More?", optional=True),
    )
    result = open_form(raw_bot, slack, sim, view).fill(mood="ok", count="0").submit()
    assert not result.closed
    assert result.errors == {
        "today": REQUIRED,
        "mood": "Please enter at least 3 characters.",
        "count": "Please enter a number of at least 1.",
    }
    assert raw_bot.heard_of("view_submission") == []
    assert result.form.fill(today="x", mood="fine", count="2").submit().closed


def test_every_kind_of_field_is_filled_as_a_person_would(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    options = [option("Green"), option("Red")]
    view = modal(
        question("colour", "Colour?", {"type": "static_select", "options": options}),
        question("colours", "Colours?", {"type": "multi_static_select", "options": options}),
        question("ticks", "Ticks?", {"type": "checkboxes", "options": options}),
        question("one", "One?", {"type": "radio_buttons", "options": options}),
        question("who", "Who?", {"type": "users_select"}),
        question("all", "All?", {"type": "multi_users_select"}),
        question("where", "Where?", {"type": "channels_select"}),
        question("day", "Day?", {"type": "datepicker", "initial_date": "2026-11-24"}),
        question("hour", "Hour?", {"type": "timepicker"}),
    )
    form = open_form(raw_bot, slack, sim, view).fill({"Colour?": "Green"}, colours=["red"], ticks=["Green", "Red"])
    form.fill(one="Red", who="Ben", all=["Ana", "Chi"], where="#checkout", hour="09:30").submit()
    (heard,) = raw_bot.heard_of("view_submission")
    values = {block: states["answer"] for block, states in heard["view"]["state"]["values"].items()}
    chosen = {block: next(v for key, v in state.items() if key != "type") for block, state in values.items()}
    assert chosen == {
        "colour": options[0],
        "colours": [options[1]],
        "ticks": options,
        "one": options[1],
        "who": "U0BEN00001",
        "all": ["U0ANA00001", "U0CHI00001"],
        "where": CHECKOUT,
        "day": "2026-11-24",
        "hour": "09:30",
    }


def test_a_field_is_found_by_its_block_before_its_label(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    form = open_form(raw_bot, slack, sim, modal(question("first", "second"), question("second", "answer")))
    form.fill(second="Two").fill(answer="One").submit()
    (told,) = raw_bot.heard_of("view_submission")
    values = {block: each["answer"]["value"] for block, each in told["view"]["state"]["values"].items()}
    assert values == {"first": "One", "second": "Two"}


def test_a_choice_that_is_not_offered_cannot_be_made(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    form = open_form(
        raw_bot, slack, sim, modal(question("c", "C?", {"type": "static_select", "options": [option("A")]}))
    )
    with pytest.raises(CannotDo, match=r'no option "B".*Offered: A'):
        form.fill(c="B").submit()
    with pytest.raises(CannotDo, match='no field "d"'):
        open_form(raw_bot, slack, sim).fill(d="B").submit()


def test_options_are_suggested_by_the_app_while_typing(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    raw_bot.answers["block_suggestion"] = {"options": [option("Export to CSV"), option("Export to PDF")]}
    form = open_form(raw_bot, slack, sim, modal(question("feature", "Feature?", {"type": "external_select"})))
    assert form.options("feature", "exp") == ["Export to CSV", "Export to PDF"]
    assert form.fill(feature="Export to PDF").submit().closed
    assert raw_bot.heard_of("block_suggestion")[0]["value"] == "exp"


@pytest.mark.parametrize(
    ("answer", "title", "left"),
    (
        ({"response_action": "update", "view": modal(section("Thanks"), title="Thanks")}, "Thanks", 1),
        ({"response_action": "push", "view": modal(section("More"), title="More")}, "More", 2),
        ({"response_action": "clear"}, None, 0),
        ({}, None, 0),
    ),
)
def test_the_answer_to_a_form_decides_what_shows_next(
    raw_bot: RawBot, slack: Slack, sim: Simulator, answer: Json, title: str | None, left: int
) -> None:
    raw_bot.answers["view_submission"] = answer
    result = open_form(raw_bot, slack, sim).fill(today="x").submit()
    assert (result.form.title if result.view else None) == title
    assert len(sim.views.stack(ANA)) == left


@pytest.mark.parametrize(
    ("answer", "noted"),
    (
        ({"response_action": "errors", "errors": {"nowhere": "No"}}, 1),
        ({"response_action": "update", "view": modal(section(""))}, 1),
        ("not json", 1),
        (500, 0),
    ),
)
def test_an_answer_that_makes_no_sense_is_trouble_connecting(
    raw_bot: RawBot, slack: Slack, sim: Simulator, answer: Any, noted: int
) -> None:
    raw_bot.answers["view_submission"] = answer
    result = open_form(raw_bot, slack, sim).fill(today="x").submit()
    assert (result.closed, result.banner) == (False, TROUBLE)
    assert len(slack.violations()) == noted


def test_closing_is_told_when_the_view_asks_for_it(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    open_form(raw_bot, slack, sim).close()
    assert raw_bot.heard_of("view_closed") == []
    open_form(raw_bot, slack, sim, {**FORM, "notify_on_close": True}).close()
    open_form(raw_bot, slack, sim, {**FORM, "notify_on_close": True}).close(everything=True)
    assert [heard["is_cleared"] for heard in raw_bot.heard_of("view_closed")] == [False, True]
    assert raw_bot.heard_of("view_closed")[0]["view"]["state"] == {"values": {}}
    assert slack.form("Ana") is None


def test_a_button_in_a_form_is_told_with_what_was_typed_so_far(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    view = modal(question("today", "Today?"), actions(button("Same as plan", "entry.copy", value="7")))
    form = open_form(raw_bot, slack, sim, view).fill(today="half a sent")
    form.press("Same as plan")
    (heard,) = raw_bot.heard_of("block_actions")
    assert heard["view"]["state"]["values"]["today"]["answer"]["value"] == "half a sent"
    assert heard["container"] == {"type": "view", "view_id": form.shown["id"]}
    assert (heard["actions"][0]["action_id"], heard["actions"][0]["value"]) == ("entry.copy", "7")
    assert "message" not in heard


def test_only_the_one_who_has_a_form_open_can_send_it(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    form = open_form(raw_bot, slack, sim)
    theirs = Form(form._connection, form.shown, slack.ben.id)
    with pytest.raises(CannotDo, match="no such form"):
        theirs.submit()
