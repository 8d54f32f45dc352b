"""`/standup new`, clause by clause, before it is known whether it is all there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from types import MappingProxyType
from typing import Literal

from bot.domain.grammar.days import days_at, every_at, on_days_at
from bot.domain.grammar.misread import Misread, Span
from bot.domain.grammar.people import channel_at, people_at
from bot.domain.grammar.times import begins_time, length_at, says_length, time_at, zone_at
from bot.domain.grammar.words import Words, on_one_line
from bot.domain.standups.clauses import Clause, Clauses
from bot.domain.text import clipped

LONGEST_NAME = 80
NO_KINDS: Mapping[str, str] = MappingProxyType({})
_NO_REMINDER = ("off", "none", "no", "never")


class NothingTyped(Misread):
    """A stand-up needs a name and a time of day, and I read neither."""


class NoName(Misread):
    """A stand-up needs a name, and I read none before *{typed}*."""


class NameTooLong(Misread):
    """I read *{typed}* as the name, but a name has at most 80 characters."""


class SaidTwice(Misread):
    """I read *{typed}*, but something else is said about that before it."""


class WordLeftOver(Misread):
    """I understood *{understood}*, but not *{typed}* after it."""


class ZoneAfterClose(Misread):
    """I read *{typed}* after *{close}*, but that is always the team's time; a zone goes after the time to ask."""


class CloseUnclear(Misread):
    """I read *{typed}*, but not when it closes. Say a time of day or how long after the question: 12:00, after 2h."""


@dataclass
class Draft:
    """What has been read so far; `spans` is where each clause stands."""

    words: Words
    clauses: Clauses
    name: str
    at: time | None = None
    channel_id: str | None = None
    zone: str | None = None
    weekdays: frozenset[int] | None = None
    every: int = 1
    close: time | timedelta | None = None
    remind: timedelta | Literal["off"] | None = None
    people: tuple[str, ...] = ()
    kind: str | None = None
    spans: dict[Clause, Span] = field(default_factory=dict)
    last: Clause | None = None

    def typed(self, clause: Clause) -> str:
        """The words of a clause."""
        start, end = self.spans[clause]
        return self.words.text[start:end]


def read_draft(text: str, kinds: Mapping[str, str] = NO_KINDS) -> Draft:
    """Read the name and every clause; `kinds` are the slugs by what people call them. Raises Misread."""
    words = Words(text)
    clauses = Clauses(words, kinds)
    draft = Draft(words, clauses, _name_at(words, clauses))
    while words.ahead():
        _read_clause(draft)
    return draft


def _name_at(words: Words, clauses: Clauses) -> str:
    first = words.ahead()
    if first is None:
        raise NothingTyped(words.end, instead="Daily")
    if clauses.begins():
        raise NoName((0, 0), instead="Daily", typed=first.text)
    words.step()
    while words.ahead() and not clauses.ends_name():
        words.step()
    name = on_one_line(first.text if words.place == 1 else words.typed_since(0))
    if not name:
        raise NoName(first.span, instead="Daily", typed=words.text)
    if len(name) > LONGEST_NAME:
        raise NameTooLong(words.read_since(0), instead=f"“{clipped(name, LONGEST_NAME // 2, '')}”", typed=name)
    return name


def _read_clause(draft: Draft) -> None:
    words, start = draft.words, draft.words.place
    clause = draft.clauses.said() or Clause.ZONE
    _READERS[clause](draft, start)
    if clause in draft.spans and clause is not Clause.PEOPLE:
        raise SaidTwice(words.read_since(start), typed=words.typed_since(start))
    draft.spans[clause] = words.read_since(start)
    draft.last = clause


def _read_channel(draft: Draft, start: int) -> None:
    draft.words.said("in")
    draft.channel_id = channel_at(draft.words, start).channel_id


def _read_at(draft: Draft, start: int) -> None:
    draft.words.said("at")
    draft.at = time_at(draft.words)


def _read_zone(draft: Draft, start: int) -> None:
    """A zone, `local`, or nothing that is known."""
    words = draft.words
    days_at(words)  # refuses a misspelled day; a well spelled one is a clause of its own
    zone = None if words.said("local") else zone_at(words)
    if words.place == start:
        raise _left_over(draft)
    if draft.last is Clause.CLOSE:
        raise ZoneAfterClose(words.read_since(start), typed=words.typed_since(start), close=draft.typed(Clause.CLOSE))
    draft.zone = zone


def _left_over(draft: Draft) -> WordLeftOver:
    """About the next word; its example goes without all words up to the next clause."""
    words, start = draft.words, draft.words.place
    understood, typed = words.before(), words.all[start].text
    words.step()
    while words.ahead() and draft.clauses.said() is None:
        words.step()
    return WordLeftOver(words.read_since(start), understood=understood, typed=typed)


def _read_days(draft: Draft, start: int) -> None:
    words = draft.words
    _set_weekdays(draft, start, on_days_at(words) if words.said("on") else days_at(words))


def _read_every(draft: Draft, start: int) -> None:
    draft.words.step()
    rhythm = every_at(draft.words)
    draft.every = rhythm.every
    _set_weekdays(draft, start, rhythm.weekdays)


def _set_weekdays(draft: Draft, start: int, weekdays: frozenset[int] | None) -> None:
    if weekdays and draft.weekdays:
        raise SaidTwice(draft.words.read_since(start), typed=draft.words.typed_since(start))
    draft.weekdays = weekdays or draft.weekdays


def _read_close(draft: Draft, start: int) -> None:
    words = draft.words
    words.step()
    words.said("at")
    if words.said("after", "in") or says_length(words):
        draft.close = length_at(words, usual="2h30m")
    elif begins_time(words.low()):
        draft.close = time_at(words)
    else:
        words.step(draft.clauses.said() is None)
        raise CloseUnclear(words.read_since(start), instead="close after 2h30m", typed=words.typed_since(start))


def _read_remind(draft: Draft, start: int) -> None:
    words = draft.words
    words.step()
    draft.remind = "off" if words.said(*_NO_REMINDER) else length_at(words, usual="30m")
    words.said("before")


def _read_people(draft: Draft, start: int) -> None:
    draft.words.said("with")
    draft.people = tuple(dict.fromkeys((*draft.people, *people_at(draft.words, start))))


def _read_kind(draft: Draft, start: int) -> None:
    draft.words.said("as")
    draft.kind = draft.clauses.kinds[draft.words.low()]
    draft.words.step()


_READERS: dict[Clause, Callable[[Draft, int], None]] = {
    Clause.CHANNEL: _read_channel,
    Clause.AT: _read_at,
    Clause.ZONE: _read_zone,
    Clause.DAYS: _read_days,
    Clause.EVERY: _read_every,
    Clause.CLOSE: _read_close,
    Clause.REMIND: _read_remind,
    Clause.PEOPLE: _read_people,
    Clause.KIND: _read_kind,
}
