"""Days of the week and how often, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.grammar.misread import Misread
from bot.domain.grammar.words import Word, Words

WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
MOST_WEEKS = 52

_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHOWN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS = {
    **{name: day for names in (_SHORT, _FULL) for day, name in enumerate(names)},
    **{name + "s": day for day, name in enumerate(_FULL)},
    **{"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}
_GROUPS = {
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends"), frozenset({5, 6})),
    **dict.fromkeys(("daily", "everyday"), EVERY_DAY),
}
_TO = frozenset({"-", "–", "—", "to", "till", "until", "through", "thru"})
_AND = frozenset({"and", "&", "+", "or"})
_RANGE = re.compile(r"([a-z]+)(?:[-–—…]|\.\.)([a-z]+)")
_BETWEEN_ITEMS = re.compile(r"[-–—,/;]")
_ORDINALS = {"other": 2, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_COUNT = re.compile(r"\d{1,3}", re.ASCII)
_OTHER_UNITS = frozenset(
    name for unit in ("minute", "hour", "day", "month", "quarter", "sprint", "year") for name in (unit, unit + "s")
)


class UnknownDay(Misread):
    """I read days of the week here, but *{typed}* is none that I know."""


class NoDays(Misread):
    """I read *{typed}*, but not which days."""


class NoWeekday(Misread):
    """I read *{typed}*, but not on which day of the week."""


class EveryUnclear(Misread):
    """I read *{typed}* as how often, but I can ask on days of the week, each week or each few weeks, up to 52."""


@dataclass(frozen=True)
class Rhythm:
    """Each `every` weeks, on `weekdays` (0 is Monday); None where only the weeks were named."""

    weekdays: frozenset[int] | None
    every: int = 1


def weekday_named(low: str) -> int | None:
    """The day of the week of that name, 0 for Monday; a name in small letters, in full or short."""
    return _DAYS.get(low)


def says_days(words: Words, n: int = 0) -> bool:
    """Whether the next word but `n` names days of the week."""
    return _days_of(words.low(n)) is not None


def says_several_days(words: Words, n: int = 0) -> bool:
    """Whether the next word but `n` can only be meant as days: mon-fri, mon,wed."""
    word = words.ahead(n)
    return word is not None and says_days(words, n) and any(mark in word.text for mark in ",-–—")


def days_at(words: Words) -> frozenset[int] | None:
    """Read `mon-fri`, `mon, wed`, `mon and wed`, `mon to thu`, `weekdays`, `daily`; None if no days stand here.

    Raises UnknownDay when some of it is a day and some is not, or a day is misspelled.
    """
    found: frozenset[int] = frozenset()
    while (word := words.ahead()) and word.low not in _AND:
        days = _days_of(word.low)
        if days is None:
            _refuse_misspelled(word)
            break
        words.step()
        found |= days if len(days) > 1 else _up_to(words, days)
        _step_over_and(words)
    return found or None


def _up_to(words: Words, first: frozenset[int]) -> frozenset[int]:
    """The days from `first` to the one named next, when `to` or a dash stands between."""
    last = _DAYS.get(words.low(1))
    if words.low() not in _TO or last is None:
        return first
    words.step(2)
    return _from_to(min(first), last)


def _step_over_and(words: Words) -> None:
    while (word := words.ahead()) and not word.quoted and (not word.low or word.low in _AND):
        words.step()


def _days_of(low: str) -> frozenset[int] | None:
    """The days that one word names: `mon`, `mon-fri`, `mon,wed`, `weekdays`."""
    found: frozenset[int] = frozenset()
    for item in filter(None, low.replace("/", ",").replace(";", ",").split(",")):
        days = _days_of_item(item)
        if days is None:
            return None
        found |= days
    return found or None


def _days_of_item(item: str) -> frozenset[int] | None:
    if item in _GROUPS:
        return _GROUPS[item]
    if item in _DAYS:
        return frozenset({_DAYS[item]})
    ends = _RANGE.fullmatch(item)
    if ends and ends[1] in _DAYS and ends[2] in _DAYS:
        return _from_to(_DAYS[ends[1]], _DAYS[ends[2]])
    return None


def _from_to(first: int, last: int) -> frozenset[int]:
    """From one day to another, over the end of the week if need be: sun-thu."""
    return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))


def _refuse_misspelled(word: Word) -> None:
    """Raise UnknownDay if some of the word is a day, or all of it is nearly one."""
    items = [item for item in _BETWEEN_ITEMS.split(word.low[:40]) if item]
    known = [item for item in items if _days_of_item(item)]
    near = [day for item in items for day in _nearest(item, cutoff=0.6 if known else 0.75)]
    if not known and (len(near) < len(items) or len(word.low) < 5):
        return
    is_range = len(near) == 2 and "," not in word.low
    bad = next((item for item in items if item not in known), word.low)
    raise UnknownDay(word.span, instead=("-" if is_range else ",").join(near), typed=bad)


def _nearest(item: str, cutoff: float) -> list[str]:
    return get_close_matches(item, _SHORT if len(item) <= 4 else _DAYS, n=1, cutoff=cutoff)


def every_at(words: Words) -> Rhythm:
    """Read what follows `every`: `day`, `week on mon`, `2 weeks on fri`, `other friday`, `mon and wed`.

    Raises EveryUnclear, UnknownDay, NoDays.
    """
    start = words.place - 1
    counted = words.low() in _ORDINALS or _COUNT.fullmatch(words.low())
    every = _count_at(words) if counted else 1
    if not counted and words.said("day", "days"):
        return Rhythm(EVERY_DAY)
    if words.said("week", "weeks"):
        days = on_days_at(words) if words.said("on") else days_at(words)
    elif words.low() in _OTHER_UNITS or (days := days_at(words)) is None:
        raise _unclear(words, start)
    if not 1 <= every <= MOST_WEEKS:
        raise _unclear(words, start)
    return Rhythm(days, every)


def _count_at(words: Words) -> int:
    low = words.low()
    words.step()
    return _ORDINALS.get(low) or int(low)


def _unclear(words: Words, start: int) -> EveryUnclear:
    words.place += words.low() in _OTHER_UNITS
    return EveryUnclear(words.read_since(start), instead="every 2 weeks on fri", typed=words.typed_since(start))


def on_days_at(words: Words) -> frozenset[int]:
    """Read the days that follow `on`. Raises NoDays, UnknownDay."""
    start = words.place - 1
    days = days_at(words)
    if days is None:
        words.step(bool(words.ahead()))
        raise NoDays(words.read_since(start), instead="on mon-fri", typed=words.typed_since(start))
    return days


def weekdays_in_words(weekdays: frozenset[int]) -> str:
    """As it can be typed: `Mon-Fri`, `Mon, Wed`, `Sun-Thu`, `every day`."""
    if weekdays >= EVERY_DAY:
        return "every day"
    first = next((day for day in sorted(weekdays) if (day - 1) % 7 not in weekdays), 0)
    runs: list[list[int]] = []
    for day in ((first + n) % 7 for n in range(7)):
        if day not in weekdays:
            continue
        if runs and (runs[-1][-1] + 1) % 7 == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(map(_run_in_words, sorted(runs)))


def _run_in_words(run: list[int]) -> str:
    if len(run) < 3:
        return ", ".join(_SHOWN[day] for day in run)
    return f"{_SHOWN[run[0]]}-{_SHOWN[run[-1]]}"
