"""`/retro actions`: which of them somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.grammar.misread import quoted_back
from bot.errors import Refusal

PAGE: Final = 10


class Which(StrEnum):
    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    ALL = "all"


@dataclass(frozen=True)
class Listing:
    """A page of a list: which ones, and how many come before it."""

    which: Which = Which.OPEN
    offset: int = 0

    def at(self, offset: int) -> Listing:
        return Listing(self.which, max(offset, 0))

    def __str__(self) -> str:
        return f"{self.which} {self.offset}"


class UnknownListing(Refusal):
    """I can list open, mine, overdue and all action items, but not “{typed}”."""


def parse_listing(text: str, *, example: str) -> Listing:
    """Read `[open | mine | overdue | all]`, and the offset that a button carries after it."""
    which, _, offset = text.strip().casefold().partition(" ")
    known = [one for one in Which if one.startswith(which)] if which else [Which.OPEN]
    if len(known) != 1 and which not in list(Which):
        raise UnknownListing(typed=quoted_back(text), example=example)
    if offset and not (offset.isascii() and offset.isdecimal() and len(offset) < 6):
        raise UnknownListing(typed=quoted_back(text), example=example)
    chosen = Which(which) if which in list(Which) else known[0]
    return Listing(chosen, int(offset or 0))
