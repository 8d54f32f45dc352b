"""`/retro action`: what people type to promise something, and to move it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.domain.grammar.dates import date_at, date_in_words
from bot.domain.grammar.misread import Misread, Span, read_or_show
from bot.domain.grammar.people import whom_at
from bot.domain.grammar.words import Words
from bot.domain.text import masked, plain

LONGEST_ACTION: Final = 500
_DUE: Final = re.compile(r"(?<!\S)(?:(?:--|—|–)due(?:=|\s+)|due:\s*)", re.IGNORECASE)
_FROM: Final = re.compile(r"(?<!\S)from\s+R-?(\d{1,9})(?!\S)", re.IGNORECASE | re.ASCII)
# `@ben` that Slack did not make a mention of.
_NAME: Final = re.compile(r"@\w[\w.-]*")
_EXAMPLE: Final = "Fix the flaky test due:fri"


@dataclass(frozen=True)
class NewAction:
    """What was promised; `owner` is None or what `whom_at` reads, `card` the number of the card that it comes from."""

    text: str
    owner: str | None = None
    due_on: date | None = None
    card: int | None = None


class NothingPromised(Misread):
    """An action needs a few words that say what is to be done."""


class DueInThePast(Misread):
    """I read *{typed}* as {day}, but that day is over; say one that is still to come."""


class ActionTooLong(Misread):
    """That is more than 500 characters. Say in a sentence what is to be done."""


class DueUnclear(Misread):
    """I read *{typed}*, but not which day that is. Write it as fri, tomorrow, +3d or 4 Jan."""


def parse_action(text: str, *, today: date, command: str = "/retro", verb: str = "action") -> NewAction:
    """Read `TEXT @owner due:fri [from R-3]`: the owner stands first or last, the others anywhere.

    `text` is stored text, what follows the verb. Raises Misread with an example.
    """

    def read(typed: str) -> NewAction:
        return _read(typed, today)

    return read_or_show(read, text, lead=f"{command} {verb}", fallback=_EXAMPLE)


def _read(text: str, today: date) -> NewAction:
    card, spans = _from_card(text)
    due_on, due_span = _due(text, today)
    spans += [due_span] if due_span else []
    owner, rest = _owner(_without(text, spans))
    if not plain(rest).strip():
        raise NothingPromised((0, 0), instead="Fix the flaky test")
    if len(rest) > LONGEST_ACTION:
        raise ActionTooLong((0, len(text)), instead="Fix the flaky test")
    return NewAction(rest, owner, due_on, card)


def _from_card(text: str) -> tuple[int | None, list[Span]]:
    found = _FROM.search(masked(text))
    return (int(found[1]), [found.span()]) if found else (None, [])


def _due(text: str, today: date) -> tuple[date | None, Span | None]:
    """The day after `due:`, and where both stand."""
    mark = _DUE.search(masked(text))
    if mark is None:
        return None, None
    words = Words(" " * mark.end() + text[mark.end() :])  # blanks: what stands where stays so
    try:
        due_on = date_at(words, today, "future") if words.ahead() else None
    except Misread as refusal:
        refusal.span, refusal.instead = (mark.start(), refusal.span[1]), f"due:{refusal.instead}"
        raise
    if due_on is None:
        first = words.ahead()
        end = first.span[1] if first else mark.end()
        raise DueUnclear((mark.start(), end), instead="due:fri", typed=text[mark.start() : end])
    span = (mark.start(), words.read_since(0)[1])
    if due_on < today:
        raise DueInThePast(span, instead="due:fri", typed=text[slice(*span)], day=date_in_words(due_on))
    return due_on, span


def _without(text: str, spans: list[Span]) -> str:
    """The text with these stretches taken out."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    return text.strip()


def _owner(text: str) -> tuple[str | None, str]:
    """The person named last, or else first: those named in between are part of the words."""
    every = Words(text).all
    for word in every[-1:] + every[:1]:
        if word.mention is not None and not word.quoted:
            return word.mention.user_id, _without(text, [word.span])
    if every and _NAME.fullmatch(every[-1].typed):
        return every[-1].typed, _without(text, [every[-1].span])
    return None, text


def first_named(new: NewAction) -> NewAction | None:
    """The same owned by the `@name` with which it begins: so it may be meant, if there is somebody of that name."""
    first = next(iter(Words(new.text).all), None)
    if new.owner is not None or first is None or not _NAME.fullmatch(first.typed):
        return None
    rest = _without(new.text, [first.span])
    return replace(new, text=rest, owner=first.typed) if plain(rest).strip() else None


@dataclass(frozen=True)
class Move:
    """To whom (what `whom_at` reads), or to which day, an action item goes; one of them at least."""

    owner: str | None = None
    due_on: date | None = None


class WhereTo(Misread):
    """I did not read to whom it goes or to which day."""


def parse_move(text: str, *, today: date, lead: str) -> Move:
    """Read `@u`, a date, or both; `lead` is what stood before (`/retro move A-7`). Raises Misread with an example."""

    def read(typed: str) -> Move:
        return _read_move(typed, today)

    return read_or_show(read, text, lead=lead, fallback="fri")


def _read_move(text: str, today: date) -> Move:
    words = Words(text)
    owner: str | None = None
    due_on: date | None = None
    while (word := words.ahead()) is not None:
        start = words.place
        if words.said("to", "on", "and"):
            continue
        if (person := whom_at(words)) is not None:
            owner = person
        elif (day := date_at(words, today, "future")) is not None:
            due_on = day
            if day < today:
                typed = words.typed_since(start)
                raise DueInThePast(words.read_since(start), instead="fri", typed=typed, day=date_in_words(day))
        else:
            words.step()
            raise WhereTo(word.span, instead="" if owner or due_on else "fri")
    if owner is None and due_on is None:
        raise WhereTo(words.end, instead="fri")
    return Move(owner, due_on)
