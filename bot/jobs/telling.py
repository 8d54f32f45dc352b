"""Telling somebody what did not reach the others: whom, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.domain.notices import Notice, What
from bot.domain.zones import zone_or
from bot.messages import notices as messages
from bot.storage import notices
from bot.storage.ceremonies import Ceremony
from bot.storage.pauses import off_at
from bot.storage.people import Person
from bot.storage.teams import Team


def tell_all(session: Session, people: Iterable[Person], key: str, new: Notice, *, now: datetime) -> None:
    """Each of them in a direct message; what happens at the same time comes in one."""
    for person in people:
        zone = zone_or(person.zone, ZoneInfo("UTC"))

        def compose(about: Sequence[Notice], zone: ZoneInfo = zone) -> Message:
            return messages.notice(about, zone)

        notices.tell(session, person, key, new, compose, now=now)


def tell_missed(
    session: Session, ceremony: Ceremony, team: Team, days: Sequence[date], *, due_at: datetime, now: datetime
) -> None:
    """Those of these days were not held; `due_at` is the first one's time."""
    absence = off_at(session, ceremony, due_at)
    new = Notice(
        What.MISSED,
        team=team.name,
        channel=team.channel,
        ceremony=ceremony.name,
        parts=tuple(day.isoformat() for day in days),
        since=None if absence is None else absence.since,
        until=None if absence is None else absence.until,
    )
    key = f"missed:{ceremony.id}/{days[0].isoformat()}"
    tell_all(session, notices.told_of(session, ceremony), key, new, now=now)


def tell_not_asked(
    session: Session, ceremony: Ceremony, team: Team, day: date, person: Person, *, due_at: datetime, now: datetime
) -> None:
    """Somebody's prompt was too late."""
    absence = off_at(session, ceremony, due_at)
    new = Notice(
        What.NOT_ASKED,
        team=team.name,
        channel=team.channel,
        ceremony=ceremony.name,
        day=day,
        parts=(person.name,),
        since=None if absence is None else absence.since,
        until=None if absence is None else absence.until,
    )
    key = f"not_asked:{ceremony.id}/{day.isoformat()}:{person.id}"
    tell_all(session, notices.told_of(session, ceremony), key, new, now=now)
