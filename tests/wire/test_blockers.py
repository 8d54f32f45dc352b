"""A blocker from the answer that named it to the form in which it is over: cards, wrap-ups, buttons, messages."""

from __future__ import annotations

import re

from bot.simulator.driver import Form
from tests.wire.stage import BERLIN, Stage


def test_a_blocker_is_followed_from_the_answer_that_named_it_to_its_end(stage: Stage) -> None:
    stage.holds()
    ref = ana_says_what_is_in_her_way(stage)
    ben_helps_and_everybody_sees_it(stage, ref)
    the_next_day_it_is_open_from_before(stage, ref)
    the_form_of_the_day_after_resolves_it(stage, ref)


def ana_says_what_is_in_her_way(stage: Stage) -> str:
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.slack.last_dm("Ana").press("Fill in").fill(today="Invoices", blockers="The staging keys").submit()
    stage.slack.settle()
    (card,) = stage.cards()
    found = re.search(r"\n:no_entry: \*(B-\d+)\* · Ana sees to it", card.text)
    assert found and card.buttons == ["I can help", "Resolve", "Discuss"]
    assert (
        f"*{found[1]}* · Ana · since today · Ana sees to it\nThe staging keys"
        in stage.says("Ben", "/standup blockers").text
    )
    return found[1]


def ben_helps_and_everybody_sees_it(stage: Stage, ref: str) -> None:
    (card,) = stage.cards()
    assert f"*{ref}* is yours to see to now" in card.press("I can help", by=stage.slack.ben).text
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert f"*{ref}* · Ben is on it" in stage.cards()[0].text
    assert f"*In the way*\n• {ref} · Ana: The staging keys (today, Ben is on it)" in stage.wrap_up().text
    stage.says("Ben", f"/standup blocker {ref} assign @Chi")
    stage.slack.settle()
    asked = stage.slack.last_dm("Chi")
    assert f"*Ben* asks you to see to *{ref}* of Checkout (since today):\nThe staging keys" in asked.text
    assert "you are on it" in asked.press("I'm on it").text


def the_next_day_it_is_open_from_before(stage: Stage, ref: str) -> None:
    stage.clock.turn_to("Wed 12:00", BERLIN)
    assert f"*Open from before*\n• {ref} · Ana: The staging keys (1 wd, Chi is on it)" in stage.wrap_up().text


def the_form_of_the_day_after_resolves_it(stage: Stage, ref: str) -> None:
    stage.clock.turn_to("Thu 09:30", BERLIN)
    form = stage.slack.last_dm("Ana").press("Fill in").form
    field = f"blocker_{ref.removeprefix('B-')}"
    assert form.labels[field] == f"{ref}: The staging keys"
    assert form.fill({field: "Resolved", "today": "Invoices"}).submit().closed
    stage.clock.turn_to("Thu 12:00", BERLIN)
    assert "Nothing is in anybody's way." in stage.wrap_up().text
    assert f"{ref} · Ana" not in stage.wrap_up().text
    assert "Nothing is in the way of Checkout" in stage.says("Ana", "/standup blockers").text


def test_app_home_shows_what_waits_and_its_buttons_work(stage: Stage) -> None:
    stage.holds()
    found = re.search(r"\*(B-\d+)\* is noted", stage.says("Chi", "/standup block the F-9999 keys").text)
    assert found
    stage.clock.turn_to("Tue 09:30", BERLIN)
    home = opened_home(stage, "Chi")
    assert "*Waiting for your answer*\n*Checkout · Daily* - due 20:00" in home.text
    assert f"*{found[1]}* · Chi · 1 working day · Chi sees to it\nthe F-9999 keys" in home.text
    assert f"*{found[1]}* is out of the way" in home.press("Resolve").form.text
    stage.clears_forms()
    home = opened_home(stage, "Chi")
    assert found[1] not in home.text
    assert home.press("Fill in").fill(today="the basket").submit().closed
    assert "Waiting for your answer" not in opened_home(stage, "Chi").text


def test_app_home_of_a_guest_shows_their_own_forms_and_no_more(stage: Stage) -> None:
    stage.slack.changes_channel(stage.channel, invite=["Eve"])
    stage.says("Ana", "/team new Checkout")
    stage.says("Ana", "/standup new Visitors at 9:30 Europe/Berlin with @Ana @Eve close 12:00")
    stage.clock.turn_to("Tue 09:30", BERLIN)
    home = opened_home(stage, "Eve")
    assert "*Checkout · Visitors* - due 12:00" in home.text
    assert home.press("Fill in").fill(today="the visit", blockers="the badge").submit().closed
    stage.slack.settle()
    assert ":no_entry: *B-" in stage.cards()[0].text
    assert "the badge" not in opened_home(stage, "Eve").text
    assert "the badge" in stage.says("Ana", "/standup blockers").text


def opened_home(stage: Stage, who: str) -> Form:
    """App Home as it is after it was opened."""
    stage.slack.opens_home(who)
    stage.slack.settle()
    shown = stage.slack.opens_home(who)
    assert shown is not None
    return shown
