"""Product teams: a channel, a zone, and the people in it with their roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BindParameter, Index, String, UniqueConstraint, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import Refusal
from bot.storage.people import Person
from bot.storage.schema import InWorkspace, Key, Reference, Row, SlackId, Words, within
from bot.storage.workspaces import is_installed


class Role(StrEnum):
    """What somebody is in a team (product.md §2.4)."""

    VIEWER = "viewer"
    MEMBER = "member"
    LEAD = "lead"
    PM = "pm"


# Either of them can change what the team holds; a team keeps one.
MAY_LEAD = (Role.LEAD, Role.PM)


class Roster(StrEnum):
    """How far the reading of a team's channel is.

    `waits` is for an invitation, `asks` for a person to say yes, because the channel is large.
    """

    WANTED = "wanted"
    WAITS = "waits"
    ASKS = "asks"
    READ = "read"


class Team(Row):
    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "channel"),
        within("people", "created_by"),
        Index("ix_teams_roster", "roster"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    name: Mapped[Words]
    channel: Mapped[SlackId]
    zone: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[Reference]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    roster: Mapped[Roster] = mapped_column(String(16))
    # A large channel is taken in whole only after somebody said so.
    takes_large_roster: Mapped[bool] = mapped_column(default=False)

    # In real time: when to try again after Slack did not answer.
    roster_not_before: Mapped[datetime | None]

    def want_roster(self) -> None:
        """Have the channel read (again) by the job."""
        self.roster, self.roster_not_before = Roster.WANTED, None


class Membership(Row):
    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "team_id", "person_id"),
        within("teams", "team_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    team_id: Mapped[Reference]
    person_id: Mapped[Reference]
    role: Mapped[Role] = mapped_column(String(16))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


def team_of_channel(session: Session, workspace_id: int, channel: str) -> Team | None:
    return session.scalar(
        select(Team).where(Team.workspace_id == workspace_id, Team.channel == channel, Team.archived_at.is_(None))
    )


def make_team(session: Session, *, by: Person, channel: str, name: str, zone: str, at: datetime) -> Team:
    """A new team of a channel; who makes it leads it, and the job reads everybody else from the channel."""
    team = session.scalar(select(Team).where(Team.workspace_id == by.workspace_id, Team.channel == channel))
    if team is None:
        team = Team(workspace_id=by.workspace_id, channel=channel, created_by=by.id, created_at=at)
        session.add(team)
    team.name, team.zone, team.roster, team.archived_at = name, zone, Roster.WANTED, None
    session.flush()
    join_team(session, team, by, role=Role.LEAD, at=at)
    return team


def join_team(session: Session, team: Team, person: Person, *, role: Role = Role.MEMBER, at: datetime) -> Membership:
    """Take a person in (again); somebody who is in already keeps their role, unless the new one is a lead's."""
    membership = membership_of(session, team, person.id)
    if membership is None:
        membership = Membership(
            workspace_id=team.workspace_id, team_id=team.id, person_id=person.id, role=role, joined_at=at
        )
        session.add(membership)
    elif membership.left_at is not None:
        membership.left_at, membership.role, membership.joined_at = None, role, at
    elif role == Role.LEAD:
        membership.role = role
    session.flush()
    return membership


def membership_of(session: Session, team: Team, person_id: int) -> Membership | None:
    """A person's membership, also one that has ended."""
    return session.scalar(
        select(Membership).where(
            Membership.workspace_id == team.workspace_id,
            Membership.team_id == team.id,
            Membership.person_id == person_id,
        )
    )


def team_people(session: Session, team: Team) -> Sequence[tuple[Person, Role]]:
    """Who is in the team now, by name, with their role."""
    rows = session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.workspace_id == team.workspace_id,
            Membership.team_id == team.id,
            Membership.left_at.is_(None),
            Person.is_deactivated.is_(False),
        )
        .order_by(Person.name, Person.id)
    )
    return [(person, Role(role)) for person, role in rows]


def set_role(session: Session, team: Team, person: Person, role: Role) -> Membership | None:
    """Give somebody in the team another role; None when they have it already. Raises LastLead."""
    # Two leads who demote each other at the same moment come one after the other.
    session.execute(select(Team.id).where(Team.workspace_id == team.workspace_id, Team.id == team.id).with_for_update())
    membership = membership_of(session, team, person.id)
    if membership is None or membership.role == role:
        return None
    if role not in MAY_LEAD:
        _keep_one(session, team, person)
    membership.role = role
    session.flush()
    return membership


def _keep_one(session: Session, team: Team, person: Person) -> None:
    """Refuse to demote the last lead, and where nobody leads the last product manager (product.md, F41)."""
    people = team_people(session, team)
    leads = [one.id for one, has in people if has == Role.LEAD]
    if leads == [person.id] or (not leads and [one.id for one, has in people if has == Role.PM] == [person.id]):
        raise LastLead(name=person.name, team=team.name)


class LastLead(Refusal):
    """{name} is the last who leads {team}, and a team needs somebody who does. Make somebody else a lead first."""


def has_lead(session: Session, team: Team) -> bool:
    return any(role == Role.LEAD for _, role in team_people(session, team))


def teams_of_person(session: Session, person: Person) -> Sequence[Team]:
    return session.scalars(
        select(Team)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.workspace_id == person.workspace_id,
            Membership.person_id == person.id,
            Membership.left_at.is_(None),
            Team.archived_at.is_(None),
        )
        .order_by(Team.name)
    ).all()


def leave_team(session: Session, team: Team, person_ids: Iterable[int], *, at: datetime) -> None:
    for person_id in person_ids:
        membership = membership_of(session, team, person_id)
        if membership is not None and membership.left_at is None:
            membership.left_at = at


REAL_NOW: BindParameter[datetime] = bindparam("real_now")
IS_WANTED = (
    is_installed(Team.workspace_id),
    Team.roster == Roster.WANTED,
    Team.archived_at.is_(None),
    or_(Team.roster_not_before.is_(None), Team.roster_not_before <= REAL_NOW),
)
ROSTERS_WANTED = select(Team).where(*IS_WANTED).order_by(Team.id)
# See due.py.
HOW_MANY = select(func.count()).select_from(Team).where(*IS_WANTED)


def rosters_wanted(session: Session, *, real_now: datetime, limit: int = 20) -> Sequence[Team]:
    """Teams whose channel is to be read now."""
    return session.scalars(ROSTERS_WANTED.limit(limit), {"real_now": real_now}).all()
