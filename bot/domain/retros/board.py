"""A retro as it stands at one moment, as plain values: all that the board, the ballot and the summary are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.retros.formats import Column
from bot.domain.retros.phases import Mode, Phase


@dataclass(frozen=True)
class Card:
    """One card. `author` and `age` are "" and 0 where nobody shall learn them; `votes` 0 until the vote is over."""

    number: int
    section: str
    text: str
    author: str = ""
    age: int = 0
    votes: int = 0
    voters: int = 0

    @property
    def ref(self) -> str:
        return f"R-{self.number}"


@dataclass(frozen=True)
class Promise:
    """An action item as a board shows it; `owner` is "" for nobody, `kept_on_by` whoever said that it goes on."""

    number: int
    text: str
    owner: str = ""
    due_on: date | None = None
    state: str = "open"
    carried: int = 0
    kept_on_by: str = ""
    overdue: bool = False
    # Its day is so far off that without its year it would be taken for a nearer one.
    far_off: bool = False

    @property
    def ref(self) -> str:
        return f"A-{self.number}"

    @property
    def lacks(self) -> bool:
        """Whether nobody, or no day, stands behind it."""
        return not self.owner or self.due_on is None


@dataclass(frozen=True)
class Board:
    """`cards` are empty before the reveal: what nobody may read is not even loaded. `counts` is by column slug."""

    retro_id: int
    team: str
    ordinal: int
    day: date
    columns: tuple[Column, ...]
    mode: Mode
    phase: Phase
    facilitator: str
    votes_each: int
    votes_an_item: int
    counts: Mapping[str, int]
    writers: int = 0
    voters: int = 0
    cards: tuple[Card, ...] = ()
    discussing: int | None = None
    unfinished: tuple[Promise, ...] = ()
    promised: tuple[Promise, ...] = ()

    @property
    def total(self) -> int:
        """How many cards there are."""
        return sum(self.counts.values())

    @property
    def topics(self) -> list[Card]:
        """What is talked about, the most wanted first."""
        return topics(self.cards)

    @property
    def topic(self) -> Card | None:
        """What is being talked about now."""
        return next((card for card in self.cards if card.number == self.discussing), None)

    def in_column(self, column: Column) -> list[Card]:
        return [card for card in self.cards if card.section == column.slug]


def topics(cards: Iterable[Card]) -> list[Card]:
    """Cards in the order of their votes; ties go to the older, then to the one that more people voted for.

    Those without a vote are left out, unless nobody voted at all. The number decides last, so that the order is one.
    """
    ordered = sorted(cards, key=lambda card: (-card.votes, card.age, -card.voters, card.number))
    return [card for card in ordered if card.votes] or ordered


def topic_after(ordered: Sequence[Card], number: int | None) -> Card | None:
    """The one that comes after this card; the first for None, None after the last."""
    numbers = [card.number for card in ordered]
    place = numbers.index(number) + 1 if number in numbers else 0
    return ordered[place] if place < len(ordered) else None
