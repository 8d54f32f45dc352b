"""Where any text may follow a command (decision 29): when its first word is a verb, when text, when that is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.commands.carried import LONGEST_VALUE, Line, line_of
from bot.commands.request import Request
from bot.commands.slash import route
from bot.commands.table import Noun, Table
from bot.domain.message import Answer, Message
from bot.domain.text import meant
from bot.simulator import judge
from bot.storage.permissions import Actor
from tests.storage.cast import MONDAY

REQUEST = Request(cast("Actor", None), command="/note")
NOWHERE = cast("Session", None)


def told(word: str) -> Answer:
    return Message(word)


@pytest.fixture(scope="module")
def table() -> Table:
    """A command that keeps notes."""
    note = Noun("note", "Keep notes.", empty="keep", default="keep")
    for usage, fits, also_text in (
        ("keep TEXT", None, False),
        ("list [new | old]", lambda rest: rest in ("", "new", "old"), False),
        ("show F-1", lambda rest: rest.casefold() == "f-1", False),
        ("export csv", lambda rest: rest in ("", "csv"), True),
    ):

        def run(request: Request, _session: Session, _now: datetime, word: str = usage.split()[0]) -> Answer:
            return Message(f"{word}: {request.text}")

        note.verb(usage, fits=fits, also_text=also_text)(run)
    return Table((note,), "")


def answer(table: Table, text: str) -> Message:
    found = route(table, "/note", text)
    said = found.run(replace(REQUEST, text=found.text), NOWHERE, MONDAY)
    assert isinstance(said, Message)
    return said


@pytest.mark.parametrize(
    ("typed", "said"),
    (
        ("", "keep: "),
        ("list", "list: "),
        ("LIST new", "list: new"),
        ("li new", "keep: li new"),
        ("keep list", "keep: list"),
        ("Keep export csv", "keep: export csv"),
        ("show f-1", "show: f-1"),
        ("show", "show: "),
        ("show F-2", "show: F-2"),
        ("show F-1 and F-2", "show: F-1 and F-2"),
        ("kep", "keep: kep"),
        ("export", "export: "),
        ("help desk for customers", "keep: help desk for customers"),
        ("show the total", "keep: show the total"),
        ("shows the total", "keep: shows the total"),
        ("two\n\nlines", "keep: two\n\nlines"),
    ),
)
def test_a_line_that_can_be_read_in_one_way_is_not_asked_about(table: Table, typed: str, said: str) -> None:
    assert answer(table, typed).text == said


@pytest.mark.parametrize(
    ("typed", "verb", "rest"),
    (
        ("export csv", "export", "csv"),
        ("lsit new", "list", "new"),
        ("lsit dashboards", "list", ""),
        ("list dashboards", "list", "dashboards"),
        ("kep its place", "keep", "its place"),
        ("show F2", "show", "F2"),
        ("list F-2", "list", "F-2"),
        ("shwo F-1 now", "show", "F-1 now"),
    ),
)
def test_a_line_that_can_be_read_in_two_ways_is_asked_about(table: Table, typed: str, verb: str, rest: str) -> None:
    question = answer(table, typed)
    assert judge.message({"text": question.text, "blocks": list(question.blocks)}) == []
    run, keep = question.blocks[-1]["elements"]
    assert (keep["text"]["text"], keep["action_id"]) == ("Keep it", "note.as_text")
    assert line_of(keep["value"]) == Line("/note", "keep", typed)
    assert (run["text"]["text"], run["action_id"]) == (f"Run {verb}", "note.as_verb")
    assert line_of(run["value"]) == Line("/note", verb, rest)


@pytest.mark.parametrize("which", (0, 1))
def test_the_button_goes_on_as_if_it_was_typed_so_in_place_of_the_question(table: Table, which: int) -> None:
    button = answer(table, "lsit <new> & old").blocks[-1]["elements"][which]
    step = table.button(button["action_id"])
    assert step is not None
    said = step.run(replace(REQUEST, about=button["value"]), NOWHERE, MONDAY)
    assert isinstance(said, Message) and said.replaces
    assert said.text == ("list: ", "keep: lsit <new> & old")[which]


def test_what_no_button_can_carry_is_kept_and_that_is_said(table: Table) -> None:
    typed = "lsit " + "word " * 500
    said = answer(table, typed)
    assert said.text == f"keep: {typed.strip()}"
    assert "too long for me to ask" in said.blocks[-1]["elements"][0]["text"]


def test_the_longest_line_that_a_button_carries_is_asked_about(table: Table) -> None:
    room = LONGEST_VALUE - len(Line("/note", "keep", "").value)
    asked = answer(table, "lsit " + "x" * (room - 5))
    assert judge.message({"text": asked.text, "blocks": list(asked.blocks)}) == []
    assert "keep: lsit" in answer(table, "lsit " + "x" * (room - 4)).text


@given(st.text(max_size=300))
def test_a_line_comes_back_from_a_button_as_it_was(typed: str) -> None:
    text = meant(typed)
    assert line_of(Line("/note", "keep", text).value) == Line("/note", "keep", text)


@pytest.mark.parametrize(
    "typed", ("for <@U0BEN00001|ben> &amp; <#C0CHECKOUT|x>", "<https://a.b/?c=d&amp;e|there>", "&lt;!here&gt;")
)
def test_people_channels_and_links_come_back_from_a_button_as_such(typed: str) -> None:
    text = meant(typed)
    assert line_of(Line("/note", "keep", text).value).text == text
