"""How a team is, as the bot proposes it: green, yellow or red, each with its reasons in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.domain.week import WeekFacts

# From which number on it is yellow, and red.
BLOCKED_DAYS = (2, 5)
SLIPS = (1, 3)
OVERDUE = (1, 5)
# Fewer of the expected answers than these percent; of so few places that says nothing.
TALKING = (60, 25)
FEW_PLACES = 5


class Colour(IntEnum):
    """The worst of the reasons counts."""

    GREEN = 0
    YELLOW = 1
    RED = 2


class Cause(StrEnum):
    BLOCKED = "blocked"
    SLIPPED = "slipped"
    OVERDUE = "overdue"
    SILENT = "silent"


@dataclass(frozen=True)
class Reason:
    """Why it is not green: `count` things (or percent, of silence), the worst of them `ref`, `days` old."""

    cause: Cause
    colour: Colour
    count: int
    ref: str = ""
    days: int = 0


@dataclass(frozen=True)
class Health:
    colour: Colour
    reasons: tuple[Reason, ...]


def proposed_health(facts: WeekFacts) -> Health:
    """The worst first."""
    found = (_blocked(facts), _slipped(facts), _overdue(facts), _silent(facts))
    reasons = sorted((reason for reason in found if reason is not None), key=lambda reason: -reason.colour)
    return Health(max((reason.colour for reason in reasons), default=Colour.GREEN), tuple(reasons))


def _colour(number: int, limits: tuple[int, int]) -> Colour:
    return Colour(sum(number >= limit for limit in limits))


def _blocked(facts: WeekFacts) -> Reason | None:
    old = [one for one in facts.blockers if one.age >= BLOCKED_DAYS[0]]
    if not old:
        return None
    oldest = max(old, key=lambda one: one.age)
    return Reason(Cause.BLOCKED, _colour(oldest.age, BLOCKED_DAYS), len(old), oldest.ref, oldest.age)


def _slipped(facts: WeekFacts) -> Reason | None:
    slips = facts.slipped
    return Reason(Cause.SLIPPED, _colour(len(slips), SLIPS), len(slips), slips[0].ref) if slips else None


def _overdue(facts: WeekFacts) -> Reason | None:
    late = facts.overdue
    return Reason(Cause.OVERDUE, _colour(len(late), OVERDUE), len(late), late[0].ref) if late else None


def _silent(facts: WeekFacts) -> Reason | None:
    percent = facts.participation
    if percent is None or facts.expected < FEW_PLACES or percent >= TALKING[0]:
        return None
    return Reason(Cause.SILENT, Colour.RED if percent < TALKING[1] else Colour.YELLOW, percent)
