"""Features to read: lines of lists with votes and scores, counted in one query each, and all about one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.listed import FeatureLine
from bot.domain.features.score import NAMES_OF, Half, Score
from bot.domain.text import plain
from bot.storage.features import Feature, FeatureScore, FeatureVote
from bot.storage.people import Person
from bot.storage.teams import Team

AUTHOR, OWNER = aliased(Person), aliased(Person)
LINES = (
    select(
        Feature.id,
        Feature.number,
        Feature.title,
        Feature.area,
        Feature.status,
        Feature.status_at,
        Feature.horizon,
        Feature.target_on,
        Feature.author_id,
        AUTHOR.name.label("author"),
        Feature.owner_id,
        OWNER.name.label("owner"),
        Feature.created_at,
    )
    .join(AUTHOR, and_(AUTHOR.workspace_id == Feature.workspace_id, AUTHOR.id == Feature.author_id))
    .outerjoin(OWNER, and_(OWNER.workspace_id == Feature.workspace_id, OWNER.id == Feature.owner_id))
    .order_by(Feature.number)
)


def features_of(session: Session, team: Team, statuses: Iterable[FeatureStatus] | None = None) -> list[FeatureLine]:
    """The team's features in these statuses (all of them if none are named), by number, with votes and scores."""
    here = [_of(team)]
    if statuses is not None:
        here.append(Feature.status.in_(list(statuses)))
    return _lines(session, team.workspace_id, *here)


def feature_line(session: Session, feature: Feature) -> FeatureLine:
    """One feature as lists show it."""
    session.flush()
    (line,) = _lines(session, feature.workspace_id, Feature.workspace_id == feature.workspace_id, _is(feature))
    return line


def features_of_person(
    session: Session, person: Person, teams: Sequence[Team], *, limit: int = 50
) -> list[FeatureLine]:
    """What somebody asked for or owns in these teams, the newest first."""
    if not teams:
        return []
    mine = (Feature.author_id == person.id) | (Feature.owner_id == person.id)
    here = (Feature.team_id.in_([team.id for team in teams]), Feature.deleted_at.is_(None), mine)
    lines = _lines(session, person.workspace_id, Feature.workspace_id == person.workspace_id, *here)
    return lines[::-1][:limit]


def newest_ref(session: Session, team: Team) -> str:
    """A reference that exists, for examples; F-1 while there is none."""
    number = session.scalar(select(func.max(Feature.number)).where(_of(team)))
    return f"F-{number or 1}"


def voters(session: Session, feature: Feature) -> list[str]:
    """Who wants it, by name, the first to vote first."""
    names = (
        select(Person.name)
        .join(FeatureVote, and_(FeatureVote.workspace_id == Person.workspace_id, FeatureVote.person_id == Person.id))
        .where(FeatureVote.workspace_id == feature.workspace_id, FeatureVote.feature_id == feature.id)
        .order_by(FeatureVote.at, FeatureVote.id)
    )
    return list(session.scalars(names))


def _of(team: Team) -> ColumnElement[bool]:
    return and_(Feature.workspace_id == team.workspace_id, Feature.team_id == team.id, Feature.deleted_at.is_(None))


def _is(feature: Feature) -> ColumnElement[bool]:
    return Feature.id == feature.id


def _lines(session: Session, workspace_id: int, *here: ColumnElement[bool]) -> list[FeatureLine]:
    rows = session.execute(LINES.where(*here)).mappings().all()
    if not rows:
        return []
    votes, scores = _votes(session, workspace_id, *here), _scores(session, workspace_id, *here)
    return [_line(row, votes.get(row["id"], 0), scores.get(row["id"], ())) for row in rows]


def _line(row: Mapping[Any, Any], votes: int, halves: Sequence[Half]) -> FeatureLine:
    columns = {str(name): value for name, value in row.items()}
    columns["status"] = FeatureStatus(columns["status"])
    columns["horizon"] = None if columns["horizon"] is None else Horizon(columns["horizon"])
    return FeatureLine(**columns, votes=votes, score=Score(tuple(halves)))


def _votes(session: Session, workspace_id: int, *here: ColumnElement[bool]) -> dict[int, int]:
    rows = session.execute(
        select(FeatureVote.feature_id, func.count())
        .join(Feature, and_(Feature.workspace_id == FeatureVote.workspace_id, Feature.id == FeatureVote.feature_id))
        .where(FeatureVote.workspace_id == workspace_id, *here)
        .group_by(FeatureVote.feature_id)
    )
    return {feature_id: count for feature_id, count in rows}


def _scores(session: Session, workspace_id: int, *here: ColumnElement[bool]) -> dict[int, list[Half]]:
    """All halves by feature; one that lacks a number is none."""
    rows = session.execute(
        select(
            FeatureScore.feature_id,
            FeatureScore.side,
            Person.name,
            FeatureScore.reach,
            FeatureScore.impact,
            FeatureScore.confidence,
            FeatureScore.effort,
            FeatureScore.at,
        )
        .join(Feature, and_(Feature.workspace_id == FeatureScore.workspace_id, Feature.id == FeatureScore.feature_id))
        .join(Person, and_(Person.workspace_id == FeatureScore.workspace_id, Person.id == FeatureScore.person_id))
        .where(FeatureScore.workspace_id == workspace_id, *here)
        .order_by(FeatureScore.at, FeatureScore.id)
    )
    found: defaultdict[int, list[Half]] = defaultdict(list)
    for row in rows:
        numbers = {name: getattr(row, name) for name in NAMES_OF[Side(row.side)]}
        if None not in numbers.values():
            found[row.feature_id].append(Half(Side(row.side), row.name, numbers, row.at))
    return found


def texts_of(session: Session, team: Team) -> list[tuple[int, str]]:
    """All that is written about each of the team's features, by its id; the newest first."""
    rows = session.execute(
        select(Feature.id, Feature.title, Feature.details, Feature.area, Feature.source_text)
        .where(_of(team))
        .order_by(Feature.number.desc())
    )
    return [(row.id, plain("\n".join([row.title, row.details, row.area, row.source_text]))) for row in rows]


def lines_of(session: Session, team: Team, ids: Sequence[int]) -> list[FeatureLine]:
    """These features of the team, in this order."""
    found = {line.id: line for line in _lines(session, team.workspace_id, _of(team), Feature.id.in_(ids))}
    return [found[one] for one in ids if one in found]


def details_of(session: Session, team: Team) -> dict[int, tuple[str, str]]:
    """Details and the address of the message in which it was asked for, of each of the team's features by its id."""
    rows = session.execute(select(Feature.id, Feature.details, Feature.source_link).where(_of(team)))
    return {row.id: (plain(row.details), row.source_link) for row in rows}
