"""Taking messages out of the outbox: claims with a lease, what was decided before the socket, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BindParameter, Select, bindparam, exists, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.domain.message import Message
from bot.storage.outbox import OPEN_STATES, OutboundMessage, OutboxState
from bot.storage.workspaces import is_installed

LEASE = timedelta(seconds=30)
# A lease with less than this left is not worth starting to send in: the sender's own deadline is 10 s.
LEAST_LEASE = timedelta(seconds=12)


@dataclass(frozen=True)
class Parcel:
    """One message, ready to be sent: a copy, so that no transaction is open while it travels."""

    id: int
    fence: int
    public_id: str
    channel: str
    thread_ts: str | None
    message: Message
    due_at: datetime


def database_now(session: Session) -> datetime:
    """Real time as the database tells it, which all replicas share; leases are measured by it."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    found: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return found


# The clock asks these after every commit, so each is built once. `real_now` is the database's time.
NOW: BindParameter[datetime] = bindparam("now")
REAL_NOW: BindParameter[datetime] = bindparam("real_now")
# What waits longer than this for its next try waits for a person (an invitation), not for a moment.
SOON = timedelta(seconds=5)


def _claimable() -> Select[OutboundMessage]:
    row, parent = OutboundMessage, aliased(OutboundMessage)
    waits = exists().where(parent.id == row.after_id, parent.state.in_(OPEN_STATES))
    return (
        select(row)
        .where(
            is_installed(row.workspace_id),
            row.state == OutboxState.PENDING,
            row.due_at <= NOW,
            or_(row.not_before.is_(None), row.not_before <= REAL_NOW),
            or_(row.lease_until.is_(None), row.lease_until < REAL_NOW),
            ~waits,
        )
        .order_by(row.due_at, row.id)
        .with_for_update(skip_locked=True)
    )


CLAIMABLE = _claimable()
EXPIRED = (
    select(OutboundMessage)
    .where(OutboundMessage.state == OutboxState.PENDING, OutboundMessage.expires_at < NOW)
    .with_for_update(skip_locked=True)
)
INTERRUPTED = (
    select(OutboundMessage)
    .where(OutboundMessage.state == OutboxState.SENDING, OutboundMessage.lease_until < REAL_NOW)
    .with_for_update(skip_locked=True)
)
BACKLOG = (
    select(func.count())
    .select_from(OutboundMessage)
    .where(
        is_installed(OutboundMessage.workspace_id),
        text("state IN ('pending', 'sending')"),
        OutboundMessage.due_at <= NOW,
        or_(OutboundMessage.not_before.is_(None), OutboundMessage.not_before <= REAL_NOW),
    )
)
NEXT_DUE = select(func.min(OutboundMessage.due_at)).where(
    is_installed(OutboundMessage.workspace_id),
    OutboundMessage.state == OutboxState.PENDING,
    OutboundMessage.due_at > NOW,
)


def claim_messages(session: Session, *, now: datetime, owner: str, limit: int = 50) -> list[Parcel]:
    """Take what is due, in order of its due time; nobody else can for the length of the lease."""
    real_now = database_now(session)
    rows = session.scalars(CLAIMABLE.limit(limit), {"now": now, "real_now": real_now}).all()
    for row in rows:
        row.owner, row.lease_until, row.fence = owner, real_now + LEASE, row.fence + 1
    session.flush()
    return [_parcel(session, row) for row in rows]


def _parcel(session: Session, row: OutboundMessage) -> Parcel:
    parent = None if row.after_id is None else session.get(OutboundMessage, row.after_id)
    return Parcel(
        id=row.id,
        fence=row.fence,
        public_id=row.public_id,
        channel=row.channel if parent is None or parent.posted_channel is None else parent.posted_channel,
        thread_ts=None if parent is None else parent.ts,
        message=row.message if parent is None or parent.ts is not None else row.alone,
        due_at=row.due_at,
    )


def start_sending(session: Session, parcel: Parcel) -> bool:
    """Write down that the message may be on its way from now on; False when the lease is lost or nearly over."""
    real_now = database_now(session)
    changed = session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == parcel.id,
            OutboundMessage.fence == parcel.fence,
            OutboundMessage.state == OutboxState.PENDING,
            OutboundMessage.lease_until > real_now + LEAST_LEASE,
        )
        .values(
            state=OutboxState.SENDING,
            attempts=OutboundMessage.attempts + 1,
            first_send_at=func.coalesce(OutboundMessage.first_send_at, real_now),
            last_send_at=real_now,
        )
        .returning(OutboundMessage.id)
    )
    return changed.first() is not None


def finish(session: Session, parcel: Parcel, state: OutboxState, *, now: datetime, **columns: object) -> bool:
    """Write down what came of it; False when somebody else has taken the message over."""
    changed = session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.id == parcel.id,
            OutboundMessage.fence == parcel.fence,
            OutboundMessage.state == OutboxState.SENDING,
        )
        .values(state=state, lease_until=None, sent_at=now if state == OutboxState.SENT else None, **columns)
        .returning(OutboundMessage.id)
    )
    return changed.first() is not None


def try_again(session: Session, parcel: Parcel, *, after: timedelta, error: str) -> None:
    """Nothing was posted: back among the pending ones, not to be touched for a while."""
    session.execute(
        update(OutboundMessage)
        .where(OutboundMessage.id == parcel.id, OutboundMessage.fence == parcel.fence)
        .values(
            state=OutboxState.PENDING,
            lease_until=None,
            not_before=database_now(session) + after,
            last_error=error,
        )
    )


def drop_expired(session: Session, *, now: datetime) -> Sequence[OutboundMessage]:
    """Give up what is still pending after its late window; the caller tells somebody."""
    rows = session.scalars(EXPIRED, {"now": now}).all()
    for row in rows:
        row.state, row.last_error = OutboxState.DROPPED, row.last_error or "too late"
    return rows


def give_up_interrupted(session: Session) -> Sequence[OutboundMessage]:
    """Messages whose sender died on the way: posted or not, nobody can tell here, so they are never sent again."""
    rows = session.scalars(INTERRUPTED, {"real_now": database_now(session)}).all()
    for row in rows:
        row.state, row.last_error = OutboxState.UNKNOWN, "the sender stopped before Slack answered"
    return rows


def backlog(session: Session, *, now: datetime) -> int:
    """How many messages are due and not final, those aside that wait for a person."""
    return session.scalar(BACKLOG, {"now": now, "real_now": database_now(session) + SOON}) or 0


def next_due(session: Session, *, after: datetime) -> datetime | None:
    """When the next message is due that is not due yet."""
    return session.scalar(NEXT_DUE, {"now": after})
