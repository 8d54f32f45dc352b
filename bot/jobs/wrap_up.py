"""Wrapping up: at the team's deadline, and again when somebody's own deadline has passed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.jobs.held import HELD
from bot.jobs.one_by_one import one_by_one
from bot.storage import proceedings
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.due import due_wrap_ups
from bot.storage.occurrences import Occurrence


def wrap_up(db: Database, now: datetime) -> int:
    """Wrap up every occurrence that is due; one that fails does not stop the others."""
    return one_by_one(db, due_wrap_ups, _take, now)


def _take(session: Session, occurrence_id: int, now: datetime) -> int:
    occurrence = session.scalar(
        select(Occurrence).where(Occurrence.id == occurrence_id).with_for_update(skip_locked=True)
    )
    if occurrence is None or occurrence.next_at is None or occurrence.next_at > now:
        return 0
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == occurrence.ceremony_id)).one()
    team, held = team_of(session, ceremony), HELD.get(ceremony.kind)
    if held is not None:
        held.look(session, occurrence, ceremony, team, now)
    else:
        proceedings.wrap_up(session, occurrence, ceremony, team, now=now)
    return 1
