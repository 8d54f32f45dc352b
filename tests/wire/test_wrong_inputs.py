"""Wrong inputs: each answer says what is wrong and suggests a line that succeeds when it is sent back verbatim."""

from __future__ import annotations

import re

from bot.simulator.driver import Answer
from tests.wire.stage import Stage

BEFORE_THERE_IS_A_TEAM = (
    "/team",
    "/team new",
    "/team new " + "very " * 20 + "long",
    "/team nwe Checkout",
    "/standup",
    "/standup list",
    "/standup log t: Invoices",
    "/standup skip",
    "/standup report",
    "/standup new",
    "/standup new at 9:30",
)
WITH_A_TEAM = (
    "/team new Checkout",
    "/standup log",
    "/standup report yesturday",
    "/standup report 31/2/2026",
    "/standup report 4/5/2026",
    "/standup report today yesterday",
    "/standup report @Nobody",
    "/standup report #nowhere",
    "/standup report everything",
    "/standup frobnicate",
    "/standup reprot",
    "/standup delete",
    "/standup delete Weekly",
    "/drumbeat stadnup",
    "/drumbeat standup rebort today",
    "/standup new Daily at 9:30",  # there is one of that name
    "/standup new Early",
    "/standup new Early at 25:00",
    "/standup new Early at 930 mon-fri",
    "/standup new Early at 9:30 Monday to Fryday",
    "/standup new Early at 9:30 Europe/Berln",
    "/standup new Early at 9:30 CST",
    "/standup new Early at 9:30 every 2 sprints",
    "/standup new Early at 9:30 close 9:30",
    "/standup new Early at 9:30 close soon",
    "/standup new Early at 9:30 close after 30h",
    "/standup new Early at 9:30 remind 5h",
    "/standup new Early at 9:30 with everybody",
    "/standup new Early in kitchen at 9:30",
    "/standup new Early at 9:30 mon-fri every tue",
    "/standup new Early at 9:30 mon-fri please",
)


def test_before_there_is_a_team_each_suggested_line_succeeds(stage: Stage) -> None:
    for number, typed in enumerate(BEFORE_THERE_IS_A_TEAM):
        newcomer, channel = stage.adds_person(f"Newcomer{number}"), f"{stage.channel}-{number}"
        stage.slack.adds_channel(channel, [newcomer, "Drumbeat"])
        assert_suggestion_works(stage, newcomer, channel, typed)
        stage.clears_forms(newcomer)
        stage.ends_standups(channel, by=newcomer)


def test_with_a_team_each_suggested_line_succeeds(stage: Stage) -> None:
    stage.holds()
    for number, typed in enumerate(WITH_A_TEAM):
        assert_suggestion_works(stage, "Ana", stage.channel, typed.replace("Early", f"Early-{number}"))
        stage.clears_forms()


def test_in_a_direct_message_each_suggested_line_succeeds(stage: Stage) -> None:
    newcomer = stage.adds_person("Newcomer")
    for typed in ("/team", "/team new Checkout", *BEFORE_THERE_IS_A_TEAM[4:-2]):
        assert_suggestion_works(stage, newcomer, "dm", typed)


def assert_suggestion_works(stage: Stage, who: str, where: str, typed: str) -> None:
    answer = stage.slack.says(who, where, typed)
    assert answer.banner is None, typed
    assert_tells_what_was_typed(answer, typed)
    suggestion = suggested(answer)
    assert suggestion, f"{typed}: no example in {answer.text!r}"
    again = stage.slack.says(who, where, suggestion)
    assert again.banner is None
    assert suggested(again) is None, f"{typed} → {suggestion} → {again.text!r}"
    assert again.answered or again.view, f"{typed} → {suggestion} → nothing"
    assert "Sorry" not in again.text


def suggested(answer: Answer) -> str | None:
    """The line that stands after *Try this:*, as a person copies it."""
    found = re.search(r"^Try this: (.+)$", answer.text, re.MULTILINE)
    return found[1] if found else None


def assert_tells_what_was_typed(answer: Answer, typed: str) -> None:
    told = re.search(r"^You typed: (.+)$", answer.text, re.MULTILINE)
    assert told and told[1].split() == typed.split(), answer.text
