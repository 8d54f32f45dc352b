"""Asking people at their own time: the occurrence opens with the first of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.cadence import Due, next_due, upcoming
from bot.jobs.one_by_one import one_by_one
from bot.jobs.telling import tell_missed, tell_not_asked
from bot.log import logger
from bot.metrics import Metrics
from bot.storage import proceedings
from bot.storage.absences import note_presence
from bot.storage.access import Seat, team_of
from bot.storage.ceremonies import Ceremony, CeremonyMember, member_zone
from bot.storage.database import Database
from bot.storage.due import due_prompts
from bot.storage.occurrences import OccurrenceState, look_again, miss_occurrence, occurrence_on, team_deadline
from bot.storage.people import Person
from bot.storage.teams import Team

# An occurrence that closed longer ago than this is not opened any more: nobody would answer it.
OPENS_UNTIL_AFTER_CLOSE = timedelta(hours=24)
log = logger(__name__)


def open_occurrences(db: Database, metrics: Metrics, now: datetime) -> int:
    """Take every prompt that is due; a row that fails does not stop the others."""
    note_presence(db, now)

    def take(session: Session, member_id: int, now: datetime) -> int:
        return _take(session, metrics, member_id, now)

    return one_by_one(db, due_prompts, take, now)


def _take(session: Session, metrics: Metrics, member_id: int, now: datetime) -> int:
    member = session.scalar(
        select(CeremonyMember).where(CeremonyMember.id == member_id).with_for_update(skip_locked=True)
    )
    if member is None or member.next_at is None or member.next_at > now or member.next_day is None:
        return 0  # another replica was first
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == member.ceremony_id)).one()
    person = session.scalars(select(Person).where(Person.id == member.person_id)).one()
    if ceremony.paused_at is not None:
        return 0  # just now: it stays due until it goes on
    if ceremony.ended_at is not None or member.left_at is not None:
        member.next_at = None
        return 0
    first, team = Due(member.next_day, member.next_at), team_of(session, ceremony)
    zone = member_zone(person, team)
    dues = [first, *takewhile(lambda due: due.at <= now, upcoming(ceremony.cadence, zone, after=first.at))]
    member.last_day = dues[-1].day
    member.aim(next_due(ceremony.cadence, zone, now=now, last_day=member.last_day))
    if person.is_deactivated:
        return 1  # not asked; should they come back, their time goes on as before
    for due in dues[:-1]:
        _give_up(session, metrics, ceremony, team, person, due, now)
    _ask(session, metrics, ceremony, team, person, dues[-1], now)
    return 1


def _give_up(
    session: Session, metrics: Metrics, ceremony: Ceremony, team: Team, person: Person, due: Due, now: datetime
) -> None:
    """A day with a newer one behind it: what was not begun is not held any more."""
    found = occurrence_on(session, ceremony, due.day)
    if found is None and now > team_deadline(ceremony, team, due.day):
        _miss(session, metrics, ceremony, team, due, now)
    elif found is None or found.state != OccurrenceState.MISSED:
        _leave_out(session, metrics, ceremony, team, person, due, now)


def _ask(
    session: Session, metrics: Metrics, ceremony: Ceremony, team: Team, person: Person, due: Due, now: datetime
) -> None:
    """The newest day that is due: asked for, or too late for this person or for everybody."""
    found = occurrence_on(session, ceremony, due.day)
    if found is not None and found.state == OccurrenceState.MISSED:
        return  # told as such already
    if found is None and now > team_deadline(ceremony, team, due.day) + OPENS_UNTIL_AFTER_CLOSE:
        _miss(session, metrics, ceremony, team, due, now)
    elif now - due.at > KINDS[ceremony.kind].prompt_late_window:
        _leave_out(session, metrics, ceremony, team, person, due, now)
    else:
        place = _place(session, ceremony, team, person, due.day, now)
        proceedings.ask(session, place, person, due_at=due.at, now=now)
        look_again(session, place.occurrence, now=now)


def _place(session: Session, ceremony: Ceremony, team: Team, person: Person, day: date, now: datetime) -> Seat:
    occurrence = proceedings.open_day(session, ceremony, team, day, now=now)
    return Seat(occurrence, ceremony, team, proceedings.place_in(session, occurrence, ceremony, team, person))


def _miss(session: Session, metrics: Metrics, ceremony: Ceremony, team: Team, due: Due, now: datetime) -> None:
    missed = miss_occurrence(session, ceremony, team, due.day, now=now)
    metrics.missed.labels(ceremony.kind).inc()
    log.warning("an occurrence was missed", occurrence=missed.id, ceremony=ceremony.id)
    tell_missed(session, ceremony, team, [due.day], due_at=due.at, now=now)


def _leave_out(
    session: Session, metrics: Metrics, ceremony: Ceremony, team: Team, person: Person, due: Due, now: datetime
) -> None:
    """Their prompt is too late; whoever is not in yet is shown as not asked, which is not their fault."""
    place = _place(session, ceremony, team, person, due.day, now)
    if place.participant.answered_at is None and place.participant.skipped_at is None:
        metrics.not_asked.labels(ceremony.kind).inc()
        log.warning("a prompt is too late", occurrence=place.occurrence.id, person=person.id)
        tell_not_asked(session, ceremony, team, due.day, person, due_at=due.at, now=now)
    proceedings.could_not_ask(session, place, now=now)
    look_again(session, place.occurrence, now=now)
