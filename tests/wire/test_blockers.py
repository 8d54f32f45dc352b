"""A blocker from the answer that named it to the form in which it is over: cards, wrap-ups, buttons, messages."""

from __future__ import annotations

import re

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
