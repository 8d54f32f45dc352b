"""`/digest`: what people type to have their week told to them, and to leave one out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from bot.domain.grammar.dates import date_at, date_in_words
from bot.domain.grammar.days import NoWeekday
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.words import Words
from bot.domain.standups.clauses import Clause
from bot.domain.standups.draft import Draft, NoName, NothingTyped, read_draft

USUAL_AT: Final = time(16)
FRIDAY: Final = frozenset({4})
_EXAMPLE: Final = "Weekly every fri at 16:00"
_NOT_OF_DIGESTS: Final = (Clause.CLOSE, Clause.REMIND, Clause.PEOPLE)


@dataclass(frozen=True)
class NewDigest:
    """A digest as it was asked for: the stand-up's `NewStandup` in small; no zone is the team's."""

    name: str
    channel_id: str | None = None
    at: time = USUAL_AT
    zone: str | None = None
    weekdays: frozenset[int] = FRIDAY
    every: int = 1


class DigestNeedsName(Misread):
    """A digest needs a name, such as *Weekly*, before the day and the time."""


class NotOfDigests(Misread):
    """I read *{typed}*, but a digest asks nobody anything: it takes a name, days, a time of day, a zone, a channel."""


def parse_new_digest(text: str, *, command: str = "/digest") -> NewDigest:
    """Read `NAME [in #ch] [every fri] [at TIME] [zone]`, in any order after the name; Fridays at 16:00 if not said.

    `text` is stored text, what follows `new`. Raises Misread with an example.
    """
    return read_or_show(_read, text, lead=f"{command} new", fallback=_EXAMPLE)


def _read(text: str) -> NewDigest:
    try:
        draft = read_draft(text)
    except (NothingTyped, NoName) as refusal:
        raise DigestNeedsName((0, 0), instead="Weekly") from refusal
    for clause in _NOT_OF_DIGESTS:
        if clause in draft.spans:
            raise NotOfDigests(draft.spans[clause], typed=draft.typed(clause))
    return NewDigest(
        name=draft.name,
        channel_id=draft.channel_id,
        at=draft.at or USUAL_AT,
        zone=draft.zone,
        weekdays=_weekdays(draft),
        every=draft.every,
    )


def _weekdays(draft: Draft) -> frozenset[int]:
    if Clause.EVERY in draft.spans and draft.weekdays is None:
        typed = draft.typed(Clause.EVERY)
        raise NoWeekday(draft.spans[Clause.EVERY], instead=f"{typed} on fri", typed=typed)
    return FRIDAY if draft.weekdays is None else draft.weekdays


class SkipLeftOver(Misread):
    """I read the day to leave out, but not what *{typed}* is."""


class SkipWhen(Misread):
    """I read *{typed}*, but not which day to leave out."""


def parse_skipped_day(text: str, *, today: date, coming: date, lead: str) -> date | None:
    """Read `[DATE]`, the day of a digest that is to be left out; None where none is said.

    `coming` is the day of the next one, for examples; `lead` is what was typed before. Raises Misread.
    """
    return read_or_show(lambda typed: _read_day(Words(typed), today, coming), text, lead=lead, fallback="")


def _read_day(words: Words, today: date, coming: date) -> date | None:
    if words.ahead() is None:
        return None
    day = date_at(words, today, "future")
    if day is None:
        raise SkipWhen((0, len(words.text)), instead=date_in_words(coming), typed=words.text)
    if left := words.ahead():
        raise SkipLeftOver((left.span[0], len(words.text)), typed=left.text)
    return day
