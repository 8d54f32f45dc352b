"""What a feature is worth: RICE, half of it given by product and half by development."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Side(StrEnum):
    """Who gives which half."""

    PRODUCT = "product"
    DEVELOPMENT = "development"


@dataclass(frozen=True)
class Estimate:
    """One number of a score: which half it belongs to, what it counts, and from where to where it may go."""

    name: str
    side: Side
    least: float
    most: float

    def takes(self, number: float) -> bool:
        return self.least <= number <= self.most


ESTIMATES = {
    one.name: one
    for one in (
        Estimate("reach", Side.PRODUCT, 1, 100_000_000),  # people a quarter
        Estimate("impact", Side.PRODUCT, 0.25, 3),  # times
        Estimate("confidence", Side.DEVELOPMENT, 1, 100),  # percent
        Estimate("effort", Side.DEVELOPMENT, 0.1, 1000),  # person-months
    )
}
NAMES_OF = {side: tuple(one.name for one in ESTIMATES.values() if one.side == side) for side in Side}


@dataclass(frozen=True)
class Half:
    """What one person gave for their side: `numbers` by name (`reach`, `impact`; `confidence` in percent, `effort`)."""

    side: Side
    by: str
    numbers: dict[str, float]
    at: datetime


@dataclass(frozen=True)
class Score:
    """All that was given; of each side the latest counts."""

    halves: tuple[Half, ...] = ()

    def of(self, side: Side) -> Half | None:
        """The half that counts: the latest, and of two at once the later in the list."""
        given = [half for half in self.halves if half.side == side]
        return max(reversed(given), key=lambda half: half.at, default=None)

    @property
    def waits_for(self) -> tuple[Side, ...]:
        """The sides that have given nothing yet; with any the feature is unscored."""
        return tuple(side for side in Side if self.of(side) is None)

    @property
    def rice(self) -> float | None:
        """Reach · impact · confidence / effort; None while a half is missing, which is not the same as 0."""
        product, development = self.of(Side.PRODUCT), self.of(Side.DEVELOPMENT)
        if product is None or development is None:
            return None
        return rice(**product.numbers, **development.numbers)

    def spread(self, name: str) -> tuple[float, float] | None:
        """Least and most of what several people gave for one number; None when they agree or only one gave it."""
        given = [half.numbers[name] for half in self.halves if name in half.numbers]
        return (min(given), max(given)) if len(set(given)) > 1 else None


def rice(*, reach: float, impact: float, confidence: float, effort: float) -> float:
    """`confidence` in percent: 800 · 2 · 80 % / 1.5 is 853."""
    return reach * impact * confidence / 100 / effort


def numbers_in_words(numbers: Sequence[tuple[str, float]]) -> str:
    """`reach=800 impact=2`, as it can be typed."""
    return " ".join(f"{name}={number_in_words(number)}" for name, number in numbers)


def number_in_words(number: float) -> str:
    """`800`, `1.5`: as short as it can be typed."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
