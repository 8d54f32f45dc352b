"""An agenda as plain values: everything that its post shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.blockers import BlockerLine

USUAL_MINUTES = 5
"""What a point takes whose minutes nobody said."""


class Tick(StrEnum):
    """How a point stands on one agenda."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    LATER = "later"


@dataclass(frozen=True)
class Point:
    """`text` and `outcome` are stored text; `carried`: from how many meetings; `about` is F-12 or "" (nothing).

    `stands`: how that has ended, "" while it has not.
    """

    ref: str
    text: str
    by: str
    tick: Tick = Tick.OPEN
    minutes: int | None = None
    carried: int = 0
    about: str = ""
    outcome: str = ""
    stands: str = ""


@dataclass(frozen=True)
class Moved:
    """A feature whose status changed, from the first to the last of its changes."""

    ref: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class OpenAction:
    """Overdue since `due_on`; `owner` is "" for nobody's."""

    ref: str
    text: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class Undecided:
    """A feature that waits: for a first look (`waits_for` is "triage"), a "plan", or the score of a side."""

    ref: str
    title: str
    waits_for: str


@dataclass(frozen=True)
class Agenda:
    """One meeting's agenda. `state` is the occurrence's; `left_open`: how many points nobody ticked when it was over.

    `put_off`: how many went on because somebody said so. `decisions` were made in it: their
    numbers (D-1) and stored texts.
    """

    occurrence_id: int
    team: str
    name: str
    starts_at: datetime
    length: timedelta
    state: str
    points: tuple[Point, ...] = ()
    moved: tuple[Moved, ...] = ()
    blockers: tuple[BlockerLine, ...] = ()
    actions: tuple[OpenAction, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    left_open: int = 0
    put_off: int = 0
    decisions: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to talk about: what moved forward alone is no reason to meet."""
        return not (self.points or self.blockers or self.actions or self.undecided)

    @property
    def minutes(self) -> int:
        """How long its open points will take, by what people said."""
        return sum(point.minutes or USUAL_MINUTES for point in self.open_points)

    @property
    def open_points(self) -> list[Point]:
        return [point for point in self.points if point.tick == Tick.OPEN]


def in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    """Those that waited longest first, then as they came."""
    return tuple(sorted(points, key=lambda point: (-point.carried, int(point.ref.partition("-")[2]))))
