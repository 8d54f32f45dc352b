"""Times of day, lengths of time and time zones, as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from bot.domain.grammar.misread import Misread, NothingAfter, Span
from bot.domain.grammar.words import Words
from bot.domain.zones import UnknownZone, zone_named
from bot.errors import Refusal

USUAL_TIME = "9:30"
_LONGEST_ZONE_NAME = 3  # words: "New York", "Port of Spain"

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm|a\.m|p\.m)?", re.IGNORECASE | re.ASCII)
_BARE_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:am|pm)?|\d{1,2}(?:am|pm)", re.IGNORECASE | re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})\D?(\d{0,2})", re.ASCII)
_DIGITS = frozenset("0123456789")
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_HALF_DAYS = {"am": 0, "a.m": 0, "pm": 12, "p.m": 12}

_LENGTH = re.compile(r"(?:\d{1,4}(?:[.,]\d)?[a-z]+)+", re.ASCII)
_LENGTH_PART = re.compile(r"(\d{1,4}(?:[.,]\d)?)([a-z]+)", re.ASCII)
_MINUTES_IN = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60),
    **dict.fromkeys(("d", "day", "days"), 24 * 60),
}
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d)?", re.ASCII)
_WORKDAYS = re.compile(r"(\d{1,4})wd", re.ASCII)


class TimeUnclear(Misread):
    """I read *{typed}* as a time of day, but there is no such time. Write it as 9:30, 9am or 21:30."""


class TimeIsTomorrow(Misread):
    """I read *{typed}* as midnight, but that is already the next day: the day begins at 0:00."""


class LengthUnclear(Misread):
    """I read *{typed}* as how long, but I don't know that length. Write it as 30m, 2h or 2h30m."""


class ZoneUnclear(Misread):
    """A word that was meant as a zone; what is wrong with it is said in the words of `refusal`."""

    def __init__(self, span: Span, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(span, instead=refusal.example or "")

    def sentence(self, escape: Callable[[str], str] = str) -> str:
        """The sentence of the zone's own refusal."""
        return self.refusal.sentence(escape)


@dataclass(frozen=True)
class Workdays:
    """A length in working days, `3wd`; how long that is depends on whose days they are."""

    days: int


def begins_time(low: str) -> bool:
    """Whether a word begins a time of day, well written or not."""
    return low in _NAMED_TIMES or low[:1] in _DIGITS


def says_length(words: Words) -> bool:
    """Whether the next words can only be a length of time: 30m, 2 hours."""
    low = words.low()
    return _length_of(low) is not None or (_NUMBER.fullmatch(low) is not None and words.low(1) in _MINUTES_IN)


def says_bare_time(words: Words, n: int = 0) -> bool:
    """Whether the next word but `n` can only be a time of day: 9:30, 9am."""
    return _BARE_TIME.fullmatch(words.low(n)) is not None


def time_at(words: Words) -> time:
    """Read `9`, `9:30`, `9.30`, `9am`, `9:30 pm`, `noon`. Raises TimeUnclear, TimeIsTomorrow."""
    start, typed = words.place, words.low()
    if words.ahead() is None:
        raise NothingAfter(words.end, instead=USUAL_TIME, typed=words.before())
    words.step()
    if typed in _NAMED_TIMES:
        return _NAMED_TIMES[typed]
    if words.low() in _HALF_DAYS:
        typed += words.low()
        words.step()
    found = _time_of(typed)
    if found is None:
        kind = TimeIsTomorrow if re.fullmatch(r"24(?:[:.h]00)?", typed) else TimeUnclear
        raise kind(words.read_since(start), instead=_nearest_time(typed), typed=words.typed_since(start))
    return found


def _time_of(typed: str) -> time | None:
    parts = _TIME.fullmatch(typed)
    if not parts:
        return None
    hour, minute, half = int(parts[1]), int(parts[2] or 0), parts[3]
    if half:
        hour = hour % 12 + _HALF_DAYS[half.casefold()] if 1 <= hour <= 12 else 24
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _nearest_time(typed: str) -> str:
    """The time that was probably meant: 930 is 9:30, 9:5 is 9:05, 24:00 is 0:00."""
    if typed.startswith("24"):
        return "0:00"
    digits = "".join(re.findall(r"\d", typed, re.ASCII))
    found = _NUMBERS.fullmatch(f"{digits[:-2]}:{digits[-2:]}" if typed == digits and len(digits) > 2 else typed)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return f"{hour}:{minute:02}" if hour < 24 and minute < 60 else USUAL_TIME


def time_in_words(at: time) -> str:
    """`09:30`."""
    return f"{at:%H:%M}"


def length_at(words: Words, usual: str) -> timedelta:
    """Read `30m`, `2h`, `2h30m`, `1.5h`, `90 minutes`. Raises LengthUnclear, with `usual` in its example."""
    start, typed = words.place, words.low()
    if words.ahead() is None:
        raise NothingAfter(words.end, instead=usual, typed=words.before())
    words.step()
    if _NUMBER.fullmatch(typed) and words.low() in _MINUTES_IN:
        typed += words.low()
        words.step()
    if _LENGTH.fullmatch(words.low()) and _length_of(typed):
        typed += words.low()
        words.step()
    length = _length_of(typed)
    if length is None:
        instead = f"{typed}m" if typed.isascii() and typed.isdigit() and 0 < int(typed[:4]) < 60 else usual
        raise LengthUnclear(words.read_since(start), instead=instead, typed=words.typed_since(start))
    return length


def _length_of(typed: str) -> timedelta | None:
    if not _LENGTH.fullmatch(typed):
        return None
    minutes = 0.0
    for number, unit in _LENGTH_PART.findall(typed):
        if unit not in _MINUTES_IN:
            return None
        minutes += float(number.replace(",", ".")) * _MINUTES_IN[unit]
    return timedelta(minutes=round(minutes))


def length_in_words(length: timedelta) -> str:
    """As it can be typed: `30m`, `2h`, `2h30m`."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours}h" * bool(hours) + f"{minutes}m" * bool(minutes or not hours)


def workdays_at(words: Words) -> Workdays | None:
    """Read `3wd`, if it stands here."""
    found = _WORKDAYS.fullmatch(words.low())
    words.place += bool(found)
    return Workdays(int(found[1])) if found else None


def zone_at(words: Words, most: int = _LONGEST_ZONE_NAME) -> str | None:
    """Read a zone or city of at most `most` words, and return its IANA name; None if what stands here is none.

    Raises ZoneUnclear for what is surely meant as a zone, but not one.
    """
    word = words.ahead()
    if word is None or word.quoted or not word.low:
        return None
    for n in range(most, 0, -1):
        name = _zone_name([following.typed for i in range(n) if (following := words.ahead(i))])
        if name:
            words.step(n)
            return name
    try:
        zone_named(word.typed, example=str)
    except UnknownZone as refusal:
        if "/" not in word.text:
            return None
        raise ZoneUnclear(word.span, refusal) from None
    except Refusal as refusal:
        raise ZoneUnclear(word.span, refusal) from None
    return None


def _zone_name(typed: list[str]) -> str | None:
    try:
        return zone_named(" ".join(typed)).key if all(typed) else None
    except Refusal:
        return None
