"""What somebody takes part in: their own stand-ups, and what their teams hold together, each with its next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.cadence import local_day, upcoming
from bot.storage.ceremonies import Ceremony, ceremonies_with, member_zone, next_dues
from bot.storage.digests import is_paused
from bot.storage.permissions import Actor
from bot.storage.summaries import my_teams
from bot.storage.teams import Team
from bot.storage.together import zone_of
from bot.storage.week import days_off

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    """A series of a team; `next_at` is None while it is paused, or held only when somebody begins it."""

    ceremony: Ceremony
    team: Team
    next_at: datetime | None


def held_with(session: Session, actor: Actor, *, now: datetime) -> list[Held]:
    """Team by team, what comes next first. Of guests only that in which they are asked themselves."""
    person = actor.person
    own = [
        Held(ceremony, team, _own_next_at(ceremony, member_zone(person, team), now))
        for ceremony, team in ceremonies_with(session, person)
    ]
    together = [
        Held(ceremony, team, _next_at(session, ceremony, team, now))
        for team in my_teams(session, actor)
        for ceremony in _held_together(session, team)
    ]
    return sorted([*own, *together], key=lambda one: (one.team.name, one.team.id, one.next_at or NEVER))


def _own_next_at(ceremony: Ceremony, zone: ZoneInfo, now: datetime) -> datetime | None:
    return None if ceremony.paused_at is not None else next_dues(ceremony, zone, after=now, count=1)[0].at


def _held_together(session: Session, team: Team) -> list[Ceremony]:
    kinds = [kind.slug for kind in KINDS.values() if kind.together]
    here = (Ceremony.workspace_id == team.workspace_id, Ceremony.team_id == team.id, Ceremony.kind.in_(kinds))
    return list(session.scalars(select(Ceremony).where(*here, Ceremony.ended_at.is_(None)).order_by(Ceremony.id)))


def _next_at(session: Session, ceremony: Ceremony, team: Team, now: datetime) -> datetime | None:
    """The next date that nobody called off."""
    if not ceremony.weekdays or is_paused(ceremony) or ceremony.paused_at is not None:
        return None
    zone = zone_of(ceremony, team)
    off = days_off(session, ceremony, local_day(now, zone))
    return next(due.at for due in upcoming(ceremony.cadence, zone, after=now) if due.day not in off)
