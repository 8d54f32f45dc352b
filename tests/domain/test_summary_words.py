"""What people type to `/summary`: a team, a day, `public`; what is wrong has an example that works."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.misread import Misread
from bot.domain.summaries import SummaryWanted, parse_summary
from bot.domain.text import CLOSE, OPEN

TODAY = date(2026, 11, 27)
WEEK_AGO = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("verb", "typed", "wanted"),
    [
        ("show", "", SummaryWanted(WEEK_AGO)),
        ("show", "since monday public", SummaryWanted(date(2026, 11, 23), public=True)),
        ("show", "--public", SummaryWanted(WEEK_AGO, public=True)),
        ("since", "1 nov", SummaryWanted(date(2026, 11, 1))),
        ("since", "today", SummaryWanted(TODAY)),
        ("team", "Checkout", SummaryWanted(WEEK_AGO, team="Checkout")),
        ("team", "Our “big” team since 20 nov", SummaryWanted(date(2026, 11, 20), team="Our “big” team")),
        ("team", '"since public"', SummaryWanted(WEEK_AGO, team="since public")),
        ("team", f"{OPEN}#C0CHECKOUT|checkout{CLOSE}", SummaryWanted(WEEK_AGO, channel_id="C0CHECKOUT")),
    ],
)
def test_what_is_read(verb: str, typed: str, wanted: SummaryWanted) -> None:
    assert parse_summary(typed, today=TODAY, verb=verb) == wanted


@pytest.mark.parametrize(
    ("verb", "typed", "sentence"),
    [
        ("show", "foo", "I don't know what *foo* is"),
        ("show", "since", "not since which day"),
        ("since", "", "not since which day"),
        ("since", "tomorrow", "has not come yet"),
        ("since", "2024-01-01", "at most a year"),
        ("since", "yesterdy", "don't know it"),
        ("team", "", "not the name of one"),
        ("team", "since monday", "not the name of one"),
    ],
)
def test_what_is_wrong_is_said(verb: str, typed: str, sentence: str) -> None:
    with pytest.raises(Misread) as refused:
        parse_summary(typed, today=TODAY, verb=verb)
    assert sentence in refused.value.sentence()
    example = (refused.value.example or "").removeprefix(f"/summary {verb}").strip()
    parse_summary(example, today=TODAY, verb=verb)


SAID = "since monday public Checkout 1 nov 31 feb fri team tomorrow x 2020-01-01"
WORDS = st.sampled_from(tuple(re.split(" ", SAID)))


@given(st.sampled_from(("show", "since", "team")), st.lists(WORDS).map(" ".join) | st.text(max_size=40))
def test_a_day_is_never_in_the_future_and_every_example_works(verb: str, typed: str) -> None:
    try:
        wanted = parse_summary(typed, today=TODAY, verb=verb)
    except Misread as refusal:
        assert refusal.example is not None
        wanted = parse_summary(refusal.example.removeprefix(f"/summary {verb}").strip(), today=TODAY, verb=verb)
    assert TODAY - timedelta(days=366) < wanted.since <= TODAY
