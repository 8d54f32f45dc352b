"""Which point and which day somebody means: `done G-3 agreed`, `skip Weekly next tue`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.grammar.dates import date_at, refuse_misspelled_date
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.references import reference_at
from bot.domain.grammar.words import Words


@dataclass(frozen=True)
class PointNamed:
    """The point's number (G-3 is 3), and all that was typed after it."""

    number: int
    rest: str


@dataclass(frozen=True)
class DayNamed:
    """The meeting's name as it is written there, or "" for none; the day, or None."""

    meeting: str
    day: date | None


class NoPointNamed(Misread):
    """I read no point. Points are named like G-3; the list of them has their names."""


class NotAPoint(Misread):
    """I read *{typed}*, but that is no point of an agenda: those are named like G-3."""


class NotADay(Misread):
    """I read *{typed}*, but that is neither a meeting here nor a day."""


def parse_point_named(text: str, *, verb: str, known: str, command: str = "/agenda") -> PointNamed:
    """Read `G-3` (`g3`, `#3`) and what follows. `known` is one that exists, for the example. Raises Misread."""
    return read_or_show(lambda typed: _point(typed, known), text, lead=f"{command} {verb}", fallback=known)


def _point(text: str, known: str) -> PointNamed:
    words = Words(text)
    word = words.ahead()
    if word is None:
        raise NoPointNamed(words.end, instead=known)
    found = reference_at(words)
    if found is None or found.kind not in ("", "G"):
        raise NotAPoint(word.span, instead=known, typed=word.text)
    return PointNamed(found.number, text[word.span[1] :].strip())


def parse_day(
    text: str, *, meetings: Sequence[str], today: date, verb: str = "skip", command: str = "/agenda"
) -> DayNamed:
    """Read `[NAME] [DATE]`; names are those of `meetings`, days lie ahead. Raises Misread."""
    fallback = meetings[0] if meetings else "today"
    return read_or_show(lambda typed: _day(typed, meetings, today), text, lead=f"{command} {verb}", fallback=fallback)


def _day(text: str, meetings: Sequence[str], today: date) -> DayNamed:
    name = named_first(text, meetings)
    # Blanks in place of the name: what stands where stays so.
    words = Words(" " * len(name) + text[len(name) :]) if name else Words(text)
    words.said("on", "of")
    day = date_at(words, today, "future")
    word = words.ahead()
    if word is not None:
        refuse_misspelled_date(words)
        raise NotADay((word.span[0], len(text)), instead="" if name else (meetings or [""])[0], typed=word.text)
    return DayNamed(name, day)


def named_first(text: str, meetings: Sequence[str]) -> str:
    """The longest of these names with which the text begins, as it is typed there; "" for none."""
    fitting = [name for name in meetings if begins_with(text, name)]
    return text[: len(max(fitting, key=len))] if fitting else ""


def begins_with(text: str, name: str) -> bool:
    """Whether the text begins with that name, in any case, as a word of its own."""
    begins = text[: len(name)].casefold() == name.casefold()
    return begins and not text[len(name) : len(name) + 1].isalnum()
