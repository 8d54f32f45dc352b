"""A team's features in a stretch of days: as they stood at its end and at its beginning, with the votes they gained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.week import LIVE, OUT, FeatureFact, Step, as_it_was, first_known
from bot.storage.changes import Change
from bot.storage.features import Feature, FeatureScore, FeatureVote
from bot.storage.people import Person
from bot.storage.teams import Team

# The columns of `Stood`, as history calls them.
FOLLOWED = ("status", "target", "horizon")
Steps = Sequence[tuple[datetime, Step]]


def feature_facts(session: Session, team: Team, first_at: datetime, last_at: datetime) -> tuple[FeatureFact, ...]:
    """Those that can still change or changed since `first_at`, by number; one that was deleted was never there."""
    steps, votes, scored = (
        _steps(session, team, first_at),
        _votes(session, team, first_at, last_at),
        _scored(session, team),
    )
    stretch, nobody = Stretch(first_at, last_at), frozenset[Side]()
    return tuple(
        _fact(row, steps.get(row.id, ()), votes.get(row.id, (0, 0)), scored.get(row.id, nobody), stretch)
        for row in _features(session, team, first_at, last_at)
    )


class Stretch(NamedTuple):
    """From `first_at` up to (and without) `last_at`."""

    first_at: datetime
    last_at: datetime


def _features(session: Session, team: Team, first_at: datetime, last_at: datetime) -> Sequence[Any]:
    return (
        session.connection()
        .execute(
            select(
                Feature.id,
                Feature.number,
                Feature.title,
                Feature.source_link,
                Feature.status,
                Feature.horizon,
                Feature.target_on,
                Feature.created_at,
                Person.name.label("owner"),
            )
            .outerjoin(Person, and_(Person.workspace_id == Feature.workspace_id, Person.id == Feature.owner_id))
            .where(
                *_of(team),
                Feature.created_at < last_at,
                or_(
                    Feature.status.not_in([*LIVE, *OUT]),
                    Feature.status_at >= first_at,
                    Feature.created_at >= first_at,
                ),
            )
            .order_by(Feature.number)
        )
        .all()
    )


def _of(team: Team) -> tuple[Any, ...]:
    return (Feature.workspace_id == team.workspace_id, Feature.team_id == team.id, Feature.deleted_at.is_(None))


def _steps(session: Session, team: Team, first_at: datetime) -> Mapping[int, Steps]:
    """What was changed since, by feature, oldest first: with it any earlier moment can be told from now."""
    rows = session.connection().execute(
        select(Change.subject_id, Change.at, Change.what, Change.before, Change.after)
        .join(Feature, and_(Feature.workspace_id == Change.workspace_id, Feature.id == Change.subject_id))
        .where(
            *_of(team),
            Change.workspace_id == team.workspace_id,
            Change.subject == Feature.LETTER,
            Change.what.in_(FOLLOWED),
            Change.at >= first_at,
        )
        .order_by(Change.at, Change.id)
    )
    found: dict[int, list[tuple[datetime, Step]]] = defaultdict(list)
    for feature_id, at, what, before, after in rows:
        found[feature_id].append((at, Step(what, before, after)))
    return found


def _votes(session: Session, team: Team, first_at: datetime, last_at: datetime) -> Mapping[int, tuple[int, int]]:
    """By feature: votes at the end, and those of the stretch among them."""
    gained = func.sum(case((FeatureVote.at >= first_at, 1), else_=0))
    rows = session.connection().execute(
        select(FeatureVote.feature_id, func.count(), gained)
        .join(Feature, and_(Feature.workspace_id == FeatureVote.workspace_id, Feature.id == FeatureVote.feature_id))
        .where(*_of(team), FeatureVote.at < last_at)
        .group_by(FeatureVote.feature_id)
    )
    return {feature_id: (votes, int(new)) for feature_id, votes, new in rows}


def _scored(session: Session, team: Team) -> Mapping[int, frozenset[Side]]:
    """By feature: the sides that have given their half of its score."""
    product = and_(FeatureScore.side == Side.PRODUCT, FeatureScore.reach.is_not(None), FeatureScore.impact.is_not(None))
    development = and_(
        FeatureScore.side == Side.DEVELOPMENT, FeatureScore.confidence.is_not(None), FeatureScore.effort.is_not(None)
    )
    rows = session.connection().execute(
        select(FeatureScore.feature_id, func.min(FeatureScore.side), func.max(FeatureScore.side))
        .join(Feature, and_(Feature.workspace_id == FeatureScore.workspace_id, Feature.id == FeatureScore.feature_id))
        .where(*_of(team), Feature.status.not_in([*LIVE, *OUT]), or_(product, development))
        .group_by(FeatureScore.feature_id)
    )
    return {feature_id: SIDES[first, last] for feature_id, first, last in rows}


# The sets that the first and the last of the sides by name make.
SIDES = {(first, last): frozenset({Side(first), Side(last)}) for first in Side for last in Side}


def _fact(row: Any, steps: Steps, votes: tuple[int, int], scored_by: frozenset[Side], stretch: Stretch) -> FeatureFact:
    """As it stands; where something was changed since the beginning, as it stood at the end and at the beginning."""
    status, horizon = STATUSES[row.status], HORIZONS.get(row.horizon or "")
    unchanged = FeatureFact(
        ref=f"F-{row.number}",
        title=row.title,
        link=row.source_link,
        status=status,
        was=None if row.created_at >= stretch.first_at else status,
        target_on=row.target_on,
        target_was=row.target_on,
        horizon=horizon,
        horizon_was=horizon,
        owner=row.owner or "",
        votes=votes[0],
        gained=votes[1],
        created_at=row.created_at,
        scored_by=scored_by,
    )
    return _changed(unchanged, steps, stretch) if steps else unchanged


def _changed(now: FeatureFact, steps: Steps, stretch: Stretch) -> FeatureFact:
    since_then = [step for at, step in steps if at >= stretch.last_at]
    within = [step for at, step in steps if at < stretch.last_at]
    target = "" if now.target_on is None else now.target_on.isoformat()
    then = _stood_before(Stood(now.status.value, target, now.horizon or ""), since_then)
    first = _stood_before(then, within)
    return now._replace(
        status=STATUSES[then.status],
        was=None if now.is_new else STATUSES[first.status],
        target_on=_day(then.target),
        target_was=_day(first_known(first.target, within, "target")),
        horizon=HORIZONS.get(then.horizon),
        horizon_was=HORIZONS.get(first_known(first.horizon, within, "horizon")),
        became_launched=any(step.what == "status" and step.after == FeatureStatus.LAUNCHED for step in within),
    )


# Looked up by what is stored: making a member anew, five thousand times, takes longer than the query.
STATUSES = {status.value: status for status in FeatureStatus}
HORIZONS = {horizon.value: horizon for horizon in Horizon}


class Stood(NamedTuple):
    """How a feature stood at one instant, in stored words."""

    status: str
    target: str
    horizon: str


def _stood_before(then: Stood, later: Sequence[Step]) -> Stood:
    return Stood(*(as_it_was(value, later, what) for what, value in zip(FOLLOWED, then, strict=True)))


def _day(stored: str) -> date | None:
    if not stored:
        return None
    with suppress(ValueError):
        return date.fromisoformat(stored)
    return None
