"""The lexical rules: days of the week, how often, dates and ranges."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.dates import DateAmbiguous, NoSuchDate, Towards, date_at, date_in_words
from bot.domain.grammar.days import (
    EVERY_DAY,
    WORKDAYS,
    EveryUnclear,
    NoDays,
    Rhythm,
    UnknownDay,
    days_at,
    every_at,
    weekdays_in_words,
)
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.ranges import RANGE_MARK, Days, RangeBackwards, RangeTooLong, range_at
from bot.domain.grammar.words import Words

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "days"),
    (
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Mon–Fri", {0, 1, 2, 3, 4}),
        ("mon - fri", {0, 1, 2, 3, 4}),
        ("monday to thursday", {0, 1, 2, 3}),
        ("mon,wed", {0, 2}),
        ("mon, wed", {0, 2}),
        ("mon and wed & fri", {0, 2, 4}),
        ("tue thu", {1, 3}),
        ("mon-wed,fri", {0, 1, 2, 4}),
        ("sun-thu", {6, 0, 1, 2, 3}),
        ("Fridays", {4}),
        ("weekdays", WORKDAYS),
        ("daily", EVERY_DAY),
    ),
)
def test_days_of_the_week_are_read_as_people_write_them(typed: str, days: set[int]) -> None:
    words = Words(typed)
    assert days_at(words) == frozenset(days)
    assert words.ahead() is None


@pytest.mark.parametrize(
    ("typed", "instead"), (("mon-fry", "mon-fri"), ("mon,tuu", "mon,tue"), ("tusday", "tuesday"), ("mon,xyzzy", "mon"))
)
def test_a_misspelled_day_is_refused_with_the_nearest(typed: str, instead: str) -> None:
    with pytest.raises(UnknownDay) as refused:
        days_at(Words(typed))
    assert refused.value.instead == instead
    assert days_at(Words(instead))


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_in_words_are_read_back(weekdays: frozenset[int]) -> None:
    words = Words(weekdays_in_words(weekdays))
    assert (every_at(words).weekdays if words.said("every") else days_at(words)) == weekdays


@pytest.mark.parametrize(
    ("weekdays", "shown"),
    (({0, 1, 2, 3, 4}, "Mon-Fri"), ({0, 2}, "Mon, Wed"), ({0, 1}, "Mon, Tue"), ({6, 0, 1, 2, 4}, "Fri, Sun-Wed")),
)
def test_days_in_words_are_short(weekdays: set[int], shown: str) -> None:
    assert weekdays_in_words(frozenset(weekdays)) == shown
    assert weekdays_in_words(EVERY_DAY) == "every day"


@pytest.mark.parametrize(
    ("typed", "weekdays", "every"),
    (
        ("day", EVERY_DAY, 1),
        ("weekday", WORKDAYS, 1),
        ("fri", frozenset({4}), 1),
        ("week on mon", frozenset({0}), 1),
        ("2 weeks on fri", frozenset({4}), 2),
        ("3 weeks mon, wed", frozenset({0, 2}), 3),
        ("other friday", frozenset({4}), 2),
        ("2 weeks", None, 2),
    ),
)
def test_how_often_is_read_as_people_write_it(typed: str, weekdays: frozenset[int] | None, every: int) -> None:
    words = Words(f"every {typed}")
    words.step()
    assert every_at(words) == Rhythm(weekdays, every)
    assert words.ahead() is None


@pytest.mark.parametrize(
    ("typed", "refusal"),
    (
        ("month", EveryUnclear),
        ("3 days", EveryUnclear),
        ("0 weeks on fri", EveryUnclear),
        ("53 weeks on fri", EveryUnclear),
        ("", EveryUnclear),
        ("2 weeks on", NoDays),
    ),
)
def test_what_cannot_be_kept_up_is_refused(typed: str, refusal: type[Misread]) -> None:
    words = Words(f"every {typed}")
    words.step()
    with pytest.raises(refusal):
        every_at(words)


@pytest.mark.parametrize(
    ("typed", "past", "future"),
    (
        ("today", "2026-11-25", "2026-11-25"),
        ("Yesterday", "2026-11-24", "2026-11-24"),
        ("tomorrow", "2026-11-26", "2026-11-26"),
        ("fri", "2026-11-20", "2026-11-27"),
        ("wednesday", "2026-11-25", "2026-11-25"),
        ("next fri", "2026-12-04", "2026-12-04"),
        ("last fri", "2026-11-20", "2026-11-20"),
        ("+3d", "2026-11-28", "2026-11-28"),
        ("-2w", "2026-11-11", "2026-11-11"),
        ("2027-01-04", "2027-01-04", "2027-01-04"),
        ("4 jan", "2026-01-04", "2027-01-04"),
        ("January 4th", "2026-01-04", "2027-01-04"),
        ("4 jan 2030", "2030-01-04", "2030-01-04"),
        ("29 feb", "2024-02-29", "2028-02-29"),
        ("25/12/2026", "2026-12-25", "2026-12-25"),
        ("25.12.26", "2026-12-25", "2026-12-25"),
        ("5/5", "2026-05-05", "2027-05-05"),
    ),
)
def test_a_date_is_read_towards_the_past_or_the_future(typed: str, past: str, future: str) -> None:
    ways: tuple[tuple[Towards, str], ...] = (("past", past), ("future", future))
    for towards, expected in ways:
        words = Words(typed)
        assert date_at(words, WEDNESDAY, towards) == date.fromisoformat(expected)
        assert words.ahead() is None


@pytest.mark.parametrize("typed", ("03/04/2026", "3.4.2026", "3-4-26", "3/4"))
def test_a_date_that_may_be_two_is_refused_with_both(typed: str) -> None:
    with pytest.raises(DateAmbiguous, match="3 Apr 2026 or 4 Mar 2026") as refused:
        date_at(Words(typed), WEDNESDAY, "past")
    assert date_at(Words(refused.value.instead), WEDNESDAY, "past") == date(2026, 4, 3)


@pytest.mark.parametrize("typed", ("2026-02-30", "30 feb", "31/31/2026", "0000-01-01"))
def test_a_day_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchDate):
        date_at(Words(typed), WEDNESDAY, "past")


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(NoSuchDate):
        date_at(Words("+9999w"), date(9990, 1, 1), "future")


@given(st.dates())
def test_a_date_in_words_is_read_back(day: date) -> None:
    for typed in (date_in_words(day), day.isoformat()):
        assert date_at(Words(typed), WEDNESDAY, "past") == day


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    (
        ("today", "2026-11-25", "2026-11-25"),
        ("week", "2026-11-23", "2026-11-25"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("month", "2026-11-01", "2026-11-25"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("5d", "2026-11-21", "2026-11-25"),
        ("2w", "2026-11-12", "2026-11-25"),
        ("mon..today", "2026-11-23", "2026-11-25"),
        ("mon..fri", "2026-11-23", "2026-11-27"),
        ("mon…tue", "2026-11-23", "2026-11-24"),
        ("2026-11-02 .. 2026-11-06", "2026-11-02", "2026-11-06"),
        ("1 nov to 6 nov", "2026-11-01", "2026-11-06"),
        ("28 dec..3 jan", "2025-12-28", "2026-01-03"),
    ),
)
def test_a_range_of_days_is_read_as_people_write_it(typed: str, first: str, last: str) -> None:
    words = Words(typed, apart=RANGE_MARK)
    assert range_at(words, WEDNESDAY) == Days(date.fromisoformat(first), date.fromisoformat(last))
    assert words.ahead() is None


@pytest.mark.parametrize(
    ("typed", "refusal", "instead"),
    (
        ("2026-11-06..2026-11-02", RangeBackwards, "2026-11-02..2026-11-06"),
        ("2020-01-01..today", RangeTooLong, "2025-11-25..2026-11-25"),
        ("999d", RangeTooLong, "2025-11-25..2026-11-25"),
    ),
)
def test_a_range_that_cannot_be_is_refused_with_one_that_can(typed: str, refusal: type[Misread], instead: str) -> None:
    with pytest.raises(refusal) as refused:
        range_at(Words(typed, apart=RANGE_MARK), WEDNESDAY)
    assert refused.value.instead == instead
    assert range_at(Words(instead, apart=RANGE_MARK), WEDNESDAY)
