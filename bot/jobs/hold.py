"""Holding what a team holds together: at its time, once, or not at all when the bot was off for too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.cadence import Due
from bot.jobs.held import HELD
from bot.jobs.one_by_one import one_by_one
from bot.jobs.telling import tell_missed
from bot.log import logger
from bot.metrics import Metrics
from bot.storage.absences import note_presence
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.due import due_ceremonies
from bot.storage.occurrences import OccurrenceState
from bot.storage.teams import Team
from bot.storage.together import acts_before, aim, dues_until, hold_together, occurrences_between

log = logger(__name__)


def hold(db: Database, metrics: Metrics, now: datetime) -> int:
    """Take every ceremony that is due; one that fails does not stop the others."""
    note_presence(db, now)

    def take(session: Session, ceremony_id: int, now: datetime) -> int:
        return _take(session, metrics, ceremony_id, now)

    return one_by_one(db, due_ceremonies, take, now)


def _take(session: Session, metrics: Metrics, ceremony_id: int, now: datetime) -> int:
    """The newest day that is due is held if it is not too late; those before it are told."""
    ceremony = session.scalar(select(Ceremony).where(Ceremony.id == ceremony_id).with_for_update(skip_locked=True))
    if ceremony is None or ceremony.next_at is None or ceremony.next_at > now or ceremony.paused_at is not None:
        return 0  # another replica was first, or it was paused just now
    team = team_of(session, ceremony)
    dues = dues_until(ceremony, team, now=now)
    if not dues:
        return 0
    newest, held = dues[-1], HELD[ceremony.kind]
    aim(ceremony, team, after=now, last_day=newest.day)
    too_late = now - newest.at > held.late_window(ceremony)
    _miss(session, metrics, ceremony, team, dues if too_late else dues[:-1], now)
    if not too_late:
        held.open(session, ceremony, team, newest.day, now)
    return 1


def _miss(
    session: Session, metrics: Metrics, ceremony: Ceremony, team: Team, dues: Sequence[Due], now: datetime
) -> None:
    """Write down and tell which days were not held; what was called off or held before its time is not missed."""
    missed = [due for due in dues if not occurrences_between(session, ceremony, due.day, due.day)]
    for due in missed:
        occurrence = hold_together(
            session,
            ceremony,
            due.day,
            opens_at=due.at,
            closes_at=due.at + acts_before(ceremony),
            next_at=None,
            now=now,
            state=OccurrenceState.MISSED,
        )
        metrics.missed.labels(ceremony.kind).inc()
        log.warning("an occurrence was missed", occurrence=occurrence.id, ceremony=ceremony.id)
    if missed:
        tell_missed(session, ceremony, team, [due.day for due in missed], due_at=missed[0].at, now=now)
