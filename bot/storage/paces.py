"""Slack's pace, shared by all replicas through the database: a bucket for each workspace, and what Slack has closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import paces as pace
from bot.domain.paces import Bucket
from bot.storage.schema import InWorkspace, Row, insert_once

EVERYWHERE = ""
EDITS = "chat.update"
SPEEDS = {EVERYWHERE: pace.POSTS, EDITS: pace.EDITS}
# A conversation that is refused again within this time, while others are not, is slow by itself.
REMEMBERED = timedelta(minutes=5)


class Pace(Row):
    """A bucket of a workspace (`place` is empty for posts), or a conversation that Slack has closed for a while."""

    __tablename__ = "paces"

    workspace_id: Mapped[InWorkspace] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    # Messages that may go at once as of `at` (real time), and how many more each second brings.
    room: Mapped[float]
    rate: Mapped[float]
    at: Mapped[datetime]
    # Slack said Retry-After.
    closed_until: Mapped[datetime | None]
    # Messages that Slack has taken since it last said so.
    streak: Mapped[int]

    @property
    def bucket(self) -> Bucket:
        return Bucket(self.room, self.rate, self.at, self.closed_until, self.streak)

    @bucket.setter
    def bucket(self, bucket: Bucket) -> None:
        self.room, self.rate, self.at = bucket.room, bucket.rate, bucket.at
        self.closed_until, self.streak = bucket.closed_until, bucket.streak


def take_turn(session: Session, workspace_id: int, *, real_now: datetime, place: str = EVERYWHERE) -> Pace | None:
    """This workspace's bucket, held until the transaction ends: one replica claims at a time. None: another does."""
    found = session.scalar(_row(workspace_id, place).with_for_update(skip_locked=True))
    if found is not None:
        return found
    full = pace.full(real_now, SPEEDS[place])
    new = {"workspace_id": workspace_id, "place": place, "room": full.room, "rate": full.rate, "at": full.at}
    if insert_once(session, Pace, **new, streak=0):
        return session.scalar(_row(workspace_id, place).with_for_update())
    return None


def until_room(session: Session, workspace_id: int, *, real_now: datetime) -> timedelta:
    """How long until the workspace may be posted to again, should nothing be under way."""
    row = session.scalar(_row(workspace_id, EVERYWHERE))
    return timedelta(0) if row is None else pace.until_next(row.bucket, real_now)


def note_taken(session: Session, workspace_id: int, count: int, *, real_now: datetime) -> None:
    """Slack took so many messages."""
    row = session.scalar(_row(workspace_id, EVERYWHERE).with_for_update())
    if row is not None:
        row.bucket = pace.taken(row.bucket, real_now, count)


def note_refused(
    session: Session, workspace_id: int, channel: str, *, retry_after: timedelta, real_now: datetime
) -> None:
    """Slack said 429 for a message to this channel; it does not say whether the channel or the workspace is meant.

    The first time everything waits. A channel that is refused again soon, while others were taken, waits alone.
    """
    everywhere = session.scalar(_row(workspace_id, EVERYWHERE).with_for_update())
    here = session.scalar(_row(workspace_id, channel).with_for_update())
    until = real_now + retry_after
    slow_by_itself = here is not None and here.closed_until is not None and real_now - here.closed_until < REMEMBERED
    if here is None:
        shut = {"workspace_id": workspace_id, "place": channel, "room": 0.0, "rate": 0.0, "at": real_now}
        insert_once(session, Pace, **shut, streak=0, closed_until=until)
    else:
        here.closed_until = until
    if everywhere is not None and not (slow_by_itself and everywhere.streak):
        everywhere.bucket = pace.refused(everywhere.bucket, real_now, retry_after)


def may_edit(session: Session, workspace_id: int, *, real_now: datetime) -> bool:
    """Whether one message may be edited now; if so it counts."""
    turn = take_turn(session, workspace_id, real_now=real_now, place=EDITS)
    if turn is None or not pace.granted(turn.bucket, real_now, 0, pace.EDITS):
        return False
    turn.bucket = pace.sent(turn.bucket, real_now, 1, 0, pace.EDITS)
    return True


def edits_refused(session: Session, workspace_id: int, *, retry_after: timedelta, real_now: datetime) -> None:
    """Slack said 429 to an edit."""
    row = session.scalar(_row(workspace_id, EDITS).with_for_update())
    if row is not None:
        row.bucket = pace.refused(row.bucket, real_now, retry_after, pace.EDITS)


def open_again(session: Session, *, before: datetime) -> int:
    """Forget conversations that have been open since then; how many."""
    old = delete(Pace).where(Pace.place.not_in(SPEEDS), Pace.closed_until < before).returning(Pace.place)
    return len(session.execute(old).all())


def spend(row: Pace, count: int, *, under_way: int, real_now: datetime) -> None:
    """So many messages leave now."""
    row.bucket = pace.sent(row.bucket, real_now, count, under_way)


def _row(workspace_id: int, place: str) -> Select[Pace]:
    return select(Pace).where(Pace.workspace_id == workspace_id, Pace.place == place)
