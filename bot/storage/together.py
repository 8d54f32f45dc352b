"""Ceremonies that a team holds together, at one instant for all: retros, meetings, digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.cadence import Due, local_day, upcoming
from bot.domain.zones import zone_or
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.people import Person
from bot.storage.teams import Team


def series(session: Session, team: Team, kind: str) -> Sequence[Ceremony]:
    """The team's series of that kind which go on, by name."""
    return session.scalars(
        select(Ceremony)
        .where(
            Ceremony.workspace_id == team.workspace_id,
            Ceremony.team_id == team.id,
            Ceremony.kind == kind,
            Ceremony.ended_at.is_(None),
        )
        .order_by(Ceremony.name, Ceremony.id)
    ).all()


def new_series(
    session: Session,
    kind: str,
    team: Team,
    name: str,
    *,
    at: time = time(9, 0),
    zone: str | None = None,
    weekdays: frozenset[int] = frozenset(),
    every: int = 1,
    post_before: timedelta | None = None,
    length: timedelta | None = None,
    options: dict[str, Any] | None = None,
    by: Person,
    now: datetime,
) -> Ceremony:
    """A new series. No zone means the team's; without weekdays it is held only when somebody starts it."""
    ceremony = Ceremony(
        workspace_id=team.workspace_id,
        team_id=team.id,
        kind=kind,
        name=name,
        owner_id=by.id,
        at=at,
        zone=zone,
        weekdays=weekdays,
        every=every,
        anchor=local_day(now, team_zone(team)),
        follows_team=True,
        post_before_min=_minutes(post_before),
        length_min=_minutes(length),
        options=options,
        created_at=now,
    )
    session.add(ceremony)
    aim(ceremony, team, after=now)
    session.flush()
    return ceremony


def _minutes(duration: timedelta | None) -> int | None:
    return None if duration is None else int(duration.total_seconds()) // 60


def acts_before(ceremony: Ceremony) -> timedelta:
    """How long before its time the bot acts."""
    return timedelta(minutes=ceremony.post_before_min or 0)


def aim(ceremony: Ceremony, team: Team, *, after: datetime, last_day: date | None = None) -> None:
    """Aim at the next instant when the bot has to act, for a day after `last_day`; at none without weekdays."""
    if not ceremony.weekdays or ceremony.ended_at is not None:
        ceremony.next_day = ceremony.next_at = None
        return
    due = next(
        due
        for due in upcoming(ceremony.cadence, zone_of(ceremony, team), after=after)
        if due.at - acts_before(ceremony) > after and (last_day is None or due.day > last_day)
    )
    ceremony.next_day, ceremony.next_at = due.day, due.at - acts_before(ceremony)


def dues_until(ceremony: Ceremony, team: Team, *, now: datetime) -> list[Due]:
    """All for which the bot should have acted by now, oldest first; `at` is when it should have."""
    if ceremony.next_day is None or ceremony.next_at is None or ceremony.next_at > now:
        return []
    before = acts_before(ceremony)
    later = upcoming(ceremony.cadence, zone_of(ceremony, team), after=ceremony.next_at + before)
    acting = (Due(due.day, due.at - before) for due in later)
    return [Due(ceremony.next_day, ceremony.next_at), *takewhile(lambda due: due.at <= now, acting)]


def zone_of(ceremony: Ceremony, team: Team) -> ZoneInfo:
    return zone_or(ceremony.zone, team_zone(team))


def hold_together(
    session: Session,
    ceremony: Ceremony,
    day: date,
    *,
    opens_at: datetime,
    closes_at: datetime,
    next_at: datetime | None,
    now: datetime,
    state: OccurrenceState = OccurrenceState.OPEN,
) -> Occurrence:
    """A new occurrence of that day, a second one of the day beside the first. `next_at`: when the clock looks at it.

    The ceremony's row is locked first, so that replicas come one after the other: look for what is there after that.
    """
    lock(session, ceremony)
    already = session.scalar(
        select(func.count()).where(
            Occurrence.workspace_id == ceremony.workspace_id,
            Occurrence.ceremony_id == ceremony.id,
            Occurrence.day == day,
        )
    )
    occurrence = Occurrence(
        workspace_id=ceremony.workspace_id,
        ceremony_id=ceremony.id,
        day=day,
        slot=str(already + 1) if already else "",
        state=state,
        opens_at=opens_at,
        closes_at=closes_at,
        next_at=next_at,
        created_at=now,
    )
    session.add(occurrence)
    session.flush()
    return occurrence


def lock(session: Session, ceremony: Ceremony) -> None:
    """Until the end of the transaction nobody else opens an occurrence of it."""
    session.execute(select(Ceremony.id).where(Ceremony.id == ceremony.id).with_for_update())


def occurrences_between(session: Session, ceremony: Ceremony, first: date, last: date) -> Sequence[Occurrence]:
    """Those of these days, oldest first."""
    return session.scalars(
        select(Occurrence)
        .where(
            Occurrence.workspace_id == ceremony.workspace_id,
            Occurrence.ceremony_id == ceremony.id,
            Occurrence.day.between(first, last),
        )
        .order_by(Occurrence.day, Occurrence.id)
    ).all()
