"""`/agenda new`: what people type to set up a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Final

from bot.domain.grammar.misread import Misread, Span, read_or_show
from bot.domain.grammar.times import begins_time, length_at, length_in_words
from bot.domain.grammar.words import Words
from bot.domain.standups.clauses import Clause
from bot.domain.standups.draft import Draft, NoName, NothingTyped, SaidTwice, read_draft

LENGTH: Final = timedelta(minutes=30)
POST_BEFORE: Final = timedelta(hours=2)
LONGEST: Final = timedelta(hours=12)
EARLIEST_POST: Final = timedelta(days=7)
_EXAMPLE: Final = "Weekly every week on tue at 10:00"
_LENGTH_WORDS = frozenset({"length", "lasts", "lasting"})
_OF_STANDUPS = (Clause.CLOSE, Clause.REMIND, Clause.PEOPLE)


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as it was asked for.

    `channel_id` is None for the channel that it was typed in, `zone` (IANA) for the team's. `weekdays`: 0 is Monday;
    `every`: weeks. The agenda is posted `post_before` its time.
    """

    name: str
    at: time
    weekdays: frozenset[int]
    channel_id: str | None = None
    zone: str | None = None
    every: int = 1
    length: timedelta = LENGTH
    post_before: timedelta = POST_BEFORE


class NothingSaid(Misread):
    """A meeting needs a name, a day and a time, and I read none of them."""


class NoNameSaid(Misread):
    """A meeting needs a name, and I read none before *{typed}*."""


class NoTimeSaid(Misread):
    """I have the name *{name}*, but not the time of day at which you meet."""


class NoDaySaid(Misread):
    """I have the name *{name}*, but not the day of the week on which you meet."""


class NotForMeetings(Misread):
    """I read *{typed}*, but only a stand-up has that; for a meeting I post an agenda before it begins."""


class LengthOutOfRange(Misread):
    """I read *{typed}*, but a meeting lasts between 5 minutes and 12 hours."""


class PostTooEarly(Misread):
    """I read *{typed}*, but I can post an agenda at most 7 days before."""


def parse_new_meeting(text: str, *, command: str = "/agenda") -> NewMeeting:
    """Read `NAME [in #ch] every week on tue at 10:00 [zone] [length 30m] [post 2h before]`, clauses in any order.

    `text` is stored text, what follows `new`. Raises Misread with an example.
    """
    return read_or_show(_read, text, lead=f"{command} new", fallback=_EXAMPLE)


def _read(text: str) -> NewMeeting:
    rest, lengths = _without_lengths(text)
    draft = _draft(rest)
    for clause in _OF_STANDUPS:
        if clause in draft.spans:
            raise NotForMeetings(draft.spans[clause], typed=draft.typed(clause))
    if draft.at is None:
        raise NoTimeSaid((len(text), len(text)), instead="at 10:00", name=draft.name)
    return NewMeeting(
        name=draft.name,
        at=draft.at,
        weekdays=_weekdays(draft),
        channel_id=draft.channel_id,
        zone=draft.zone,
        every=draft.every,
        length=lengths.get("length", LENGTH),
        post_before=lengths.get("post", POST_BEFORE),
    )


def _draft(text: str) -> Draft:
    """The name and the clauses that a meeting shares with a stand-up."""
    try:
        return read_draft(text)
    except NothingTyped as refusal:
        raise NothingSaid(refusal.span, instead="Weekly") from None
    except NoName as refusal:
        raise NoNameSaid(refusal.span, instead="Weekly", typed=refusal.values["typed"]) from None


def _weekdays(draft: Draft) -> frozenset[int]:
    if draft.weekdays:
        return draft.weekdays
    if Clause.EVERY in draft.spans:
        instead = f"{draft.typed(Clause.EVERY)} on tue"
        raise NoDaySaid(draft.spans[Clause.EVERY], instead=instead, name=draft.name)
    raise NoDaySaid(draft.words.end, instead="on tue", name=draft.name)


def _without_lengths(text: str) -> tuple[str, dict[str, timedelta]]:
    """`length 30m` and `post 2h before`, and the text with blanks in their place: what stands where stays so."""
    words, found = Words(text), dict[str, timedelta]()
    while words.ahead():
        start, low = words.place, words.low()
        words.step()
        if not start or not begins_time(words.low()) or (low not in _LENGTH_WORDS and low != "post"):
            continue
        length = length_at(words, usual="30m" if low in _LENGTH_WORDS else "2h")
        if low == "post":
            words.said("before")
        span, typed = words.read_since(start), words.typed_since(start)
        _keep(found, low, length, span, typed)
        text = f"{text[: span[0]]}{' ' * (span[1] - span[0])}{text[span[1] :]}"
    return text, found


def _keep(found: dict[str, timedelta], low: str, length: timedelta, span: Span, typed: str) -> None:
    key = "post" if low == "post" else "length"
    if key in found:
        raise SaidTwice(span, typed=typed)
    if key == "length" and not timedelta(minutes=5) <= length <= LONGEST:
        raise LengthOutOfRange(span, instead=f"length {length_in_words(LENGTH)}", typed=typed)
    if key == "post" and length > EARLIEST_POST:
        raise PostTooEarly(span, instead="post 2h before", typed=typed)
    found[key] = length
