"""`/retro start`: what people type to begin a retro."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.grammar.misread import Misread, Span, read_or_show
from bot.domain.grammar.people import PersonUnclear, whom_at
from bot.domain.grammar.words import Words, on_one_line
from bot.domain.retros.formats import ALSO_CALLED, FORMATS, USUAL, Format, custom_format
from bot.domain.retros.phases import Mode

VOTES_EACH: Final = 5
VOTES_AN_ITEM: Final = 3
MOST_VOTES: Final = 20
MOST_COLUMNS: Final = 6
LONGEST_COLUMN: Final = 30
_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True)
class NewRetro:
    """A retro as it was asked for; `facilitator` is what `whom_at` reads, or None for whoever typed it."""

    format: Format = USUAL
    mode: Mode = Mode.NAMED
    votes_each: int = VOTES_EACH
    votes_an_item: int = VOTES_AN_ITEM
    facilitator: str | None = None


class AnonymousLater(Misread):
    """I read *{typed}*, but so far I can hold a retro named or hidden. Hidden: I keep who wrote a card, and show it
    to nobody else."""


class VotesUnclear(Misread):
    """I read *{typed}*, but each person can have 1 to 20 votes, and at most that many on one card."""


class ColumnsUnclear(Misread):
    """I read *{typed}* as columns, but a retro needs 2 to 6 different ones of at most 30 characters, with commas
    between."""


class NotOfARetro(Misread):
    """I understand formats ({formats}), named or hidden, votes and a facilitator, but not *{typed}*."""


def parse_new_retro(text: str, *, command: str = "/retro") -> NewRetro:
    """Read `[format | "A, B, C"] [named | hidden] [votes 5 max 3] [facilitator @u]`, in any order; all may be missing.

    `text` is stored text, what follows `start`. Raises Misread with an example.
    """
    return read_or_show(_read, text, lead=f"{command} start", fallback="hidden")


def _read(text: str) -> NewRetro:
    words = Words(text)
    said: dict[str, object] = {}
    while (word := words.ahead()) is not None:
        start = words.place
        if word.quoted:
            words.step()
            said["format"] = _columns(word.text, word.span)
        elif words.said("template", "format"):
            continue
        elif (slug := ALSO_CALLED.get(word.low, word.low)) in FORMATS:
            words.step()
            said["format"] = FORMATS[slug]
        elif words.said(Mode.NAMED, Mode.HIDDEN):
            said["mode"] = Mode(word.low)
        elif words.said(Mode.ANONYMOUS):
            raise AnonymousLater(word.span, instead=Mode.HIDDEN, typed=word.text)
        elif words.said("votes", "vote"):
            said |= _votes(words, start)
        elif words.said("facilitator", "by"):
            said["facilitator"] = _person(words, start)
        else:
            words.step()
            raise NotOfARetro(word.span, typed=word.text, formats=", ".join(list(FORMATS)[1:]))
    return NewRetro(**said)  # type: ignore[arg-type] # each was read as what its name says


def _columns(typed: str, span: Span) -> Format:
    names = [on_one_line(name) for name in typed.split(",")]
    names = [name for name in names if name]
    different = len({name.casefold() for name in names}) == len(names)
    if not different or not 2 <= len(names) <= MOST_COLUMNS or max(map(len, names)) > LONGEST_COLUMN:
        raise ColumnsUnclear(span, instead='"Keep, Drop, Try"', typed=typed)
    return custom_format(names)


def _votes(words: Words, start: int) -> dict[str, object]:
    each = _number_at(words)
    an_item = _number_at(words) if words.said("max") else min(VOTES_AN_ITEM, each)
    if not 1 <= an_item <= each <= MOST_VOTES:
        instead = f"votes {VOTES_EACH} max {VOTES_AN_ITEM}"
        raise VotesUnclear(words.read_since(start), instead=instead, typed=words.typed_since(start))
    return {"votes_each": each, "votes_an_item": an_item}


def _number_at(words: Words) -> int:
    """The number that stands here, 0 for none."""
    found = _NUMBER.fullmatch(words.low())
    words.step(1 if found else 0)
    return int(found[0]) if found else 0


def _person(words: Words, start: int) -> str:
    person = whom_at(words)
    if person is None:
        words.step()
        raise PersonUnclear(words.read_since(start), typed=words.typed_since(start))
    return person
