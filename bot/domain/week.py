"""A stretch of days in facts: what a team shipped, moved and was asked for, what stands in its way, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from bot.domain.features import FeatureStatus, Horizon, Side

IN_PROGRESS = frozenset({FeatureStatus.DESIGNING, FeatureStatus.BUILDING, FeatureStatus.TESTING})
LIVE = frozenset({FeatureStatus.LAUNCHED, FeatureStatus.RETIRED})
OUT = frozenset({FeatureStatus.DECLINED, FeatureStatus.PARKED})
WAITING = frozenset({FeatureStatus.NEW, FeatureStatus.DISCOVERY})
_STEPS = (*(status for status in FeatureStatus if status not in OUT),)
_COLUMNS = tuple(Horizon)
# From how many votes on a request wants a decision, scored or not; and after how long one that nobody looked at.
MANY_VOTES, NEW_FOR = 3, timedelta(days=7)


class Wait(StrEnum):
    """What a feature waits for: a side's half of its score, a place on the roadmap, or a first look."""

    PRODUCT = "product"
    DEVELOPMENT = "development"
    PLAN = "plan"
    MANY = "many"
    TRIAGE = "triage"


class Step(NamedTuple):
    """One change of a feature's status, target or horizon, in stored words."""

    what: str
    before: str
    after: str


class FeatureFact(NamedTuple):
    """A feature at the end of the stretch, and as it was at its beginning (`was`: None when it was not there yet).

    `target_was` and `horizon_was` are the first of the stretch: a plan that was made and put off within it has slipped.
    `link` leads to the message in which it was asked for, if there was one; `gained` are the votes of the stretch;
    `is_untouched`: it was asked for more than `NEW_FOR` before the end.
    """

    ref: str
    title: str
    link: str
    status: FeatureStatus
    was: FeatureStatus | None
    target_on: date | None = None
    target_was: date | None = None
    horizon: Horizon | None = None
    horizon_was: Horizon | None = None
    became_launched: bool = False
    owner: str = ""
    votes: int = 0
    gained: int = 0
    is_untouched: bool = False
    scored_by: frozenset[Side] = frozenset()

    @property
    def is_new(self) -> bool:
        return self.was is None

    @property
    def is_shipped(self) -> bool:
        """Launched within the stretch, and not taken back."""
        return self.became_launched and self.status in LIVE and self.was not in LIVE

    @property
    def is_in_progress(self) -> bool:
        return self.status in IN_PROGRESS

    @property
    def went_forward(self) -> bool:
        """Nearer to its launch than at the beginning; a launch is another thing."""
        return self.status not in LIVE | OUT and _step(self.status) > _step(self.was)

    @property
    def moved_later(self) -> bool:
        """Its target day or its column of the roadmap is a later one now."""
        later = self.target_on is not None and self.target_was is not None and self.target_on > self.target_was
        return later or (
            self.horizon is not None
            and self.horizon_was is not None
            and _COLUMNS.index(self.horizon) > _COLUMNS.index(self.horizon_was)
        )

    def is_overdue(self, day: date) -> bool:
        """Whether its target day has passed."""
        return self.target_on is not None and self.target_on < day

    def has_slipped(self, day: date) -> bool:
        return self.status not in LIVE | OUT and (self.is_overdue(day) or self.moved_later)

    @property
    def waits_for(self) -> Wait | None:
        """Why somebody has to say what becomes of it; None when nobody has to."""
        if len(self.scored_by) == 1 and self.status not in LIVE | OUT:
            return Wait.DEVELOPMENT if Side.PRODUCT in self.scored_by else Wait.PRODUCT
        if self.status not in WAITING or self.horizon is not None:
            return None
        if self.scored_by:
            return Wait.PLAN
        if self.votes >= MANY_VOTES:
            return Wait.MANY
        return Wait.TRIAGE if self.is_untouched and self.status == FeatureStatus.NEW else None


def _step(status: FeatureStatus | None) -> int:
    """How far along its life; what was not there yet, declined or parked has all of it before it."""
    return _STEPS.index(status) if status in _STEPS else 0


@dataclass(frozen=True)
class BlockerFact:
    """A blocker; `age` in working days, up to its end or the end of the stretch."""

    ref: str
    text: str
    owner: str
    age: int
    is_acked: bool = False


@dataclass(frozen=True)
class ActionFact:
    ref: str
    text: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class DecisionFact:
    ref: str
    text: str


@dataclass(frozen=True)
class Meeting:
    """What the team holds next."""

    name: str
    at: datetime


@dataclass(frozen=True)
class WeekFacts:
    """What happened from `first_at` up to (and without) `last_at`, and how things stood then; `day` is the team's day.

    `answered` of `expected` places in stand-ups whose deadline fell into the stretch.
    """

    first_at: datetime
    last_at: datetime
    day: date
    features: tuple[FeatureFact, ...] = ()
    opened: tuple[BlockerFact, ...] = ()
    solved: tuple[BlockerFact, ...] = ()
    blockers: tuple[BlockerFact, ...] = ()
    done: tuple[ActionFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    decisions: tuple[DecisionFact, ...] = ()
    answered: int = 0
    expected: int = 0
    meetings: tuple[Meeting, ...] = ()

    @cached_property
    def shipped(self) -> list[FeatureFact]:
        return [one for one in self.features if one.is_shipped]

    @cached_property
    def in_progress(self) -> list[FeatureFact]:
        return [one for one in self.features if one.is_in_progress]

    @cached_property
    def forward(self) -> list[FeatureFact]:
        return [one for one in self.features if one.went_forward]

    @cached_property
    def moving(self) -> list[FeatureFact]:
        """What went forward, then what is in somebody's hands and went back."""
        back = (one for one in self.in_progress if not one.went_forward and one.status != one.was)
        return [*self.forward, *back]

    @cached_property
    def resting(self) -> list[FeatureFact]:
        """What is in somebody's hands and stands where it stood."""
        return [one for one in self.in_progress if one.status == one.was]

    @cached_property
    def slipped(self) -> list[FeatureFact]:
        return [one for one in self.features if one.has_slipped(self.day)]

    @cached_property
    def requested(self) -> list[FeatureFact]:
        """What was asked for anew, the most wanted first."""
        return sorted((one for one in self.features if one.is_new), key=lambda one: -one.votes)

    @cached_property
    def gaining(self) -> list[FeatureFact]:
        """What gained votes, most first."""
        return sorted((one for one in self.features if one.gained), key=lambda one: (-one.gained, -one.votes))

    @cached_property
    def undecided(self) -> list[FeatureFact]:
        """The most wanted first."""
        return sorted((one for one in self.features if one.waits_for), key=lambda one: -one.votes)

    @cached_property
    def wanted(self) -> list[FeatureFact]:
        """Requests that are open, the most wanted first."""
        return sorted((one for one in self.features if one.status in WAITING and one.votes), key=lambda one: -one.votes)

    @cached_property
    def opened_refs(self) -> frozenset[str]:
        return frozenset(one.ref for one in self.opened)

    @cached_property
    def solved_refs(self) -> frozenset[str]:
        return frozenset(one.ref for one in self.solved)

    @cached_property
    def overdue(self) -> list[ActionFact]:
        return [one for one in self.actions if one.due_on is not None and one.due_on < self.day]

    @cached_property
    def targets(self) -> list[FeatureFact]:
        """What is to be launched within the seven days after."""
        ahead = [one for one in self.features if one.target_on is not None and one.status not in LIVE | OUT]
        within = [one for one in ahead if one.target_on and self.day <= one.target_on <= self.day + timedelta(days=7)]
        return sorted(within, key=lambda one: one.target_on or self.day)

    @cached_property
    def participation(self) -> int | None:
        """In whole percent; None when nobody was expected."""
        return None if not self.expected else round(100 * self.answered / self.expected)

    @cached_property
    def events(self) -> int:
        """How much there is to tell: things that happened, not how things stand."""
        happened = (self.shipped, self.forward, self.requested, self.opened, self.solved, self.done, self.decisions)
        return sum(map(len, happened))


def as_it_was(now: Mapping[str, str], later: Sequence[Step]) -> dict[str, str]:
    """What stood in each column before all of these changes, of which the oldest comes first."""
    stood = dict(now)
    for step in reversed(later):
        stood[step.what] = step.before
    return stood


def first_known(was: str, within: Iterable[Step], what: str) -> str:
    """What stood in a column at the beginning; where nothing did, the first that these changes put there."""
    return was or next((step.after for step in within if step.what == what and step.after), "")
