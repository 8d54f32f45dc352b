"""What people type after `/standup log`."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.standups import SECTIONS, AnswerTooLong, EmptyLog, NothingToLog, parse_log
from bot.domain.text import LONGEST, Mention, meant, rich
from bot.errors import Refusal

LEAD = "/standup log "
KEYS = st.sampled_from(
    ("y:", "T:", " b: ", "\nblocked:", "plan:", "nothing", " + ", " ; ", "\n", "<@U1|ana>", "http://x")
)


@pytest.mark.parametrize(
    ("typed", "sections"),
    (
        ("y: exports t: tests b: keys", {"yesterday": "exports", "today": "tests", "blockers": "keys"}),
        ("B: keys\nT: tests", {"blockers": "keys", "today": "tests"}),
        ("Yesterday: a plan: b blocked: c", {"yesterday": "a", "today": "b", "blockers": "c"}),
        ("done: a today: b blockers: c", {"yesterday": "a", "today": "b", "blockers": "c"}),
        ("blocker：c", {"blockers": "c"}),
        ("y: a + b ; c\nd", {"yesterday": "a\nb\nc\nd"}),
        ("y: C++ and a;b + 1+1", {"yesterday": "C++ and a;b\n1+1"}),
        ("y: a t: b y: c", {"yesterday": "a\nc", "today": "b"}),
        ("t: http://x.y read note: later at 9:30", {"today": "http://x.y read note: later at 9:30"}),
        ("t: - one\n\n  - two", {"today": "- one\n- two"}),
        ("y: t: b", {"today": "b"}),
        ("t: a\u00a0+\u00a0b\u00a0ye\u017fterday: c", {"today": "a\nb", "yesterday": "c"}),
        ("t: set display: none", {"today": "set display: none"}),
        ("t: nothing", {"today": "nothing"}),
        ("t: a < b & c", {"today": "a < b & c"}),
    ),
)
def test_each_section_gets_what_follows_its_key(typed: str, sections: dict[str, str]) -> None:
    assert parse_log(typed) == sections


@pytest.mark.parametrize("said", ("nothing", "None.", "no", "-", "NOTHING!", "—", "n/a"))
def test_nothing_as_the_blockers_says_that_there_are_none(said: str) -> None:
    assert parse_log(f"t: tests b: {said}") == {"today": "tests", "blockers": ""}


def test_no_key_or_separator_is_looked_for_inside_a_link() -> None:
    sections = parse_log(meant("t: read <https://x.y|a + b y: c> with <@U1|ana>"))
    assert list(sections) == ["today"]
    assert "\n" not in sections["today"]
    assert rich(sections["today"])[-1] == Mention("U1", "ana")


@pytest.mark.parametrize(
    ("typed", "example"),
    (
        ("exports and tests", "t: exports and tests"),
        ("hello y: exports", "t: hello y: exports"),
        ("http://y: x", "t: http://y: x"),
        ("nothing", "t: nothing"),
        ("ay: b", "t: ay: b"),
        ("one\ntwo", "t: one two"),
        ("; y:", "t: ;"),
    ),
)
def test_text_without_a_section_is_refused_with_an_example_that_has_one(typed: str, example: str) -> None:
    with pytest.raises(NothingToLog) as refused:
        parse_log(typed)
    assert refused.value.example == LEAD + example
    assert parse_log(example)


@pytest.mark.parametrize("typed", ("", "y:", "y: \n t:"))
def test_an_empty_log_is_refused(typed: str) -> None:
    with pytest.raises(EmptyLog) as refused:
        parse_log(typed, command="/pm-standup")
    assert refused.value.example is not None
    assert len(parse_log(refused.value.example.removeprefix("/pm-standup log "))) == 3


@given(st.lists(KEYS | st.text(st.characters(exclude_categories=()), max_size=30), max_size=12).map("".join))
def test_whatever_is_typed_is_filed_or_refused_with_an_example_that_works(typed: str) -> None:
    try:
        sections = parse_log(meant(typed))
    except Refusal as refusal:
        sections = parse_log((refusal.example or "").removeprefix(LEAD))
    assert set(sections) <= set(SECTIONS)
    assert all(text or section == "blockers" for section, text in sections.items())


@given(st.text(st.characters(exclude_categories=(), exclude_characters=":：+;")).map(meant))
def test_no_character_of_an_answer_is_lost(text: str) -> None:
    assert parse_log(f"t: x {text}")["today"].split() == ["x", *text.split()]


@pytest.mark.parametrize("piece", ("y: ", " + ", "\n", "y:", " ", "blocker", "<@U1>"))
def test_the_longest_log_takes_no_longer_than_its_length(piece: str) -> None:
    text = f"t: {meant((piece * LONGEST)[: LONGEST - 10])}"
    begun = time.process_time()
    with suppress(EmptyLog, AnswerTooLong):
        parse_log(text)
    assert time.process_time() - begun < 2.0
