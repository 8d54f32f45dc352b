"""Words and names that were nearly typed right: a letter more, less, different, swapped; or most of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.near import nearest_name, one_slip_away

LETTERS = st.text("abc", max_size=5)


@pytest.mark.parametrize("typed", ("lsit", "ist", "lit", "lis", "lists", "alist", "lost", "lisr"))
def test_a_word_with_one_slip_is_found(typed: str) -> None:
    assert one_slip_away(typed, ("show", "list")) == "list"


@pytest.mark.parametrize("typed", ("list", "lst1x", "tsil", "li", "listed", "stil", "", "lsti7"))
def test_the_word_itself_and_words_further_away_are_not(typed: str) -> None:
    assert one_slip_away(typed, ("show", "list")) is None


@given(LETTERS, LETTERS)
def test_it_does_not_matter_which_of_two_words_was_typed(one: str, other: str) -> None:
    assert (one_slip_away(one, [other]) is None) == (one_slip_away(other, [one]) is None)


@given(LETTERS, st.data())
def test_every_slip_is_found(word: str, slip: st.DataObject) -> None:
    place = slip.draw(st.integers(0, len(word)))
    before, after, rest = word[:place], word[place:], word[place + 1 :]
    for typed in (f"{before}x{after}", f"{before}x{rest}", f"{before}{rest}"):
        assert typed == word or one_slip_away(typed, [word]) == word


@pytest.mark.parametrize(
    ("typed", "name"),
    (
        ("weekly", "Weekly"),
        ("WEKLY", "Weekly"),
        ("q", "QA"),
        ("planing sesion", "Planning Session"),
        ("planning", None),
        ("something else", None),
        ("", None),
    ),
)
def test_a_name_that_is_nearly_right_in_any_case_is_found_as_it_is_written(typed: str, name: str | None) -> None:
    assert nearest_name(typed, ("QA", "Weekly", "Planning Session")) == name
    assert nearest_name(typed, ()) is None
