"""A team's features in a stretch of days: as they stood at its end and at its beginning, with the votes they gained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.week import LIVE, NEW_FOR, OUT, FeatureFact, Step, as_it_was, first_known
from bot.storage.changes import Change
from bot.storage.features import Feature, FeatureScore, FeatureVote
from bot.storage.people import Person
from bot.storage.teams import Team

# Columns, as history calls them.
FOLLOWED = ("status", "target", "horizon")
NOBODY = frozenset[Side]()
Steps = Sequence[tuple[int, Step]]
"""Each with the number of its stretch, the first being 1; oldest first."""
Bounds = Sequence[datetime]
"""The instants between which the stretches lie, one after the other, each without its end."""


def feature_facts(session: Session, team: Team, bounds: Bounds) -> list[list[FeatureFact]]:
    """For each stretch, those that could still change or changed since the first, by number.

    One that was deleted was never there. What did not change is looked at once, however many stretches there are.
    """
    session.flush()
    steps, votes, scored = _steps(session, team, bounds), _votes(session, team, bounds), _scored(session, team)
    found: list[list[FeatureFact]] = [[] for _ in bounds[1:]]
    none = [0] * len(bounds)
    for row in _features(session, team, bounds):
        given, *gained = votes.get(row.id, none)
        now = _now(row, given, scored.get(row.id, NOBODY))
        mine = steps.get(row.id, ())
        is_the_same = not (mine or row.born or row.young or any(gained))
        over = now.status in LIVE or now.status in OUT
        for place, stretch in enumerate(found, 1):
            if row.born <= place and not (over and row.settled < place and row.born < place):
                stretch.append(now if is_the_same else _in_stretch(now, row, mine, gained, place))
    return found


def _features(session: Session, team: Team, bounds: Bounds) -> Sequence[Any]:
    """`born` and `settled` are the stretch in which it was asked for and got its status (0: earlier).

    `young` is the number of the last stretch at whose end it was still new.
    """
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
                _how_many(Feature.created_at, bounds).label("born"),
                _how_many(Feature.status_at, bounds).label("settled"),
                _how_many(Feature.created_at, [end - NEW_FOR for end in bounds[1:]]).label("young"),
                Person.name.label("owner"),
            )
            .outerjoin(Person, and_(Person.workspace_id == Feature.workspace_id, Person.id == Feature.owner_id))
            .where(
                *_of(team),
                Feature.created_at < bounds[-1],
                or_(
                    Feature.status.not_in([*LIVE, *OUT]),
                    Feature.status_at >= bounds[0],
                    Feature.created_at >= bounds[0],
                ),
            )
            .order_by(Feature.number)
        )
        .all()
    )


def _how_many(at: InstrumentedAttribute[datetime], instants: Bounds) -> ColumnElement[int]:
    """How many of these instants are not after it: the database compares faster than it hands out a date."""
    return sum((case((at >= instant, 1), else_=0) for instant in instants), start=literal(0))


def _of(team: Team) -> tuple[Any, ...]:
    return (Feature.workspace_id == team.workspace_id, Feature.team_id == team.id, Feature.deleted_at.is_(None))


def _steps(session: Session, team: Team, bounds: Bounds) -> Mapping[int, Steps]:
    """What was changed since, by feature, oldest first: with it any earlier moment can be told from now."""
    rows = session.connection().execute(
        select(Change.subject_id, _how_many(Change.at, bounds), Change.what, Change.before, Change.after)
        .join(Feature, and_(Feature.workspace_id == Change.workspace_id, Feature.id == Change.subject_id))
        .where(
            *_of(team),
            Change.workspace_id == team.workspace_id,
            Change.subject == Feature.LETTER,
            Change.what.in_(FOLLOWED),
            Change.at >= bounds[0],
        )
        .order_by(Change.at, Change.id)
    )
    found: dict[int, list[tuple[int, Step]]] = defaultdict(list)
    for feature_id, place, what, before, after in rows.all():
        found[feature_id].append((place, Step(what, before, after)))
    return found


def _votes(session: Session, team: Team, bounds: Bounds) -> Mapping[int, Sequence[int]]:
    """By feature: all votes up to the end, then those of each stretch among them."""
    within = [func.sum(case((_between(FeatureVote.at, *ends), 1), else_=0)) for ends in pairwise(bounds)]
    rows = session.connection().execute(
        select(FeatureVote.feature_id, func.count(), *within)
        .join(Feature, and_(Feature.workspace_id == FeatureVote.workspace_id, Feature.id == FeatureVote.feature_id))
        .where(*_of(team), FeatureVote.at < bounds[-1])
        .group_by(FeatureVote.feature_id)
    )
    return {row[0]: [int(count) for count in row[1:]] for row in rows.all()}


def _between(at: InstrumentedAttribute[datetime], first_at: datetime, last_at: datetime) -> ColumnElement[bool]:
    return and_(at >= first_at, at < last_at)


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
    return {feature_id: SIDES[first, last] for feature_id, first, last in rows.all()}


# The sets that the first and the last of the sides by name make.
SIDES = {(first, last): frozenset({Side(first), Side(last)}) for first in Side for last in Side}


def _now(row: Any, votes: int, scored_by: frozenset[Side]) -> FeatureFact:
    """As it stands now, as one that was there all the time and for which nobody voted lately."""
    status, horizon = STATUSES[row.status], HORIZONS.get(row.horizon or "")
    return FeatureFact(
        ref=f"F-{row.number}",
        title=row.title,
        link=row.source_link,
        status=status,
        was=status,
        target_on=row.target_on,
        target_was=row.target_on,
        horizon=horizon,
        horizon_was=horizon,
        owner=row.owner or "",
        votes=votes,
        is_untouched=True,
        scored_by=scored_by,
    )


def _in_stretch(now: FeatureFact, row: Any, steps: Steps, gained: Sequence[int], place: int) -> FeatureFact:
    """As it stood at the end of one stretch (the first is 1) and at its beginning."""
    changed: dict[str, Any] = _changed(now, steps, place) if steps else {}
    if row.born == place:
        changed["was"] = None
    return now._replace(
        votes=now.votes - sum(gained[place:]),
        gained=gained[place - 1],
        is_untouched=row.young < place,
        **changed,
    )


def _changed(now: FeatureFact, steps: Steps, place: int) -> dict[str, Any]:
    """What of it was another at the end of that stretch, or at its beginning."""
    within = [step for stretch, step in steps if stretch == place]
    target = "" if now.target_on is None else now.target_on.isoformat()
    stored = {"status": now.status.value, "target": target, "horizon": now.horizon or ""}
    then = as_it_was(stored, [step for stretch, step in steps if stretch > place])
    first = as_it_was(then, within)
    return {
        "status": STATUSES[then["status"]],
        "was": STATUSES[first["status"]],
        "target_on": _day(then["target"]),
        "target_was": _day(first_known(first["target"], within, "target")),
        "horizon": HORIZONS.get(then["horizon"]),
        "horizon_was": HORIZONS.get(first_known(first["horizon"], within, "horizon")),
        "became_launched": any(step.what == "status" and step.after == FeatureStatus.LAUNCHED for step in within),
    }


# Looked up by what is stored: making a member anew, five thousand times, takes longer than the query.
STATUSES = {status.value: status for status in FeatureStatus}
HORIZONS = {horizon.value: horizon for horizon in Horizon}


def _day(stored: str) -> date | None:
    if not stored:
        return None
    with suppress(ValueError):
        return date.fromisoformat(stored)
    return None
