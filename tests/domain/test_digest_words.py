"""What people type to `/digest`: names, days and times in any order; what is wrong has an example that works."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digests import NewDigest, parse_new_digest, parse_skipped_day
from bot.domain.grammar.misread import Misread
from bot.domain.text import CLOSE, OPEN, plain

TODAY, COMING = date(2026, 11, 23), date(2026, 11, 27)
SAID = (
    """Weekly every fri mon,thu at 16:00 9am 2 weeks on in close 12:00 with me Berlin Mars remind 30m “Our week” x ;"""
)
WORDS = st.sampled_from(tuple(re.split(" ", SAID)))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Weekly", NewDigest("Weekly")),
        ("Weekly every fri at 16:00", NewDigest("Weekly")),
        ("Our week at 9:30 mon,thu", NewDigest("Our week", at=time(9, 30), weekdays=frozenset({0, 3}))),
        ("Two every 2 weeks on thu at 9am", NewDigest("Two", at=time(9), weekdays=frozenset({3}), every=2)),
        ("Weekly at 15:00 Europe/Berlin", NewDigest("Weekly", at=time(15), zone="Europe/Berlin")),
        (
            f"Weekly in {OPEN}#C0CHECKOUT|checkout{CLOSE} every fri at 16:00",
            NewDigest("Weekly", channel_id="C0CHECKOUT"),
        ),
    ],
)
def test_what_is_read(typed: str, wanted: NewDigest) -> None:
    assert parse_new_digest(typed) == wanted


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("", "A digest needs a name", "/digest new Weekly"),
        ("every fri at 16:00", "A digest needs a name", "/digest new Weekly every fri at 16:00"),
        ("Weekly at 16:00 close 18:00", "a digest asks nobody anything", "/digest new Weekly at 16:00"),
        ("Weekly every week at 16:00", "but not on which day", "/digest new Weekly every week on fri at 16:00"),
        ("Weekly at 25:00", "there is no such time", "/digest new Weekly at 9:30"),
    ],
)
def test_what_is_wrong_is_said_with_an_example(typed: str, sentence: str, example: str) -> None:
    with pytest.raises(Misread) as refused:
        parse_new_digest(typed)
    assert sentence in refused.value.sentence()
    assert plain(refused.value.example or "") == example


@given(st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60))
def test_every_example_works_as_it_stands(typed: str) -> None:
    try:
        parse_new_digest(typed)
    except Misread as refusal:
        assert refusal.example is not None
        parse_new_digest(refusal.example.removeprefix("/digest new "))


def test_the_day_that_is_left_out() -> None:
    def read(typed: str) -> date | None:
        return parse_skipped_day(typed, today=TODAY, coming=COMING, lead="/digest skip Weekly")

    assert read("") is None
    assert read("fri") == COMING
    assert read("4 dec") == date(2026, 12, 4)
    for typed in ("someday", "fri please", "31 feb"):
        with pytest.raises(Misread) as refused:
            read(typed)
        assert (refused.value.example or "").startswith("/digest skip Weekly")
        read((refused.value.example or "").removeprefix("/digest skip Weekly").strip())
