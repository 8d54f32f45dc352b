"""Forms: opened, filled in, corrected, stacked, sent and closed, with the keyboard too."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.simulator.cast import ANA, CHECKOUT
from bot.simulator.simulator import Simulator
from tests.browser.using import PageInUse
from tests.simulator.calling import actions, button, call, modal, post, question, section
from tests.simulator.listening import RawBot

Json = dict[str, Any]
LONG = {"type": "plain_text_input", "multiline": True}


def options(*labels: str) -> list[Json]:
    return [{"text": {"type": "plain_text", "text": label}, "value": label.lower()} for label in labels]


@pytest.fixture
def opens(sim: Simulator, raw_bot: RawBot, using: PageInUse) -> Any:
    """opens(view): the page as it is after Ana pressed a button that opens this form."""

    def press(view: Json) -> PageInUse:
        def answer(heard: Json) -> str:
            call(sim, "views.open", trigger_id=heard["trigger_id"], view=view)
            return ""

        raw_bot.answers.setdefault("block_actions", answer)
        post(sim, CHECKOUT, "Your turn", blocks=[section("Your turn"), actions(button("Fill in", style="primary"))])
        using.press("Fill in")
        expect(using.form).to_be_visible()
        return using

    return press


def sent_by(raw_bot: RawBot) -> Json:
    """block_id → state of the form that the bot got last."""
    values: Json = raw_bot.heard_of("view_submission")[-1]["view"]["state"]["values"]
    return {block: next(iter(fields.values())) for block, fields in values.items()}


def test_a_form_takes_the_focus_is_sent_and_gives_the_focus_back(opens: Any, raw_bot: RawBot, page: Page) -> None:
    using = opens(modal(question("today", "Today?", LONG), question("way", "In the way?", LONG, optional=True)))
    expect(using.form.get_by_label("Today?")).to_be_focused()
    using.fill(Today="Invoices\n<!channel> & more")
    expect(using.form.get_by_label("Today?")).to_have_attribute("aria-required", "true")
    using.form.get_by_label("Today?").press("Control+Enter")
    expect(using.form).to_have_count(0)
    expect(page.get_by_role("button", name="Fill in")).to_be_focused()
    assert sent_by(raw_bot)["today"]["value"] == "Invoices\n<!channel> & more"
    assert sent_by(raw_bot)["way"]["value"] is None


def test_a_required_field_that_is_empty_says_so_and_keeps_the_rest(opens: Any, raw_bot: RawBot) -> None:
    using = opens(modal(question("one", "One?"), question("two", "Two?")))
    using.fill(One="kept")
    using.submit()
    expect(using.form.get_by_role("alert")).to_have_text("Please complete this required field.")
    expect(using.form.get_by_label("Two?")).to_be_focused()
    expect(using.form.get_by_label("One?")).to_have_value("kept")
    assert raw_bot.heard_of("view_submission") == []


def test_the_bots_errors_stand_at_their_fields_until_it_is_content(opens: Any, raw_bot: RawBot) -> None:
    raw_bot.answers["view_submission"] = {"response_action": "errors", "errors": {"at": "Try 9:30"}}
    using = opens(modal(question("at", "When?")))
    using.fill(When="noonish")
    using.submit()
    expect(using.form.get_by_role("alert")).to_have_text("Try 9:30")
    expect(using.form.get_by_label("When?")).to_have_value("noonish")
    raw_bot.answers["view_submission"] = ""
    using.fill(When="9:30")
    using.submit()
    expect(using.form).to_have_count(0)


def test_a_loading_form_turns_into_the_real_one_and_keeps_what_was_typed(
    opens: Any, sim: Simulator, raw_bot: RawBot
) -> None:
    loading = {"type": "modal", "title": {"type": "plain_text", "text": "Daily"}, "blocks": [section("Loading…")]}
    using = opens(loading)
    expect(using.form).to_contain_text("Loading…")
    view = sim.views.top(ANA)
    assert view is not None
    call(sim, "views.update", view_id=view.id, view=modal(question("today", "Today?", LONG)))
    using.fill(Today="half a sen")
    call(sim, "views.update", view_id=view.id, view=modal(section("_New_"), question("today", "Today?", LONG)))
    expect(using.form.locator("em")).to_have_text("New")
    expect(using.form.get_by_label("Today?")).to_have_value("half a sen")
    expect(using.form.get_by_label("Today?")).to_be_focused()
    using.submit()
    expect(using.form).to_have_count(0)
    assert sent_by(raw_bot)["today"]["value"] == "half a sen"


def test_every_kind_of_field_is_sent_as_chosen(opens: Any, raw_bot: RawBot) -> None:
    using = opens(
        modal(
            question("menu", "Menu", {"type": "static_select", "options": options("Red", "Green")}),
            question("many", "Many", {"type": "multi_static_select", "options": options("Ham", "Egg", "Jam")}),
            question("radio", "Radio", {"type": "radio_buttons", "options": options("Yes", "No")}),
            question("boxes", "Boxes", {"type": "checkboxes", "options": options("Tea", "Milk")}),
            question("day", "Day", {"type": "datepicker"}),
            question("time", "Time", {"type": "timepicker", "initial_time": "09:30"}),
            question("who", "Who", {"type": "users_select"}),
            question("where", "Where", {"type": "conversations_select"}),
            question("count", "Count", {"type": "number_input", "is_decimal_allowed": False}),
        )
    )
    form = using.form
    form.get_by_label("Menu").select_option(label="Green")
    form.locator("summary").click()
    form.get_by_label("Ham").check()
    form.get_by_label("Jam").check()
    form.get_by_label("No", exact=True).check()
    form.get_by_label("Milk").check()
    using.fill(Day="2026-11-25", Count="7")
    form.get_by_label("Who").select_option(label="Ben")
    form.get_by_label("Where").select_option(label="#checkout")
    using.submit()
    expect(using.form).to_have_count(0)
    sent = sent_by(raw_bot)
    assert sent["menu"]["selected_option"]["value"] == "green"
    assert [each["value"] for each in sent["many"]["selected_options"]] == ["ham", "jam"]
    assert sent["radio"]["selected_option"]["value"] == "no"
    assert [each["value"] for each in sent["boxes"]["selected_options"]] == ["milk"]
    assert sent["day"]["selected_date"] == "2026-11-25"
    assert sent["time"]["selected_time"] == "09:30"
    assert sent["who"]["selected_user"].startswith("U0BEN")
    assert sent["where"]["selected_conversation"] == CHECKOUT
    assert sent["count"]["value"] == "7"


def test_a_menu_that_the_bot_fills_while_one_types(opens: Any, raw_bot: RawBot) -> None:
    raw_bot.answers["block_suggestion"] = lambda heard: {"options": options(f"{heard['value']}ort to CSV")}
    using = opens(modal(question("feature", "Feature", {"type": "external_select", "min_query_length": 2})))
    using.form.get_by_label("Feature").press_sequentially("exp")
    using.form.get_by_role("option", name="export to CSV").click()
    using.submit()
    expect(using.form).to_have_count(0)
    assert sent_by(raw_bot)["feature"]["selected_option"]["value"] == "export to csv"


def test_forms_stack_and_escape_shows_the_one_below(opens: Any, raw_bot: RawBot) -> None:
    on_top = modal(question("sure", "Sure?"), title="On top", notify_on_close=True)
    raw_bot.answers["view_submission"] = {"response_action": "push", "view": on_top}
    using = opens(modal(question("one", "One?"), title="Below"))
    using.fill(One="kept")
    using.submit()
    expect(using.form).to_contain_text("On top")
    using.form.get_by_label("Sure?").press("Escape")
    expect(using.form).to_contain_text("Below")
    expect(using.form.get_by_label("One?")).to_have_value("kept")
    using.form.get_by_label("Close").click()
    expect(using.form).to_have_count(0)


def test_a_bot_that_fails_leaves_the_form_open_and_says_so(opens: Any, raw_bot: RawBot) -> None:
    raw_bot.answers["view_submission"] = 500
    using = opens(modal(question("one", "One?")))
    using.fill(One="not lost")
    using.submit()
    expect(using.banner).to_contain_text("We had some trouble connecting. Try again?")
    expect(using.form.get_by_label("One?")).to_have_value("not lost")


def test_a_form_belongs_to_the_person_who_opened_it_and_waits_for_them(opens: Any) -> None:
    using = opens(modal(question("one", "One?")))
    using.fill(One="half")
    using.act_as("Ben")
    expect(using.form).to_have_count(0)
    using.act_as("Ana")
    expect(using.form.get_by_label("One?")).to_have_value("half")
