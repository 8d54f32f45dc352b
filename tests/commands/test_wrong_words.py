"""A line that begins like a verb and goes on wrongly is asked about: nothing wrong is kept in silence."""

from __future__ import annotations

import pytest

from bot.storage.agendas import AgendaItem
from bot.storage.features import Feature
from tests.commands.asking import ask, asks_again
from tests.commands.counter import Counter


@pytest.mark.parametrize(
    ("line", "question", "run"),
    [
        ("/agenda new X every week on xyz", "Shall I run `new X every week on xyz`", "Run new"),
        ("/agenda ad something", "Shall I run `add something`, or add “ad something”?", "Run add"),
        ("/agenda delete Plannning", "Shall I run `delete Planning`", "Run delete"),
        ("/agenda delete the old flags", "Shall I run `list`", "Run list"),
        ("/feature list unscord", "Shall I run `list unscord`", "Run list"),
        ("/feature list sort:", "Shall I run `list sort:`", "Run list"),
        ("/feature export xls", "Shall I run `export xls`", "Run export"),
        ("/feature lsit dashboards", "I know no “lsit”, but `list`.\nShall I run `list`", "Run list"),
        ("/feature list dashboards", "don't know what *dashboards* is.\nShall I run `list dashboards`", "Run list"),
        ("/feature export xls", "It goes like this: `export [csv]`\nShall I run `export xls`", "Run export"),
        ("/agenda done it", "I read *it*, but that is no point of an agenda", "Run done"),
        ("/agenda delete Plannning", "No meeting is called “Plannning”.\nShall I run `delete Planning`", "Run delete"),
    ],
)
def test_what_begins_like_a_verb_is_asked_about_and_not_kept(held: Counter, line: str, question: str, run: str) -> None:
    before = held.rows(AgendaItem), held.rows(Feature)
    said = held.says("Ana", line)
    assert question in said and f"[{run}] [Log it]" in said.replace("Add it", "Log it")
    assert (held.rows(AgendaItem), held.rows(Feature)) == before


@pytest.mark.parametrize(
    ("line", "wrong", "example"),
    [
        ("/feature score F-1 conf=3 effort=0", "effort goes from 0.1", "/feature score F-1 conf=3 effort=0.1"),
        ("/feature score F-1 reach=-1 impact=2", "so *reach=-1* is none", "/feature score F-1 reach=1 impact=2"),
        ("/feature score F-1 effort=1,5,5", "*effort=1,5,5* is none of", "/feature score F-1 confidence=80 effort=1"),
        ("/feature plan F-1 2027Q1", "*2027Q1* is no place on the roadmap", "/feature plan F-1 next"),
        ("/feature status F-1 bulding", "*bulding* is no status", "/feature status F-1 building"),
        ("/feature own F-1 Dov", "*Dov* as a person, but don't know whom you mean", "/feature own F-1 me"),
        ("/feature vote F-1 F-2", "I read F-1, but don't know what *F-2* is", "/feature vote F-1"),
        ("/feature show B-1", "I read *B-1*, but a feature has a number with an F", "/feature show F-1"),
        ("/feature vote F-99999999999999999999", "a feature has a number with an F", "/feature vote F-1"),
        ("/agenda done B-1 by Ben", "I read *B-1*, but that is no point", "/agenda done G-1 by Ben"),
        ("/agenda new Late every week on sat at 25:00", "25:00", "/agenda new Late every week on sat at"),
        ("/agenda new X every week on xyz at 10:00", "xyz", "/agenda new X every week on"),
        ("/agenda new X every 0 weeks on tue at 10:00", "0", "/agenda new X every"),
    ],
)
def test_a_verb_before_a_reference_says_at_once_what_is_wrong(
    held: Counter, line: str, wrong: str, example: str
) -> None:
    before = held.rows(AgendaItem), held.rows(Feature)
    said = held.says("Ana", line)
    assert wrong in said and f"Try this: `{example}" in said and "Shall I" not in said
    assert (held.rows(AgendaItem), held.rows(Feature)) == before
    asks_again(held, "Ana", ask(held, "Ana", line))


def test_what_is_right_in_no_way_is_refused_by_the_verb(held: Counter) -> None:
    said = held.says("Ana", "/feature list area:")
    assert "I read *area:*, but nothing after it" in said and "Try this: `/feature list sort:votes`" in said


@pytest.mark.parametrize(
    "line",
    [
        "/feature Export to CSV",
        "/agenda later is too late",
        "/agenda new ideas for us",
        "/agenda Who brings cake?",
        "/feature help for all",
        "/feature log status F-1 bulding",
    ],
)
def test_plain_text_is_kept_without_a_question(held: Counter, line: str) -> None:
    assert "Shall I" not in held.says("Ana", line)
