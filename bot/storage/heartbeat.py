"""The heartbeat: a row that is written to see that the database takes a write, and when the bot was last alive."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.schema import Id, Row, insert_once

# Nobody has beaten for so long: the bot was off, or this is a backup that was restored.
LONG_SILENCE = timedelta(minutes=10)


# There is one row, whoever beats.
THE_ONE = 1


class Heartbeat(Row):
    __tablename__ = "heartbeats"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    beat_at: Mapped[datetime]
    # After a long silence or a restored backup: what was due before this may have been posted already.
    look_before: Mapped[datetime | None]
    # By the clock that people see (absences.py): when the work was last looked at, and when it last stood still.
    looked_at: Mapped[datetime | None]
    off_since: Mapped[datetime | None]
    off_until: Mapped[datetime | None]


def beat(session: Session, *, real_now: datetime) -> None:
    """Write that the bot is alive; raises what the database raises when it cannot."""
    insert_once(session, Heartbeat, id=THE_ONE, beat_at=real_now)
    session.execute(update(Heartbeat).where(Heartbeat.id == THE_ONE).values(beat_at=real_now))


def wake_up(session: Session, *, now: datetime, real_now: datetime) -> bool:
    """At the start: after a long silence whatever was due until now may stand in Slack already. Whether it was long."""
    before = last_beat(session)
    beat(session, real_now=real_now)
    if before is None or real_now - before < LONG_SILENCE:
        return False
    session.execute(update(Heartbeat).where(Heartbeat.id == THE_ONE).values(look_before=now))
    return True


def last_beat(session: Session) -> datetime | None:
    return session.scalar(select(Heartbeat.beat_at).where(Heartbeat.id == THE_ONE))
