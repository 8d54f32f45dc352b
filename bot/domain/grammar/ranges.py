"""Ranges of days, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.grammar.dates import DAYS_IN, Towards, counts_from_today, date_at, monday_of
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.words import Words

RANGE_MARK = re.compile(r"\.{2,}|…")
"""What parts two dates without a space, for Words(…, apart=RANGE_MARK); phones write … for .. ."""

LONGEST_RANGE = 366

_TO = frozenset({"to", "till", "until", "through", "-", "–", "—"})
_LAST_DAYS = re.compile(r"(\d{1,3})([dw])", re.ASCII)


class DateMissing(Misread):
    """I read *{typed}*, but not which day it ends with."""


class RangeBackwards(Misread):
    """I read *{typed}*, but that ends before it begins."""


class RangeTooLong(Misread):
    """I read *{typed}*, but I can show at most a year at once."""


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date


def range_at(words: Words, today: date, towards: Towards = "past") -> Days | None:
    """Read `D`, `D1..D2`, `week`, `last week`, `month`, `5d` (the last five days, today included); else None.

    The Words must be parted at RANGE_MARK. Raises Misread.
    """
    start = words.place
    named = _named_range_at(words, today)
    if named:
        return named
    first = date_at(words, today, towards)
    if first is None:
        return None
    last = _range_end_at(words, first, today, towards) if _says_range_goes_on(words) else first
    _check(words, start, first, last)
    return Days(first, last)


def _named_range_at(words: Words, today: date) -> Days | None:
    """`week` and `month` up to today, the whole of the last ones, the last `5d` or `2w`."""
    low, monday, first = words.low(), monday_of(today), today.replace(day=1)
    found: Days | None = None
    if low == "week":
        found = Days(monday, today)
    elif low == "month":
        found = Days(first, today)
    elif low in {"last", "this"} and words.low(1) in {"week", "month"}:
        this = Days(monday if words.low(1) == "week" else first, today)
        found = this if low == "this" else _one_before(this, words.low(1))
        words.step()
    elif (length := _LAST_DAYS.fullmatch(low)) and int(length[1]):
        found = Days(today - timedelta(days=int(length[1]) * DAYS_IN[length[2]] - 1), today)
        _check(words, words.place, found.first, found.last)
    words.step(1 if found else 0)
    return found


def _one_before(this: Days, unit: str) -> Days:
    last = this.first - timedelta(days=1)
    return Days(monday_of(last) if unit == "week" else last.replace(day=1), last)


def _says_range_goes_on(words: Words) -> bool:
    word = words.ahead()
    return word is not None and not word.quoted and (bool(RANGE_MARK.fullmatch(word.text)) or word.low in _TO)


def _range_end_at(words: Words, first: date, today: date, towards: Towards) -> date:
    """The day after `to`; one that is not counted from today is the next of its name after `first`."""
    words.step()
    last = date_at(words, today, towards) if counts_from_today(words.low()) else date_at(words, first, "future")
    if last is None:
        raise DateMissing(words.read_since(words.place - 1), typed=words.before())
    return last


def _check(words: Words, start: int, first: date, last: date) -> None:
    span, typed = words.read_since(start), words.typed_since(start)
    if last < first:
        raise RangeBackwards(span, instead=f"{last}..{first}", typed=typed)
    if (last - first).days >= LONGEST_RANGE:
        raise RangeTooLong(span, instead=f"{last - timedelta(days=LONGEST_RANGE - 1)}..{last}", typed=typed)
