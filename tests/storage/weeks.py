"""Weeks by chance: what a team does, through the storage's own verbs, and beside it a plain diary of the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.new import NewFeature
from bot.storage import features
from bot.storage.action_items import ActionItem, ActionState, close_item, new_action_item
from bot.storage.blockers import Blocker, raise_blocker, reopen, resolve
from bot.storage.decisions import decide
from bot.storage.features import Feature
from bot.storage.occurrences import add_participant, open_occurrence
from bot.storage.people import Person
from tests.storage.cast import MONDAY, House

FIRST = MONDAY - timedelta(days=21)
MINUTES = 21 * 24 * 60
Log = list[tuple[datetime, str]]


@dataclass
class InDiary:
    """One feature, written down event by event; a value holds from its instant on."""

    row: Feature
    made_at: datetime
    statuses: Log
    targets: Log = field(default_factory=list)
    horizons: Log = field(default_factory=list)
    votes: dict[int, datetime] = field(default_factory=dict)
    sides: set[Side] = field(default_factory=set)
    is_deleted: bool = False


@dataclass
class Diary:
    """All that happened, in plain lists; blockers and actions as [begun, ended (None: not), what else counts]."""

    features: list[InDiary] = field(default_factory=list)
    blockers: list[tuple[Blocker, datetime]] = field(default_factory=list)
    ends: dict[int, datetime] = field(default_factory=dict)
    actions: list[tuple[ActionItem, datetime, date | None]] = field(default_factory=list)
    closed: dict[int, tuple[datetime, ActionState]] = field(default_factory=dict)
    decided: list[datetime] = field(default_factory=list)
    places: list[tuple[datetime, datetime | None, bool]] = field(default_factory=list)


class Weeks:
    """Three weeks of a house, by a seed."""

    def __init__(self, session: Session, house: House, seed: int) -> None:
        self.session, self.house, self.chance, self.diary = session, house, Random(seed), Diary()
        self.people = [house[name] for name in ("Ana", "Ben", "Chi")]

    def live(self, events: int = 120) -> Diary:
        steps: list[Callable[[datetime], None]] = [
            *[self.log] * 3,
            *[self.move] * 6,
            *[self.plan] * 3,
            *[self.vote] * 6,
            *[self.score] * 3,
            self.delete,
            *[self.block] * 2,
            *[self.unblock] * 2,
            *[self.promise] * 2,
            *[self.keep] * 2,
            self.decide,
        ]
        for minute in sorted(self.chance.sample(range(MINUTES), events)):
            self.chance.choice(steps)(FIRST + timedelta(minutes=minute))
        self.answer()
        self.session.flush()
        return self.diary

    def log(self, at: datetime) -> None:
        new = NewFeature(f"Feature {len(self.diary.features)}")
        row = features.log_feature(self.session, self.house.team, new, by=self.someone(), at=at)
        self.diary.features.append(InDiary(row, at, [(at, "new")]))

    def move(self, at: datetime) -> None:
        if one := self.some_feature():
            status = self.chance.choice(list(FeatureStatus))
            features.move_to(self.session, one.row, status, by=self.someone(), at=at)
            one.statuses.append((at, status.value))

    def plan(self, at: datetime) -> None:
        if one := self.some_feature():
            horizon = self.chance.choice([*Horizon, None])
            target = self.chance.choice([None, (at + timedelta(days=self.chance.randint(-2, 9))).date()])
            features.plan(self.session, one.row, horizon, target, by=self.someone(), at=at)
            one.horizons.append((at, horizon or ""))
            one.targets.append((at, target.isoformat() if target else ""))

    def vote(self, at: datetime) -> None:
        one, by = self.some_feature(), self.someone()
        if one is None:
            return
        if by.id in one.votes and self.chance.random() < 0.3:
            features.unvote(self.session, one.row, by=by)
            del one.votes[by.id]
        elif by.id not in one.votes:
            features.vote(self.session, one.row, by=by, at=at)
            one.votes[by.id] = at

    def score(self, at: datetime) -> None:
        if one := self.some_feature():
            side = self.chance.choice(list(Side))
            numbers = {
                Side.PRODUCT: {"reach": 8.0, "impact": 2.0},
                Side.DEVELOPMENT: {"confidence": 80.0, "effort": 1.0},
            }[side]
            features.score(self.session, one.row, side, numbers, by=self.someone(), at=at)
            one.sides.add(side)

    def delete(self, at: datetime) -> None:
        if one := self.some_feature():
            features.delete_feature(self.session, one.row, by=self.someone(), at=at)
            one.is_deleted = True

    def block(self, at: datetime) -> None:
        row = raise_blocker(self.session, self.house.team, "the keys", by=self.someone(), at=at)
        self.diary.blockers.append((row, at))

    def unblock(self, at: datetime) -> None:
        if not self.diary.blockers:
            return
        row, _ = self.chance.choice(self.diary.blockers)
        if row.is_open:
            resolve(self.session, row, by=self.someone(), at=at)
            self.diary.ends[row.id] = at
        elif self.chance.random() < 0.2:
            reopen(self.session, row, by=self.someone(), at=at)
            del self.diary.ends[row.id]

    def promise(self, at: datetime) -> None:
        due = self.chance.choice([None, (at + timedelta(days=self.chance.randint(0, 9))).date()])
        owner = self.chance.choice([None, self.someone()])
        row = new_action_item(self.session, self.house.team, "tidy", owner=owner, due_on=due, by=self.someone(), at=at)
        self.diary.actions.append((row, at, due))

    def keep(self, at: datetime) -> None:
        if self.diary.actions:
            row, _, _ = self.chance.choice(self.diary.actions)
            state = self.chance.choice([ActionState.DONE, ActionState.DROPPED])
            if close_item(self.session, row, state, by=self.someone(), at=at):
                self.diary.closed[row.id] = (at, state)

    def decide(self, at: datetime) -> None:
        decide(self.session, self.house.team, "we ship", by=self.someone(), at=at)
        self.diary.decided.append(at)

    def answer(self) -> None:
        """Every working day has its stand-up; each answers, is late, skips, was not asked, or is silent."""
        days = (FIRST.date() + timedelta(days=n) for n in range(21))
        for day in (day for day in days if day.weekday() < 5):
            now = datetime.combine(day, MONDAY.timetz())
            occurrence = open_occurrence(self.session, self.house.ceremony, self.house.team, day, now=now)
            for person in self.people:
                place = add_participant(self.session, occurrence, self.house.ceremony, self.house.team, person)
                answered_at = place.deadline_at + timedelta(hours=self.chance.randint(-2, 30))
                did = self.chance.choice(["answered", "answered", "silent", "skipped", "not asked"])
                if did == "answered":
                    place.answered_at = answered_at
                elif did == "skipped":
                    place.skipped_at = place.prompt_at
                place.not_asked = did == "not asked"
                counts = did in ("answered", "silent")
                self.diary.places.append((place.deadline_at, answered_at if did == "answered" else None, counts))

    def some_feature(self) -> InDiary | None:
        there = [one for one in self.diary.features if not one.is_deleted]
        return self.chance.choice(there) if there else None

    def someone(self) -> Person:
        return self.chance.choice(self.people)
