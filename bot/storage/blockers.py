"""Blockers: what is in somebody's way, from the answer that said so to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot.domain.blockers import BlockerLine, BlockerState, age_in_workdays
from bot.domain.zones import zone_or
from bot.storage.agendas import show_points_about
from bot.storage.changes import Change, note_change
from bot.storage.numbers import Numbered, next_number
from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within
from bot.storage.teams import Team

__all__ = ["Blocker", "BlockerState"]


class Blocker(Numbered, Row):
    LETTER: ClassVar[str] = "B"

    __tablename__ = "blockers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "raised_by_id"),
        within("people", "owner_id"),
        within("occurrences", "occurrence_id"),
        within("features", "feature_id"),
        Index("ix_blockers_team", "workspace_id", "team_id", "state"),
        Index("ix_blockers_occurrence", "workspace_id", "occurrence_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    text: Mapped[Words]
    # In whose way it is, and who sees to it (the same person until it is assigned).
    raised_by_id: Mapped[Reference]
    owner_id: Mapped[Reference]
    state: Mapped[BlockerState] = mapped_column(String(16))
    # The stand-up in which it was said, if it was.
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    feature_id: Mapped[int | None] = mapped_column(Id)
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(Id)
    resolution: Mapped[Words]

    @property
    def is_open(self) -> bool:
        return self.state != BlockerState.RESOLVED


def hold_blocker(session: Session, blocker: Blocker) -> None:
    """Until the end of the transaction nobody else changes it; what is known of it is read anew."""
    if session.get_bind().dialect.name != "sqlite":  # there a writer is alone anyway
        session.refresh(blocker, with_for_update=True)


def own_blocker(session: Session, person: Person, number: int) -> Blocker | None:
    """The blocker of that number if somebody sees to it, or said in a stand-up that it is in their way."""
    said = and_(Blocker.raised_by_id == person.id, Blocker.occurrence_id.is_not(None))
    return session.scalar(
        select(Blocker).where(
            Blocker.workspace_id == person.workspace_id,
            Blocker.number == number,
            or_(Blocker.owner_id == person.id, said),
        )
    )


def raise_blocker(
    session: Session,
    team: Team,
    text: str,
    *,
    by: Person,
    owner: Person | None = None,
    occurrence_id: int | None = None,
    feature_id: int | None = None,
    at: datetime,
) -> Blocker:
    """A new blocker in the way of `by`, who sees to it unless somebody else is named."""
    blocker = Blocker(
        workspace_id=team.workspace_id,
        team_id=team.id,
        number=next_number(session, team.workspace_id, Blocker),
        text=text,
        raised_by_id=by.id,
        owner_id=(owner or by).id,
        state=BlockerState.OPEN,
        occurrence_id=occurrence_id,
        feature_id=feature_id,
        raised_at=at,
        resolution="",
    )
    session.add(blocker)
    session.flush()
    return blocker


def reword(session: Session, blocker: Blocker, text: str, *, by: Person, at: datetime) -> bool:
    """Say it differently; whether it is different."""
    if text == blocker.text:
        return False
    _note(session, blocker, "text", text, by, at)
    blocker.text = text
    return True


def acknowledge(session: Session, blocker: Blocker, *, by: Person, at: datetime) -> bool:
    """Its owner has seen it and is on it; False when that was said already, or when it is over."""
    return blocker.state == BlockerState.OPEN and _set_state(session, blocker, BlockerState.ACKED, by, at)


def resolve(session: Session, blocker: Blocker, how: str = "", *, by: Person, at: datetime) -> bool:
    """It is out of the way; False when it was already."""
    if not blocker.is_open:
        return False
    blocker.resolved_at, blocker.resolved_by_id, blocker.resolution = at, by.id, how
    return _set_state(session, blocker, BlockerState.RESOLVED, by, at, why=how)


def reopen(session: Session, blocker: Blocker, *, by: Person, at: datetime) -> bool:
    """It is in the way again, as old as it was; False when it still is."""
    if blocker.is_open:
        return False
    blocker.resolved_at, blocker.resolved_by_id, blocker.resolution = None, None, ""
    return _set_state(session, blocker, BlockerState.OPEN, by, at)


def assign(session: Session, blocker: Blocker, owner: Person, *, by: Person, at: datetime) -> Change | None:
    """Have somebody see to it, who has not said yet that they do; None when it is theirs already."""
    if blocker.owner_id == owner.id:
        return None
    before = session.scalars(select(Person.name).where(Person.id == blocker.owner_id)).one()
    change = note_change(session, by, "B", blocker.id, "owner", before=before, after=owner.name, at=at)
    blocker.owner_id = owner.id
    if blocker.is_open:
        blocker.state = BlockerState.ACKED if owner.id == by.id else BlockerState.OPEN
    session.flush()
    return change


def _set_state(
    session: Session, blocker: Blocker, state: BlockerState, by: Person, at: datetime, *, why: str = ""
) -> bool:
    _note(session, blocker, "state", state, by, at, why=why)
    blocker.state = state
    show_points_about(session, blocker.workspace_id, Blocker.LETTER, blocker.number)
    return True


def _note(
    session: Session, blocker: Blocker, what: str, after: str, by: Person, at: datetime, *, why: str = ""
) -> None:
    before = str(getattr(blocker, what))
    note_change(session, by, Blocker.LETTER, blocker.id, what, before=before, after=str(after), why=why, at=at)


def said_in(session: Session, team: Team, occurrence_id: int, person_id: int) -> Blocker | None:
    """The latest blocker that somebody's answer in this occurrence made."""
    return session.scalar(
        select(Blocker)
        .where(
            Blocker.workspace_id == team.workspace_id,
            Blocker.team_id == team.id,
            Blocker.occurrence_id == occurrence_id,
            Blocker.raised_by_id == person_id,
        )
        .order_by(Blocker.number.desc())
        .limit(1)
    )


IS_OPEN = Blocker.state != BlockerState.RESOLVED


def open_blockers(session: Session, team: Team, *, now: datetime) -> list[BlockerLine]:
    """What is in the team's way now, the oldest first."""
    return _lines(session, now, _of_team(team), IS_OPEN)


def open_blockers_in(
    session: Session, teams: Sequence[Team], *, of: Person | None = None, now: datetime
) -> list[BlockerLine]:
    """The same of several teams of one workspace; only those in somebody's way or theirs to see to, if named."""
    if not teams:
        return []
    of_teams = and_(Blocker.workspace_id == teams[0].workspace_id, Blocker.team_id.in_([team.id for team in teams]))
    if of is None:
        return _lines(session, now, of_teams, IS_OPEN)
    return _lines(session, now, of_teams, IS_OPEN, or_(Blocker.raised_by_id == of.id, Blocker.owner_id == of.id))


def blockers_to_wrap_up(
    session: Session, team: Team, occurrence_id: int, *, wrapped_up_at: datetime, now: datetime
) -> list[BlockerLine]:
    """What was said in this occurrence, over or not, and what was open before it was wrapped up."""
    here = Blocker.occurrence_id == occurrence_id
    before = and_(Blocker.raised_at < wrapped_up_at, or_(IS_OPEN, Blocker.resolved_at > wrapped_up_at))
    return _lines(session, now, _of_team(team), or_(here, before))


def blockers_about(session: Session, team: Team, feature_id: int, *, now: datetime) -> list[BlockerLine]:
    """What is or was in a feature's way, the oldest first."""
    return _lines(session, now, _of_team(team), Blocker.feature_id == feature_id)


def blocker_line(session: Session, blocker: Blocker, *, now: datetime) -> BlockerLine:
    """One blocker with its people."""
    session.flush()
    (line,) = _lines(session, now, Blocker.workspace_id == blocker.workspace_id, Blocker.id == blocker.id)
    return line


def _of_team(team: Team) -> ColumnElement[bool]:
    return and_(Blocker.workspace_id == team.workspace_id, Blocker.team_id == team.id)


OWNER, RAISER = aliased(Person), aliased(Person)
LINES = (
    select(
        Blocker.number,
        Blocker.text,
        Blocker.state,
        OWNER.name.label("owner"),
        Blocker.owner_id,
        RAISER.name.label("raised_by"),
        Blocker.raised_by_id,
        Blocker.raised_at,
        Blocker.resolved_at,
        Blocker.team_id,
        Blocker.occurrence_id,
        Blocker.feature_id,
        Team.zone,
    )
    .join(OWNER, OWNER.id == Blocker.owner_id)
    .join(RAISER, RAISER.id == Blocker.raised_by_id)
    .join(Team, Team.id == Blocker.team_id)
    .order_by(Blocker.raised_at, Blocker.number)
)


def _lines(session: Session, now: datetime, *wanted: ColumnElement[bool]) -> list[BlockerLine]:
    """Blockers with their people, in one query."""
    lines = []
    for row in session.execute(LINES.where(*wanted)).mappings():
        columns = dict(row)
        zone = zone_or(columns.pop("zone"), ZoneInfo("UTC"))
        columns["state"] = BlockerState(columns["state"])
        lines.append(BlockerLine(**columns, age=age_in_workdays(row["raised_at"], row["resolved_at"] or now, zone)))
    return lines
