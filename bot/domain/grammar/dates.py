"""Dates, as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Literal

from bot.domain.grammar.days import weekday_named
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.words import Words

Towards = Literal["past", "future"]
"""Which way a day without a year or week lies: `fri` is the last or the coming Friday, today included."""

_NAMED = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WEEKS_AWAY = {"last": -1, "this": 0, "next": 1}
DAYS_IN = {"d": 1, "w": 7}
_MONTHS_IN_FULL = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, full in enumerate(_MONTHS_IN_FULL, start=1) for name in (full, full[:3])}
_MONTHS["sept"] = 9
_SUGGESTED = ("yesterday", "today", "tomorrow", "week", "month")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", re.ASCII)
_AWAY = re.compile(r"([+-])(\d{1,4})([dw])", re.ASCII)
_DAY_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


class DateAmbiguous(Misread):
    """I can't tell day from month in *{typed}*: it may be {first} or {second}. Write the month as a word."""


class NoSuchDate(Misread):
    """I read *{typed}* as a date, but there is no such day."""


class DateUnclear(Misread):
    """I read *{typed}* as a day, but I don't know it."""


def date_at(words: Words, today: date, towards: Towards) -> date | None:
    """Read one date; None if none stands here.

    `today`, `fri`, `next fri`, `last fri`, `+3d`, `2027-01-04`, `4 jan`, `jan 4 2027`. `next` and `last`
    with a day of the week mean the one in the week after or before this one. Raises DateAmbiguous, NoSuchDate.
    """
    try:
        readings = (_relative_at, _numeric_at, _month_at)
        return next((found for reading in readings if (found := reading(words, today, towards))), None)
    except OverflowError:  # before the year 1 or after 9999
        raise NoSuchDate(words.all[words.place].span, instead="today", typed=words.low()) from None


def _relative_at(words: Words, today: date, towards: Towards) -> date | None:
    low = words.low()
    found: date | None = None
    read = 1
    if low in _NAMED:
        found = today + timedelta(days=_NAMED[low])
    elif away := _AWAY.fullmatch(low):
        found = today + int(away[1] + away[2]) * timedelta(days=DAYS_IN[away[3]])
    elif (weekday := weekday_named(low)) is not None:
        off = (weekday - today.weekday()) % 7
        found = today + timedelta(days=off - 7 if towards == "past" and off else off)
    elif low in _WEEKS_AWAY and (weekday := weekday_named(words.low(1))) is not None:
        found = monday_of(today) + timedelta(days=weekday, weeks=_WEEKS_AWAY[low])
        read = 2
    words.step(read if found else 0)
    return found


def _numeric_at(words: Words, today: date, towards: Towards) -> date | None:
    """An ISO date, or numbers like 25/12/2026 that can be read in one way only."""
    low = words.low()
    if iso := _ISO.fullmatch(low):
        words.step()
        return _existing(words, words.place - 1, lambda: date(int(iso[1]), int(iso[2]), int(iso[3])))
    numbers = _NUMERIC.fullmatch(low)
    if not numbers:
        return None
    start = words.place
    words.step()
    first, second = int(numbers[1]), int(numbers[2])
    year = 2000 + int(numbers[3][-2:]) if numbers[3] and len(numbers[3]) == 2 else int(numbers[3] or 0)
    readings = {
        found: None
        for day, month in ((first, second), (second, first))
        if (found := _in_year(day, month, year, today, towards))
    }
    found, *others = readings or [None]
    if found is None:
        raise NoSuchDate(words.read_since(start), instead="today", typed=low)
    if others and others[0]:
        one, two = date_in_words(found), date_in_words(others[0])
        raise DateAmbiguous(words.read_since(start), instead=one, typed=low, first=one, second=two)
    return found


def _month_at(words: Words, today: date, towards: Towards) -> date | None:
    """`4 jan`, `4th january 2027`, `jan 4`."""
    start = words.place
    day, month = _DAY_NUMBER.fullmatch(words.low()), _MONTHS.get(words.low(1))
    if day is None or month is None:
        month, day = _MONTHS.get(words.low()), _DAY_NUMBER.fullmatch(words.low(1))
    if day is None or month is None:
        return None
    words.step(2)
    year = int(words.low()) if _YEAR.fullmatch(words.low()) else 0
    words.step(1 if year else 0)
    found = _in_year(int(day[1]), month, year, today, towards)
    if found is None:
        raise NoSuchDate(words.read_since(start), instead="today", typed=words.typed_since(start))
    return found


def _in_year(day: int, month: int, year: int, today: date, towards: Towards) -> date | None:
    """The date in that year; without one, the nearest such date in the past or future (29 Feb may be years away)."""
    step = -1 if towards == "past" else 1
    years = [year] if year else range(today.year, today.year + 9 * step, step)
    for candidate in years:
        with suppress(ValueError):
            found = date(candidate, month, day)
            if year or (found - today).days * step >= 0:
                return found
    return None


def _existing(words: Words, start: int, made: Callable[[], date]) -> date:
    try:
        return made()
    except ValueError:
        raise NoSuchDate(words.read_since(start), instead="today", typed=words.typed_since(start)) from None


def date_in_words(day: date) -> str:
    """As it can be typed: `4 Jan 2027`."""
    return f"{day.day} {_MONTHS_IN_FULL[day.month - 1][:3].title()} {day.year:04}"


def counts_from_today(low: str) -> bool:
    """Whether a date that begins with this word is counted from today, and not just the nearest of its name."""
    return low in _NAMED or low in _WEEKS_AWAY or _AWAY.fullmatch(low) is not None


def refuse_misspelled_date(words: Words) -> None:
    """Raise DateUnclear if the next word is nearly one of those for dates."""
    word = words.ahead()
    near = get_close_matches(word.low, _SUGGESTED, n=1, cutoff=0.75) if word and len(word.low) < 20 else []
    if word and near:
        raise DateUnclear(word.span, instead=near[0], typed=word.text)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
