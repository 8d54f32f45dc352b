"""`/retro schedule`: how often a team looks back, by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Final

from bot.domain.grammar.days import NoWeekday, days_at, every_at, on_days_at
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.times import begins_time, says_bare_time, time_at, zone_at
from bot.domain.grammar.words import Words

OFF: Final = frozenset({"off", "none", "never", "stop"})
_USUAL: Final = "every 2 weeks on fri at 15:00"


@dataclass(frozen=True)
class RetroRhythm:
    """Every `every` weeks on `weekdays` (0 is Monday) at a wall time, in `zone` (IANA) or the team's own (None)."""

    at: time
    weekdays: frozenset[int]
    every: int = 1
    zone: str | None = None


class NoRhythm(Misread):
    """I need to know how often, and the time of day."""


class NoTimeOfDay(Misread):
    """I read how often, but not at what time of day."""


class NotOfARhythm(Misread):
    """I understand how often, the time of day and a zone, but not *{typed}*."""


def parse_rhythm(text: str, *, command: str = "/retro") -> RetroRhythm | None:
    """Read `every 2 weeks on fri at 15:00 [zone]`, in any order; None for `off`.

    `text` is stored text, what follows `schedule`. Raises Misread with an example.
    """
    if text.strip().casefold() in OFF:
        return None
    return read_or_show(_read, text, lead=f"{command} schedule", fallback=_USUAL)


def _read(text: str) -> RetroRhythm:
    words = Words(text)
    if words.ahead() is None:
        raise NoRhythm(words.end, instead=_USUAL)
    weekdays: frozenset[int] | None = None
    every, at, zone = 1, None, None
    while (word := words.ahead()) is not None:
        if words.said("every"):
            rhythm = every_at(words)
            every, weekdays = rhythm.every, rhythm.weekdays or weekdays
        elif words.said("on"):
            weekdays = on_days_at(words)
        elif words.said("at") or says_bare_time(words) or (at is None and begins_time(word.low)):
            at = time_at(words)
        elif days := days_at(words):
            weekdays = days
        elif words.said("local"):
            zone = None
        elif (named := zone_at(words)) is not None:
            zone = named
        else:
            words.step()
            raise NotOfARhythm(word.span, typed=word.text)
    if weekdays is None:
        raise NoWeekday(words.end, instead="on fri", typed=text)
    if at is None:
        raise NoTimeOfDay(words.end, instead="at 15:00")
    return RetroRhythm(at, weekdays, every, zone)
