"""Ceremonies: the series that teams hold, who takes part, and when each of them is due next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Index, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.ceremonies import KINDS
from bot.domain.cadence import Cadence, Due, local_day, next_due, upcoming
from bot.domain.standups import NewStandup
from bot.domain.zones import zone_or
from bot.storage.glimpses import columns_of, glimpse
from bot.storage.hoisted import Hoisted
from bot.storage.people import Person
from bot.storage.schema import InWorkspace, Key, Reference, Row, Words, within
from bot.storage.teams import Team, join_team


class Ceremony(Row):
    __tablename__ = "ceremonies"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("teams", "team_id"),
        within("people", "owner_id"),
        Index("ix_ceremonies_team", "workspace_id", "team_id"),
        Index("ix_ceremonies_next_at", "next_at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    team_id: Mapped[Reference]
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[Words]
    owner_id: Mapped[Reference]
    # The cadence; no zone means each member's own.
    at: Mapped[time]
    zone: Mapped[str | None] = mapped_column(String(64))
    weekdays: Mapped[frozenset[int]]
    every: Mapped[int]
    anchor: Mapped[date | None]
    # Either a wall time in the team's zone, or so long after the prompt.
    closes_at: Mapped[time | None]
    closes_after_min: Mapped[int | None]
    remind_before_min: Mapped[int | None]
    # Whether it takes in whoever joins the team; named people only otherwise.
    follows_team: Mapped[bool]
    # For kinds that a team holds together: when the bot has to act next, and the day of the ceremony that this is for.
    next_day: Mapped[date | None]
    next_at: Mapped[datetime | None]
    # How long before its time the bot acts, and how long it lasts.
    post_before_min: Mapped[int | None]
    length_min: Mapped[int | None]
    # What only its own kind understands (`format`, `mode` of a retro), and from when to when it was last paused.
    options: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # Slack does not let us post there (its error code): nothing is asked or posted until somebody puts that right.
    paused_at: Mapped[datetime | None]
    paused_for: Mapped[str | None] = mapped_column(String(64))

    @property
    def cadence(self) -> Cadence:
        return Cadence(at=self.at, zone=self.zone, weekdays=self.weekdays, every=self.every, anchor=self.anchor)

    @property
    def close(self) -> time | timedelta:
        return self.closes_at if self.closes_at is not None else timedelta(minutes=self.closes_after_min or 0)


class CeremonyMember(Row):
    """Somebody who takes part from occurrence to occurrence; `next_at` is the instant of their next prompt."""

    __tablename__ = "ceremony_members"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "ceremony_id", "person_id"),
        within("ceremonies", "ceremony_id"),
        within("people", "person_id"),
        Index("ix_ceremony_members_next_at", "next_at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    ceremony_id: Mapped[Reference]
    person_id: Mapped[Reference]
    next_day: Mapped[date | None]
    next_at: Mapped[datetime | None]
    last_day: Mapped[date | None]
    left_at: Mapped[datetime | None]

    def takes_part_on(self, day: date) -> bool:
        """Not on days whose time had passed when they joined."""
        return (self.next_day is not None and self.next_day <= day) or (
            self.last_day is not None and self.last_day >= day
        )

    def aim(self, due: Due) -> None:
        self.next_day, self.next_at = due.day, due.at


def new_ceremony(session: Session, kind: str, team: Team, wanted: NewStandup, *, by: Person, now: datetime) -> Ceremony:
    """A new series, as its words were read; nobody takes part yet."""
    close = wanted.close
    ceremony = Ceremony(
        workspace_id=team.workspace_id,
        team_id=team.id,
        kind=kind,
        name=wanted.name,
        owner_id=by.id,
        at=wanted.at,
        zone=wanted.zone,
        weekdays=wanted.weekdays,
        every=wanted.every,
        anchor=local_day(now, member_zone(by, team)),
        closes_at=close if isinstance(close, time) else None,
        closes_after_min=_minutes(close) if isinstance(close, timedelta) else None,
        remind_before_min=_minutes(wanted.remind) if isinstance(wanted.remind, timedelta) else None,
        follows_team=not wanted.people,
        created_at=now,
    )
    session.add(ceremony)
    session.flush()
    return ceremony


def _minutes(duration: timedelta) -> int:
    return int(duration.total_seconds()) // 60


def ceremonies_with(session: Session, person: Person) -> Sequence[tuple[Ceremony, Team]]:
    """The ceremonies that somebody takes part in, with their teams, by name."""
    return [(ceremony, team) for _, ceremony, team in places_of(session, person)]


PLACES = Hoisted(
    columns_of(CeremonyMember, Ceremony, Team)
    .join(Ceremony, CeremonyMember.ceremony_id == Ceremony.id)
    .join(Team, Team.id == Ceremony.team_id)
    .where(
        Ceremony.workspace_id == bindparam("workspace_id"),
        Ceremony.ended_at.is_(None),
        Team.archived_at.is_(None),
        CeremonyMember.person_id == bindparam("person_id"),
        CeremonyMember.left_at.is_(None),
    )
    .order_by(Team.name, Ceremony.name)
)


def places_of(session: Session, person: Person) -> Sequence[tuple[CeremonyMember, Ceremony, Team]]:
    """The same with the person's place in each; to look at."""
    wanted = {"workspace_id": person.workspace_id, "person_id": person.id}
    rows = glimpse(session, PLACES, wanted, CeremonyMember, Ceremony, Team)
    return [(member, ceremony, team) for member, ceremony, team in rows]


def ceremonies_of(session: Session, team: Team) -> Sequence[Ceremony]:
    """The team's ceremonies in which each answers at their own time, those that go on, by name."""
    return session.scalars(
        select(Ceremony)
        .where(
            Ceremony.workspace_id == team.workspace_id,
            Ceremony.team_id == team.id,
            Ceremony.ended_at.is_(None),
            Ceremony.kind.in_(kind.slug for kind in KINDS.values() if not kind.together),
        )
        .order_by(Ceremony.name, Ceremony.id)
    ).all()


def members_of(session: Session, ceremony: Ceremony) -> Sequence[tuple[CeremonyMember, Person]]:
    """Who takes part now, by name."""
    rows = session.execute(
        select(CeremonyMember, Person)
        .join(Person, Person.id == CeremonyMember.person_id)
        .where(
            CeremonyMember.workspace_id == ceremony.workspace_id,
            CeremonyMember.ceremony_id == ceremony.id,
            CeremonyMember.left_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return [(member, person) for member, person in rows]


def take_part(session: Session, ceremony: Ceremony, team: Team, person: Person, *, now: datetime) -> CeremonyMember:
    """Have a person take part from the next occurrence on (no effect on somebody who already does)."""
    member = session.scalar(
        select(CeremonyMember).where(
            CeremonyMember.workspace_id == ceremony.workspace_id,
            CeremonyMember.ceremony_id == ceremony.id,
            CeremonyMember.person_id == person.id,
        )
    )
    if member is not None and member.left_at is None:
        return member
    if member is None:
        member = CeremonyMember(workspace_id=ceremony.workspace_id, ceremony_id=ceremony.id, person_id=person.id)
        session.add(member)
    member.left_at = None
    member.aim(first_due(ceremony, member_zone(person, team), after=now, last_day=member.last_day))
    session.flush()
    return member


def take_in(session: Session, team: Team, person: Person, *, now: datetime) -> None:
    """Into the team, and into those of its ceremonies that take in whoever joins it."""
    join_team(session, team, person, at=now)
    for ceremony in ceremonies_of(session, team):
        if ceremony.follows_team:
            take_part(session, ceremony, team, person, now=now)


def leave_ceremony(session: Session, ceremony: Ceremony, person: Person, *, at: datetime) -> None:
    """From the next occurrence on they are not asked any more; what they answered stays."""
    for member, other in members_of(session, ceremony):
        if other.id == person.id:
            member.left_at, member.next_at = at, None


def first_due(ceremony: Ceremony, zone: ZoneInfo, *, after: datetime, last_day: date | None) -> Due:
    """The first occurrence of a newcomer: never one whose time has passed, never a second of one day."""
    return next(due for due in upcoming(ceremony.cadence, zone, after=after) if last_day is None or due.day > last_day)


def end_ceremony(session: Session, ceremony: Ceremony, *, at: datetime) -> None:
    """No further occurrences; answers stay."""
    ceremony.ended_at, ceremony.next_at = at, None
    for member, _ in members_of(session, ceremony):
        member.next_at = None


def member_zone(person: Person, team: Team) -> ZoneInfo:
    """A person's own zone; the team's where Slack tells none that we know."""
    return zone_or(person.zone, team_zone(team))


def team_zone(team: Team) -> ZoneInfo:
    return zone_or(team.zone, ZoneInfo("UTC"))


def next_dues(ceremony: Ceremony, zone: ZoneInfo, *, after: datetime, count: int = 3) -> list[Due]:
    return list(islice(upcoming(ceremony.cadence, zone, after=after), count))


def aim_again(session: Session, person: Person, *, now: datetime) -> None:
    """Their zone has changed: the next prompts follow it, never twice on one local day and never lost."""
    rows = session.execute(
        select(CeremonyMember, Ceremony, Team)
        .join(Ceremony, Ceremony.id == CeremonyMember.ceremony_id)
        .join(Team, Team.id == Ceremony.team_id)
        .where(
            CeremonyMember.workspace_id == person.workspace_id,
            CeremonyMember.person_id == person.id,
            CeremonyMember.left_at.is_(None),
            Ceremony.ended_at.is_(None),
        )
    )
    for member, ceremony, team in rows:
        member.aim(next_due(ceremony.cadence, member_zone(person, team), now=now, last_day=member.last_day))
