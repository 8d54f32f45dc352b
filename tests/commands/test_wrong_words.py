"""A line that begins like a verb and goes on wrongly is asked about: nothing wrong is kept in silence."""

from __future__ import annotations

import pytest

from bot.storage.agendas import AgendaItem
from bot.storage.features import Feature
from tests.commands.counter import Counter


@pytest.mark.parametrize(
    ("line", "question", "run"),
    [
        ("/agenda new X every week on xyz at 10:00", "Shall I run `new X every week on xyz at 10:00`", "Run new"),
        ("/agenda new X every 0 weeks on tue at 10:00", "Shall I run `new X every 0 weeks on tue", "Run new"),
        ("/agenda ad something", "Shall I run `add something`, or add “ad something”?", "Run add"),
        ("/agenda delete Plannning", "Shall I run `delete Planning`", "Run delete"),
        ("/agenda delete the old flags", "Shall I run `list`", "Run list"),
        ("/feature list unscord", "Shall I run `list unscord`", "Run list"),
        ("/feature list sort:", "Shall I run `list sort:`", "Run list"),
        ("/feature export xls", "Shall I run `export xls`", "Run export"),
        ("/feature vote F-99999999999999999999", "Shall I run `vote F-99999999999999999999`", "Run vote"),
    ],
)
def test_what_begins_like_a_verb_is_asked_about_and_not_kept(held: Counter, line: str, question: str, run: str) -> None:
    before = held.rows(AgendaItem), held.rows(Feature)
    said = held.says("Ana", line)
    assert question in said and f"[{run}]" in said
    assert (held.rows(AgendaItem), held.rows(Feature)) == before


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
    ],
)
def test_plain_text_is_kept_without_a_question(held: Counter, line: str) -> None:
    assert "Shall I" not in held.says("Ana", line)
