"""Wrapping up: at the team's deadline, and again when somebody's own deadline has passed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.log import logger
from bot.storage import proceedings
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.due import due_wrap_ups
from bot.storage.occurrences import Occurrence

log = logger(__name__)


def wrap_up(db: Database, now: datetime) -> int:
    """Wrap up every occurrence that is due; one that fails does not stop the others."""
    with db.read() as session:
        due = due_wrap_ups(session, now=now)
    taken = 0
    for occurrence_id in due:
        try:
            with db.write() as session:
                taken += _take(session, occurrence_id, now)
        except Exception:
            log.exception("an occurrence could not be wrapped up", occurrence=occurrence_id)
    return taken


def _take(session: Session, occurrence_id: int, now: datetime) -> int:
    occurrence = session.scalar(select(Occurrence).where(Occurrence.id == occurrence_id).with_for_update())
    if occurrence is None or occurrence.next_at is None or occurrence.next_at > now:
        return 0
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == occurrence.ceremony_id)).one()
    proceedings.wrap_up(session, occurrence, ceremony, team_of(session, ceremony), now=now)
    return 1
