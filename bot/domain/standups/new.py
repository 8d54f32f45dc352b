"""`/standup new`: what people type to set up a stand-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final, Literal

from bot.domain.grammar.days import WORKDAYS, NoWeekday
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.times import USUAL_TIME, length_in_words, time_in_words
from bot.domain.standups.clauses import Clause
from bot.domain.standups.draft import NO_KINDS, Draft, read_draft

STANDUP: Final = "standup"
OPEN_FOR: Final = timedelta(hours=2, minutes=30)
REMIND_BEFORE: Final = timedelta(minutes=30)
LONGEST_OPEN: Final = timedelta(hours=23)
_DAY: Final = timedelta(days=1)
_EXAMPLE: Final = f"Daily at {USUAL_TIME}"


@dataclass(frozen=True)
class NewStandup:
    """A stand-up as it was asked for.

    `channel_id` is None for the channel that it was typed in. `at` is in `zone` (IANA), or in each member's own (None).
    `weekdays`: 0 is Monday; `every`: weeks. `close` is a time in the team's zone (the next day's when not after `at`)
    or how long after the prompt; `remind` is how long before that. `people` are user ids, or `ME` for whoever typed it.
    `kind` is a slug.
    """

    name: str
    at: time
    channel_id: str | None = None
    zone: str | None = None
    weekdays: frozenset[int] = WORKDAYS
    every: int = 1
    close: time | timedelta = OPEN_FOR
    remind: timedelta | Literal["off"] = REMIND_BEFORE
    people: tuple[str, ...] = ()
    kind: str = STANDUP


class NoTime(Misread):
    """I have the name *{name}*, but not the time of day at which to ask."""


class OpenTooLong(Misread):
    """I read the time {at} and *{typed}*, but a stand-up can be open for at most 23 hours."""


class ClosesAtOnce(Misread):
    """I read the time {at} and *{typed}*, but that leaves no time to answer."""


class RemindTooEarly(Misread):
    """I read *{typed}*, but then I have not even asked yet: it is open for {open_for}."""


def parse_new_standup(text: str, *, command: str = "/standup", kinds: Mapping[str, str] = NO_KINDS) -> NewStandup:
    """Read `NAME [in #ch] at TIME [zone|local] [days|every] [close …] [remind …] [with @a @b] [as KIND]`.

    `text` is stored text, what follows `new`. Clauses may come in any order; `kinds` are slugs by what people call
    them. Raises Misread with an example.
    """
    return read_or_show(lambda one: _read(one, kinds), text, lead=f"{command} new", fallback=_EXAMPLE)


def _read(text: str, kinds: Mapping[str, str]) -> NewStandup:
    draft = read_draft(text, kinds)
    if draft.at is None:
        raise NoTime(draft.words.end, instead=f"at {USUAL_TIME}", name=draft.name)
    open_for = _open_for(draft, draft.at)
    return NewStandup(
        name=draft.name,
        at=draft.at,
        channel_id=draft.channel_id,
        zone=draft.zone,
        weekdays=_weekdays(draft),
        every=draft.every,
        close=OPEN_FOR if draft.close is None else draft.close,
        remind=_remind(draft, open_for),
        people=draft.people,
        kind=draft.kind or STANDUP,
    )


def _weekdays(draft: Draft) -> frozenset[int]:
    if Clause.EVERY in draft.spans and draft.weekdays is None:
        typed = draft.typed(Clause.EVERY)
        raise NoWeekday(draft.spans[Clause.EVERY], instead=f"{typed} on mon", typed=typed)
    return WORKDAYS if draft.weekdays is None else draft.weekdays


def _open_for(draft: Draft, at: time) -> timedelta:
    """How long it is open for those who share the team's zone. Raises OpenTooLong, ClosesAtOnce."""
    if draft.close is None:
        return OPEN_FOR
    if isinstance(draft.close, timedelta):
        open_for, instead = draft.close, f"close after {length_in_words(OPEN_FOR)}"
    else:
        open_for = (_since_midnight(draft.close) - _since_midnight(at)) % _DAY
        instead = f"close {_clock(_since_midnight(at) + OPEN_FOR)}"
    if timedelta() < open_for <= LONGEST_OPEN:
        return open_for
    kind = OpenTooLong if open_for else ClosesAtOnce
    raise kind(draft.spans[Clause.CLOSE], instead=instead, at=time_in_words(at), typed=draft.typed(Clause.CLOSE))


def _remind(draft: Draft, open_for: timedelta) -> timedelta | Literal["off"]:
    """When to remind; the usual half hour only where it falls within the time that the stand-up is open."""
    fits = open_for > REMIND_BEFORE
    if draft.remind is None:
        return REMIND_BEFORE if fits else "off"
    if draft.remind == "off" or not draft.remind:
        return "off"
    if draft.remind >= open_for:
        instead = f"remind {length_in_words(REMIND_BEFORE)}" if fits else "remind off"
        typed = draft.typed(Clause.REMIND)
        raise RemindTooEarly(
            draft.spans[Clause.REMIND], instead=instead, typed=typed, open_for=length_in_words(open_for)
        )
    return draft.remind


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _clock(since_midnight: timedelta) -> str:
    minutes = int(since_midnight % _DAY / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02}"
