"""Asking people at their own time: the occurrence opens with the first of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.cadence import next_due
from bot.jobs.one_by_one import one_by_one
from bot.log import logger
from bot.metrics import Metrics
from bot.storage import proceedings
from bot.storage.access import Seat, team_of
from bot.storage.ceremonies import Ceremony, CeremonyMember, member_zone
from bot.storage.database import Database
from bot.storage.due import due_prompts
from bot.storage.occurrences import look_again, miss_occurrence, occurrence_on, team_deadline
from bot.storage.people import Person

# An occurrence that closed longer ago than this is not opened any more: nobody would answer it.
OPENS_UNTIL_AFTER_CLOSE = timedelta(hours=24)
log = logger(__name__)


def open_occurrences(db: Database, metrics: Metrics, now: datetime) -> int:
    """Take every prompt that is due; a row that fails does not stop the others."""

    def take(session: Session, member_id: int, now: datetime) -> int:
        return _take(session, metrics, member_id, now)

    return one_by_one(db, due_prompts, take, now)


def _take(session: Session, metrics: Metrics, member_id: int, now: datetime) -> int:
    member = session.scalar(select(CeremonyMember).where(CeremonyMember.id == member_id).with_for_update())
    if member is None or member.next_at is None or member.next_at > now or member.next_day is None:
        return 0  # another replica was first
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == member.ceremony_id)).one()
    person = session.scalars(select(Person).where(Person.id == member.person_id)).one()
    if ceremony.ended_at is not None or member.left_at is not None:
        member.next_at = None
        return 0
    day, due_at, team = member.next_day, member.next_at, team_of(session, ceremony)
    member.last_day = day
    member.aim(next_due(ceremony.cadence, member_zone(person, team), now=now, last_day=day))
    if person.is_deactivated:
        return 1  # not asked; should they come back, their time goes on as before
    if now > team_deadline(ceremony, team, day) + OPENS_UNTIL_AFTER_CLOSE and not occurrence_on(session, ceremony, day):
        missed = miss_occurrence(session, ceremony, team, day, now=now)
        metrics.missed.labels(ceremony.kind).inc()
        log.warning("an occurrence was missed", occurrence=missed.id, ceremony=ceremony.id)
        return 1
    occurrence = proceedings.open_day(session, ceremony, team, day, now=now)
    place = Seat(occurrence, ceremony, team, proceedings.place_in(session, occurrence, ceremony, team, person))
    if now - due_at > KINDS[ceremony.kind].prompt_late_window:
        log.warning("a prompt is too late", occurrence=occurrence.id, person=person.id)
        proceedings.could_not_ask(session, place, now=now)
    else:
        proceedings.ask(session, place, person, now=now)
    look_again(session, occurrence, now=now)
    return 1
