"""What people type about cards: which column, which card, and the words on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.grammar.misread import quoted_back
from bot.domain.grammar.references import reference_at
from bot.domain.grammar.words import Words
from bot.domain.retros.formats import Column, column_called
from bot.domain.text import clipped, masked, plain
from bot.errors import Refusal

LONGEST_CARD: Final = 1000
_EXAMPLE: Final = "The demo went smoothly"
_EXAMPLES: Final = {"-": "The tests take an hour", "?": "Who answers support on Fridays", "!": "Pair on the release"}


class NothingOnTheCard(Refusal):
    """A card needs a few words."""


class CardTooLong(Refusal):
    """That is {length} characters; a card takes 1000, so that everybody can read it from the board."""


class WhichColumn(Refusal):
    """I read “{typed}”, but not which column it goes to. This retro has: {columns}."""


class NoSign(Refusal):
    """No column of this retro goes by {sign}. It has: {columns}."""


class WhichCard(Refusal):
    """Say which one you mean by its number, as in {letter}-3."""


def worded(text: str, *, example: str | None, field: str | None = None) -> str:
    """The words of a card, as they are kept. Raises NothingOnTheCard, CardTooLong."""
    words = text.strip()
    if not plain(words).strip():
        raise NothingOnTheCard(example=example, field=field)
    if len(words) > LONGEST_CARD:
        raise CardTooLong(length=f"{len(words):,}", example=example, field=field)
    return words


def parse_card(text: str, columns: Sequence[Column], *, command: str = "/retro") -> tuple[Column, str]:
    """Read `COLUMN: TEXT`, what follows `add` (stored text); the column may be shortened, or be its sign."""
    place = masked(text).find(":")
    column = column_called(columns, plain(text[: max(place, 0)]))
    if column is None:
        typed = quoted_back(text)
        said = clipped(plain(text[place + 1 :] if place >= 0 else text).strip(), 200) or _EXAMPLE
        names = ", ".join(one.name for one in columns)
        example = f"{command} add {columns[0].name}: {said}"
        raise WhichColumn(typed=typed, columns=names, example=example)
    return column, worded(text[place + 1 :], example=f"{command} add {column.name}: {_EXAMPLE}")


def parse_signed(text: str, sign: str, columns: Sequence[Column], *, command: str = "/retro") -> tuple[Column, str]:
    """Read the words after a sign (`+ TEXT`)."""
    column = next((one for one in columns if one.sign == sign), None)
    if column is None:
        said = clipped(plain(text).strip(), 200) or _EXAMPLE
        names = ", ".join(one.name for one in columns)
        raise NoSign(sign=sign, columns=names, example=f"{command} add {columns[0].name}: {said}")
    return column, worded(text, example=f"{command} {sign} {_EXAMPLES.get(sign, _EXAMPLE)}")


@dataclass(frozen=True)
class NumberedLine:
    """A line about one thing: its letter and number, and what was typed after them."""

    letter: str
    number: int
    rest: str


def parse_numbered(text: str, letters: str, *, example: str) -> NumberedLine:
    """Read `R-3 …`; a bare number (`3`, `#3`) is of the first of `letters`. Raises WhichCard with that example."""
    words = Words(text)
    found = reference_at(words)
    first = words.low()
    if found is None and first.isascii() and first.isdecimal() and len(first) <= 9:
        words.step()
        letter, number = letters[0], int(first)
    elif found is not None and (not found.kind or found.kind in letters):
        letter, number = found.kind or letters[0], found.number
    else:
        raise WhichCard(letter=letters[0], example=example)
    return NumberedLine(letter, number, text[words.all[words.place - 1].span[1] :].strip())
