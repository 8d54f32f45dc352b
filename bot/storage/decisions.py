"""Decisions: what a team settled, when, and about what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import ClassVar

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.cadence import ONE_DAY, instant
from bot.storage.ceremonies import team_zone
from bot.storage.numbers import Numbered, next_number
from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within
from bot.storage.teams import Team


class Decision(Numbered, Row):
    LETTER: ClassVar[str] = "D"

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "by_id"),
        within("occurrences", "occurrence_id"),
        within("features", "feature_id"),
        Index("ix_decisions_team", "workspace_id", "team_id", "at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    text: Mapped[Words]
    by_id: Mapped[Reference]
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    feature_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]


Decided = tuple[Decision, Person]
"""A decision with the person who wrote it down."""


def decide(
    session: Session,
    team: Team,
    text: str,
    *,
    occurrence_id: int | None = None,
    feature_id: int | None = None,
    by: Person,
    at: datetime,
) -> Decision:
    """Keep what the team settled, in the meeting that goes on if there is one."""
    decision = Decision(
        workspace_id=team.workspace_id,
        team_id=team.id,
        number=next_number(session, team.workspace_id, Decision),
        text=text,
        by_id=by.id,
        occurrence_id=occurrence_id,
        feature_id=feature_id,
        at=at,
    )
    session.add(decision)
    session.flush()
    return decision


def decisions_between(session: Session, team: Team, first: date, last: date) -> Sequence[Decided]:
    """What the team decided on these days of its own, both included; oldest first."""
    zone = team_zone(team)
    begin, end = instant(first, time(0), zone), instant(last + ONE_DAY, time(0), zone)
    return _decided(session, _of_team(team), Decision.at >= begin, Decision.at < end)


def decisions_in(session: Session, team: Team, occurrence_id: int) -> Sequence[Decided]:
    """What was decided in one meeting; oldest first."""
    return _decided(session, _of_team(team), Decision.occurrence_id == occurrence_id)


def latest_decisions(session: Session, team: Team, *, offset: int = 0, limit: int = 10) -> Sequence[Decided]:
    """Newest first."""
    rows = session.execute(
        _WITH_PEOPLE.where(_of_team(team)).order_by(Decision.number.desc()).offset(offset).limit(limit)
    )
    return [(decision, person) for decision, person in rows]


def count_decisions(session: Session, team: Team) -> int:
    return session.scalar(select(func.count()).select_from(Decision).where(_of_team(team))) or 0


_WITH_PEOPLE = select(Decision, Person).join(
    Person, and_(Person.workspace_id == Decision.workspace_id, Person.id == Decision.by_id)
)


def _of_team(team: Team) -> ColumnElement[bool]:
    return and_(Decision.workspace_id == team.workspace_id, Decision.team_id == team.id)


def _decided(session: Session, *where: ColumnElement[bool]) -> Sequence[Decided]:
    rows = session.execute(_WITH_PEOPLE.where(*where).order_by(Decision.at, Decision.number))
    return [(decision, person) for decision, person in rows]
