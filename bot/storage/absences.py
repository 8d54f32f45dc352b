"""Absences: from when to when the clock's work stood still, by the clock that people see.

There is one for all workspaces: it is the bot that was away, and a bot serves the one workspace whose token it has
(so the time without a token is its absence as well). A pause is one ceremony's; `bot.storage.pauses.off_at` knows both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.database import Database, database_now
from bot.storage.heartbeat import THE_ONE, Heartbeat
from bot.storage.hoisted import Hoisted
from bot.storage.schema import insert_once

# Written down no more often than this, so that an idle bot hardly writes.
EVERY = timedelta(minutes=1)
# Shorter ones are nothing that people would notice.
LEAST = timedelta(minutes=5)
LOOKED_AT = Hoisted(select(Heartbeat.looked_at))


@dataclass(frozen=True)
class Absence:
    """Nothing was asked or posted from `since` to `until`."""

    since: datetime
    until: datetime

    def covers(self, at: datetime) -> bool:
        return self.since <= at <= self.until


def note_presence(db: Database, now: datetime) -> None:
    """The clock's work is being looked at; a gap since the last time is remembered as an absence."""
    with db.glance() as session:
        (last,) = LOOKED_AT.first(session, {}) or (None,)
    if last is not None and abs(now - last) < EVERY:
        return
    with db.write() as session:
        known = _the_one(session)
        if known.looked_at is not None and now - known.looked_at >= LEAST:
            note_absence(session, Absence(known.looked_at, now))
        known.looked_at = now


def note_absence(session: Session, absence: Absence) -> None:
    """Remember the last one, of all workspaces together; the ones before it have been told."""
    known = _the_one(session)
    known.off_since, known.off_until = absence.since, absence.until
    session.flush()


def absence_at(session: Session, at: datetime) -> Absence | None:
    """The last absence, if it is why nothing was done at that instant."""
    since, until = session.execute(select(Heartbeat.off_since, Heartbeat.off_until)).one_or_none() or (None, None)
    found = None if since is None or until is None else Absence(since, until)
    return found if found is not None and found.covers(at) else None


def _the_one(session: Session) -> Heartbeat:
    """Held until the transaction ends: replicas look at the same time."""
    insert_once(session, Heartbeat, id=THE_ONE, beat_at=database_now(session))
    return session.scalars(select(Heartbeat).with_for_update()).one()
