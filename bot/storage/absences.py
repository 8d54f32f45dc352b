"""Absences: from when to when the clock's work stood still, by the clock that people see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.heartbeat import Heartbeat
from bot.storage.schema import insert_once

# Rows beside that of the heartbeat itself: when the clock's work was last looked at, and the last time it stood still.
LOOKED, SINCE, UNTIL = 2, 3, 4
# Written down no more often than this, so that an idle bot hardly writes.
EVERY = timedelta(minutes=1)
# Shorter ones are nothing that people would notice.
LEAST = timedelta(minutes=5)


@dataclass(frozen=True)
class Absence:
    """Nothing was asked or posted from `since` to `until`."""

    since: datetime
    until: datetime

    def covers(self, at: datetime) -> bool:
        return self.since <= at <= self.until


def note_presence(db: Database, now: datetime) -> None:
    """The clock's work is being looked at; a gap since the last time is remembered as an absence."""
    with db.read() as session:
        last = _instant(session, LOOKED)
    if last is not None and abs(now - last) < EVERY:
        return
    with db.write() as session:
        if last is None:
            insert_once(session, Heartbeat, id=LOOKED, beat_at=now)
        last = session.scalar(select(Heartbeat.beat_at).where(Heartbeat.id == LOOKED).with_for_update())
        if last is not None and now - last >= LEAST:
            note_absence(session, Absence(last, now))
        session.execute(update(Heartbeat).where(Heartbeat.id == LOOKED).values(beat_at=now))


def note_absence(session: Session, absence: Absence) -> None:
    """Remember the last one; the ones before it have been told."""
    for row, at in ((SINCE, absence.since), (UNTIL, absence.until)):
        insert_once(session, Heartbeat, id=row, beat_at=at)
        session.execute(update(Heartbeat).where(Heartbeat.id == row).values(beat_at=at))


def absence_at(session: Session, at: datetime) -> Absence | None:
    """The last absence, if it is why nothing was done at that instant."""
    since, until = _instant(session, SINCE), _instant(session, UNTIL)
    found = None if since is None or until is None else Absence(since, until)
    return found if found is not None and found.covers(at) else None


def _instant(session: Session, row: int) -> datetime | None:
    return session.scalar(select(Heartbeat.beat_at).where(Heartbeat.id == row))
