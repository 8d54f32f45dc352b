"""Holding what a team holds together: at its time, once, or not at all when the bot was off for too long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.jobs.held import HELD
from bot.jobs.one_by_one import one_by_one
from bot.log import logger
from bot.metrics import Metrics
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.due import due_ceremonies
from bot.storage.occurrences import OccurrenceState
from bot.storage.together import acts_before, aim, hold_together

log = logger(__name__)


def hold(db: Database, metrics: Metrics, now: datetime) -> int:
    """Take every ceremony that is due; one that fails does not stop the others."""

    def take(session: Session, ceremony_id: int, now: datetime) -> int:
        return _take(session, metrics, ceremony_id, now)

    return one_by_one(db, due_ceremonies, take, now)


def _take(session: Session, metrics: Metrics, ceremony_id: int, now: datetime) -> int:
    ceremony = session.scalar(select(Ceremony).where(Ceremony.id == ceremony_id).with_for_update())
    if ceremony is None or ceremony.next_at is None or ceremony.next_at > now or ceremony.next_day is None:
        return 0  # another replica was first
    day, due_at, team = ceremony.next_day, ceremony.next_at, team_of(session, ceremony)
    held = HELD[ceremony.kind]
    aim(ceremony, team, after=now, last_day=day)
    if now - due_at > held.late_window(ceremony):
        held_at = due_at + acts_before(ceremony)
        missed = OccurrenceState.MISSED
        occurrence = hold_together(
            session, ceremony, day, opens_at=due_at, closes_at=held_at, next_at=None, now=now, state=missed
        )
        metrics.missed.labels(ceremony.kind).inc()
        log.warning("an occurrence was missed", occurrence=occurrence.id, ceremony=ceremony.id)
        return 1
    held.open(session, ceremony, team, day, now)
    return 1
