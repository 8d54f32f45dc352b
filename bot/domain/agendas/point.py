"""`/agenda add`: what people type to bring a point to a meeting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.domain.agendas.which import named_first
from bot.domain.grammar.misread import Misread, Span, read_or_show
from bot.domain.grammar.people import PersonUnclear, person_at
from bot.domain.grammar.references import Reference, reference_at
from bot.domain.grammar.words import Word, Words

LONGEST_POINT: Final = 500
MOST_MINUTES: Final = 480
_EXAMPLE: Final = "Who writes the release notes? 10m"
_FOR = re.compile(r"(?:for:|(?:--|—|–)for(?:=|\s+))", re.IGNORECASE)
_QUOTED = re.compile(r"""\s*["“”„«]([^"“”„«»]{1,80})["“”»]""")
_BARE = re.compile(r"\S+")
_MINUTES = re.compile(r"(\d{1,3})(m|min|mins|minutes|h)", re.ASCII)
_ABOUT = frozenset("FBA")


@dataclass(frozen=True)
class NewPoint:
    """A point as it was brought.

    `meeting` is the name after `for:` (None: not said), `by` a user id or `ME`, `about` what `ref` names (F, B or A).
    `text` may be empty when `about` says what it is.
    """

    text: str
    meeting: str | None = None
    by: str | None = None
    minutes: int | None = None
    about: Reference | None = None


class NothingToTalkAbout(Misread):
    """I read nothing to talk about. Write what the point is."""


class PointTooLong(Misread):
    """That is {length} characters, and a point on an agenda has at most 500. Put the rest where your notes are."""


def parse_point(text: str, *, meetings: Sequence[str] = (), command: str = "/agenda") -> NewPoint:
    """Read `TEXT [for:NAME] [by:@u] [15m] [ref F-12]`; the flags stand anywhere, the minutes behind the text.

    `text` is stored text; `meetings` are the names there are, which may have spaces. What is not one of these flags in
    full is text. Raises Misread with an example.
    """
    return read_or_show(lambda typed: _read(typed, meetings), text, lead=f"{command} add", fallback=_EXAMPLE)


@dataclass
class _Reading:
    words: Words
    meetings: Sequence[str]
    meeting: str | None = None
    by: str | None = None
    about: Reference | None = None
    flags: list[Span] = field(default_factory=list)


def _read(text: str, meetings: Sequence[str]) -> NewPoint:
    reading = _Reading(Words(text), meetings)
    others: list[Word] = []
    while word := reading.words.ahead():
        if not _flag(reading):
            others.append(word)
            reading.words.step()
    minutes = _minutes(others[-1]) if others else None
    if minutes is not None:
        reading.flags.append(others[-1].span)
    point = _without(text, reading.flags)
    if not point and reading.about is None:
        raise NothingToTalkAbout(reading.words.end, instead=_EXAMPLE)
    if len(point) > LONGEST_POINT:
        raise PointTooLong((0, len(text)), instead=_EXAMPLE, length=str(len(point)))
    return NewPoint(point, reading.meeting, reading.by, minutes, reading.about)


def _flag(reading: _Reading) -> bool:
    """Whether a flag stands here, for the first time; it is read if so."""
    word = reading.words.ahead()
    if word is None or word.quoted:
        return False
    start = reading.words.place
    if reading.meeting is None and (mark := _FOR.match(reading.words.text, word.span[0])):
        return _meeting(reading, word.span[0], mark.end())
    if reading.by is None and word.low.startswith("by:"):
        found = _person(reading.words)
        reading.by = found
    elif reading.about is None and word.low.startswith("ref"):
        reading.about = _reference(reading.words)
    if reading.words.place == start:
        return False
    reading.flags.append(reading.words.read_since(start))
    return True


def _meeting(reading: _Reading, start: int, value: int) -> bool:
    """The name after `for:`: one that there is, in quotes, or one word."""
    text = reading.words.text
    if found := named_first(text[value:], reading.meetings):
        end = value + len(found)
    elif quoted := _QUOTED.match(text, value):
        found, end = quoted[1].strip(), quoted.end()
    elif bare := _BARE.match(text, value):
        found, end = bare[0].strip(",;."), bare.end()
    else:
        return False
    reading.meeting = found
    reading.flags.append((start, end))
    while (word := reading.words.ahead()) and word.span[0] < end:
        reading.words.step()
    return True


def _person(words: Words) -> str | None:
    """`by:@ana` (Slack parts the mention from the colon) or `by:me`; anything else after the colon is unclear."""
    start, value = words.place, words.all[words.place].text[3:]
    words.step()
    if found := person_at(Words(value) if value else words):
        return found
    if value.startswith("@") or (not value and words.low().startswith("@")):
        words.step(0 if value else 1)
        raise PersonUnclear(words.read_since(start), typed=words.typed_since(start))
    words.place = start
    return None


def _reference(words: Words) -> Reference | None:
    """`ref F-12` or `ref:F-12`."""
    start, low = words.place, words.low()
    if low in ("ref", "ref:"):
        words.step()
        found = reference_at(words)
    else:
        found = reference_at(Words(low.removeprefix("ref:"))) if low.startswith("ref:") else None
        words.step(1 if found else 0)
    if found is None or found.kind not in _ABOUT:
        words.place = start
        return None
    return found


def _minutes(word: Word) -> int | None:
    found = _MINUTES.fullmatch(word.low)
    minutes = int(found[1]) * (60 if found[2] == "h" else 1) if found else 0
    return minutes if 0 < minutes <= MOST_MINUTES else None


def _without(text: str, spans: Sequence[Span]) -> str:
    """The text between these stretches, as it was typed."""
    pieces, end = [], 0
    for start, stop in sorted(spans):
        pieces.append(text[end:start].strip())
        end = stop
    pieces.append(text[end:].strip())
    return " ".join(piece for piece in pieces if piece)
