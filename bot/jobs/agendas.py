"""A meeting's part in the clock's work: its agenda is made and posted, and its open points move on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.messages import agendas as messages
from bot.storage import agenda_days, agenda_pictures
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence
from bot.storage.teams import Team
from bot.storage.together import acts_before, zone_of

# Where the agenda is posted as the meeting begins, being late by a little must not mean never.
AT_LEAST = timedelta(minutes=10)


def late_window(ceremony: Ceremony) -> timedelta:
    """Until the meeting starts."""
    return max(acts_before(ceremony), AT_LEAST)


def open_agenda(session: Session, ceremony: Ceremony, team: Team, day: date, now: datetime) -> None:
    agenda_days.open_agenda(session, ceremony, team, day, now=now)


def look(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, now: datetime) -> None:
    """Its hour to tick points off has passed."""
    agenda_days.close_agenda(session, occurrence, now=now)


def post(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, now: datetime) -> Message:
    agenda = agenda_pictures.agenda(session, occurrence, ceremony, team, now=now)
    return messages.posted(agenda, zone_of(ceremony, team))
