"""The clock's part in digests: each is posted at its time, of all that was kept until then."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.messages import digests as messages
from bot.storage.ceremonies import Ceremony
from bot.storage.digests import LATE_WINDOW, cut_of, post, told
from bot.storage.occurrences import Occurrence, OccurrenceState, occurrence_on
from bot.storage.teams import Team
from bot.storage.together import lock, zone_of


def open_digest(session: Session, ceremony: Ceremony, team: Team, day: date, now: datetime) -> None:
    """Post that day's, unless it was called off; one that somebody posted before its time is brought up to date."""
    lock(session, ceremony)
    found = occurrence_on(session, ceremony, day)
    if found is None or found.state != OccurrenceState.SKIPPED:
        post(session, ceremony, team, day, cut=cut_of(ceremony, team, day), now=now)


def look_at_digest(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, now: datetime) -> None:
    """A digest is finished when it is posted: there is nothing to look at."""
    occurrence.next_at = None


def late_window(_ceremony: Ceremony) -> timedelta:
    return LATE_WINDOW


def compose_digest(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, now: datetime) -> Message:
    """What was so at its cut, in today's words: what happened later belongs to the next one."""
    found = told(session, ceremony, team, occurrence.day, occurrence.opens_at, occurrence.closes_at)
    return messages.digest(found, team, zone_of(ceremony, team))
