"""The one reminder before somebody's own deadline."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.jobs.one_by_one import one_by_one
from bot.messages import occurrences as messages
from bot.storage.access import seat_at
from bot.storage.database import Database
from bot.storage.due import due_reminders
from bot.storage.occurrences import Occurrence, Participant
from bot.storage.outbox import enqueue
from bot.storage.people import Person
from bot.storage.reminders import reminder_key
from bot.storage.reports import gathering

# At the close itself it is too late to say when it closes.
BEFORE_THE_CLOSE = timedelta(seconds=1)


def remind(db: Database, now: datetime) -> int:
    """Remind whoever was asked and has neither answered nor skipped."""
    return one_by_one(db, due_reminders, _take, now)


def _take(session: Session, participant_id: int, now: datetime) -> int:
    participant = session.scalar(
        select(Participant).where(Participant.id == participant_id).with_for_update(skip_locked=True)
    )
    if participant is None or participant.remind_at is None or participant.remind_at > now:
        return 0
    remind_at, participant.remind_at = participant.remind_at, None
    if participant.prompted_at is None or participant.answered_at or participant.skipped_at:
        return 1
    if participant.prompted_at >= remind_at:
        return 1  # they were asked late, just now: no second message on top of that
    if now >= participant.deadline_at:
        return 1
    occurrence = session.scalars(select(Occurrence).where(Occurrence.id == participant.occurrence_id)).one()
    place = seat_at(session, occurrence, participant)
    if place.ceremony.ended_at is not None:
        return 1
    picture = gathering(session, occurrence, place.ceremony, place.team, now=now)
    attendee = next(one for one in picture.attendees if one.person_id == participant.person_id)
    person = session.scalars(select(Person).where(Person.id == participant.person_id)).one()
    enqueue(
        session,
        occurrence.workspace_id,
        reminder_key(occurrence, person.id),
        person.slack_id,
        messages.reminder(picture, attendee),
        now=now,
        expires_at=participant.deadline_at - BEFORE_THE_CLOSE,
        occurrence_id=occurrence.id,
        person_id=person.id,
    )
    return 1
