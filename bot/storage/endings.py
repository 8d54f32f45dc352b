"""Ending a series, and *Undo* of that: what its end took away is kept with it for as long as it can be put back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.cadence import instant
from bot.domain.zones import zone_or
from bot.storage.ceremonies import Ceremony, ceremonies_of, member_zone, members_of
from bot.storage.occurrences import (
    WAIT_FOR_WEST,
    Occurrence,
    OccurrenceState,
    Participant,
    look_again,
    participants_of,
)
from bot.storage.teams import Team
from bot.storage.together import acts_before, aim, series, zone_of

# In `options` of the ceremony.
ENDED = "ended"


def keep_ending(ceremony: Ceremony, *, at: datetime, **taken: Any) -> None:
    """Remember that it was ended at that instant, and what nobody could tell afterwards (as JSON takes it)."""
    ceremony.options = {**(ceremony.options or {}), ENDED: {"at": at.isoformat(), **taken}}


def kept_of(ceremony: Ceremony) -> dict[str, Any]:
    """What was kept of its end; empty where it has not ended, or was taken up again."""
    return dict((ceremony.options or {}).get(ENDED) or {})


def forget_ending(ceremony: Ceremony) -> None:
    """It goes on, so there is nothing to put back."""
    ceremony.options = {name: value for name, value in (ceremony.options or {}).items() if name != ENDED} or None


def ended_at(ceremony: Ceremony) -> datetime | None:
    """When it was ended by a verb that has an *Undo*."""
    at = kept_of(ceremony).get("at")
    return None if at is None else datetime.fromisoformat(at)


def is_replaced(session: Session, ceremony: Ceremony, team: Team) -> bool:
    """Whether it cannot come back as it was: the team has another one of that name by now, or is gone itself."""
    if team.archived_at is not None:
        return True
    together = KINDS[ceremony.kind].together
    there = series(session, team, ceremony.kind) if together else ceremonies_of(session, team)
    return any(one.id != ceremony.id and one.name.casefold() == ceremony.name.casefold() for one in there)


def take_up_again(session: Session, ceremony: Ceremony, team: Team, *, now: datetime) -> None:
    """It goes on as if it had not ended: nobody's next time is lost, and what was open is open again."""
    kept = kept_of(ceremony)
    forget_ending(ceremony)
    ceremony.ended_at = None
    if "weekdays" in kept:
        ceremony.weekdays = frozenset(kept["weekdays"])
        aim(ceremony, team, after=now)
    elif not KINDS[ceremony.kind].together:
        _ask_again(session, ceremony, team)
        _open_again(session, ceremony, now)
    elif ceremony.next_day is not None:
        # Also if that is over by now: the clock knows what is too late.
        begin = instant(ceremony.next_day, ceremony.at, zone_of(ceremony, team))
        ceremony.next_at = begin - acts_before(ceremony)
    session.flush()


def _ask_again(session: Session, ceremony: Ceremony, team: Team) -> None:
    for member, person in members_of(session, ceremony):
        if member.next_day is not None:
            zone = zone_or(ceremony.zone, member_zone(person, team))
            member.next_at = instant(member.next_day, ceremony.at, zone)


def _open_again(session: Session, ceremony: Ceremony, now: datetime) -> None:
    """What was not wrapped up yet takes answers again, and those in the west are waited for."""
    lately = session.scalars(
        select(Occurrence).where(
            Occurrence.workspace_id == ceremony.workspace_id,
            Occurrence.ceremony_id == ceremony.id,
            Occurrence.state == OccurrenceState.CLOSED,
            Occurrence.closes_at > now - WAIT_FOR_WEST,
        )
    )
    for occurrence in lately:
        if occurrence.wrapped_up_at is None:
            occurrence.state = OccurrenceState.OPEN
        look_again(session, occurrence, now=now)
        for participant, _ in participants_of(session, occurrence):
            _remind_again(ceremony, participant, now)


def _remind_again(ceremony: Ceremony, participant: Participant, now: datetime) -> None:
    if ceremony.remind_before_min is None or participant.answered_at or participant.skipped_at or participant.not_asked:
        return
    remind_at = participant.deadline_at - timedelta(minutes=ceremony.remind_before_min)
    if remind_at > now:
        participant.remind_at = remind_at
