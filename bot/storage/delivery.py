"""Taking messages out of the outbox: claimed with a fenced lease, written down as on their way, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.domain import paces as pace
from bot.domain.message import Message
from bot.storage import paces
from bot.storage.database import database_now
from bot.storage.heartbeat import Heartbeat
from bot.storage.hoisted import Hoisted
from bot.storage.outbox import OPEN_STATES, OutboundMessage, OutboxState
from bot.storage.pauses import not_paused
from bot.storage.workspaces import Workspace, is_installed


@dataclass(frozen=True)
class Timings:
    """Real time. `post`: the sender's total deadline; `lease`: how long nobody else touches what is on its way;
    `settle`: how long after a try Slack's history is believed. Both are at least twice the deadline."""

    post: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(seconds=30)
    settle: timedelta = timedelta(seconds=60)

    @property
    def second_looks(self) -> tuple[timedelta, timedelta]:
        """How long after it was sent a message that had been in doubt is looked for again: 2 and 10 minutes."""
        return self.settle * 2, self.settle * 10


@dataclass(frozen=True)
class Parcel:
    """One message on its way: a copy, so that no transaction is open while it travels."""

    id: int
    workspace_id: int
    fence: int
    public_id: str
    channel: str
    thread_ts: str | None
    message: Message
    due_at: datetime
    attempts: int


# The clock asks these after every commit, so each is built once. `real_now` is the database's time.
NOW: BindParameter[datetime] = bindparam("now")
REAL_NOW: BindParameter[datetime] = bindparam("real_now")
# What Slack's limits hold back, as of these; a long time ahead where they hold nothing back.
SOON: BindParameter[datetime] = bindparam("soon")
A_SECOND_AGO: BindParameter[datetime] = bindparam("a_second_ago")
SHUT_AT: BindParameter[datetime] = bindparam("shut_at")
NO_LIMITS = timedelta(days=1)
# What is held back by something else than the pace (a conversation that rests, a replica that claims) is tried soon.
A_MOMENT = timedelta(milliseconds=100)
# Slack: one message a second into one conversation.
BETWEEN_POSTS = timedelta(seconds=1)
# Only one of each conversation is taken: more are looked at than there is room for.
SEEN_FOR_EACH = 3


def was_looked_for() -> ColumnElement[bool]:
    """After a long silence or a restored backup, what was due before it is looked for before it is sent."""
    row = OutboundMessage
    return or_(row.how.is_not(None), ~exists().where(Heartbeat.look_before >= row.due_at))


def _is_free() -> tuple[ColumnElement[bool], ...]:
    """Nobody sends into the same conversation at this moment, nor has somebody just now, nor has Slack closed it."""
    row, other, shut = OutboundMessage, aliased(OutboundMessage), aliased(paces.Pace)
    same = (other.workspace_id == row.workspace_id, other.channel == row.channel)
    return (
        ~exists().where(*same, other.last_send_at > A_SECOND_AGO),
        ~exists().where(*same, other.state == OutboxState.SENDING, other.lease_until > REAL_NOW),
        ~exists().where(shut.workspace_id == row.workspace_id, shut.place == row.channel, shut.closed_until > SHUT_AT),
    )


def _ready() -> tuple[ColumnElement[bool], ...]:
    row, parent = OutboundMessage, aliased(OutboundMessage)
    return (
        is_installed(row.workspace_id),
        not_paused(row.occurrence_id),
        row.state == OutboxState.PENDING,
        row.due_at <= NOW,
        or_(row.not_before.is_(None), row.not_before <= REAL_NOW),
        was_looked_for(),
        ~exists().where(parent.id == row.after_id, parent.state.in_(OPEN_STATES)),
    )


def _claimable() -> Hoisted:
    row = OutboundMessage
    return Hoisted(
        select(row.id, row.channel)
        .where(row.workspace_id == bindparam("in_workspace"), *_ready(), *_is_free())
        .order_by(row.due_at, row.id)
        .limit(bindparam("most_seen"))
        .with_for_update(skip_locked=True)
    )


CLAIMABLE = _claimable()
WAITING = Hoisted(
    select(Workspace.id).where(
        exists().where(OutboundMessage.workspace_id == Workspace.id, *_ready()).correlate(Workspace)
    )
)
CHOSEN = select(OutboundMessage).where(OutboundMessage.id.in_(bindparam("ids", expanding=True)))
UNDER_WAY = Hoisted(
    select(func.count()).where(
        OutboundMessage.workspace_id == bindparam("in_workspace"),
        OutboundMessage.state == OutboxState.SENDING,
        OutboundMessage.lease_until > REAL_NOW,
    )
)
# What may stand in Slack already is looked for before anybody is told that it came to nothing.
TOO_LATE = (OutboundMessage.state == OutboxState.PENDING, OutboundMessage.expires_at < NOW, was_looked_for())
EXPIRED = select(OutboundMessage).where(*TOO_LATE).with_for_update(skip_locked=True, of=OutboundMessage)
IS_EXPIRED = Hoisted(select(OutboundMessage.id).where(*TOO_LATE).limit(1))
# What is due and not final, that aside which waits for a person (an invitation); and when the next is due. See due.py.
BACKLOG = (
    select(func.count())
    .select_from(OutboundMessage)
    .where(
        is_installed(OutboundMessage.workspace_id),
        not_paused(OutboundMessage.occurrence_id),
        text("state IN ('pending', 'sending')"),
        OutboundMessage.due_at <= NOW,
        or_(OutboundMessage.not_before.is_(None), OutboundMessage.not_before <= SOON),
    )
)
NEXT_DUE = select(func.min(OutboundMessage.due_at)).where(
    is_installed(OutboundMessage.workspace_id),
    OutboundMessage.state == OutboxState.PENDING,
    OutboundMessage.due_at > NOW,
)


def waiting_workspaces(session: Session, *, now: datetime) -> Sequence[int]:
    """Workspaces with something to send; a look that locks nothing."""
    return [found for (found,) in WAITING.rows(session, {"now": now, "real_now": database_now(session)})]


def claim_messages(
    session: Session,
    workspace_id: int,
    *,
    now: datetime,
    owner: str,
    room: int,
    timings: Timings = Timings(),
    paced: bool = True,
) -> list[Parcel]:
    """Take what may leave now, in order of its due time, one of each conversation; from the commit on it is on its way.

    `room`: how many the sender can carry. Unpaced, only the order within a conversation holds anything back.
    """
    real_now = database_now(session)
    turn = paces.take_turn(session, workspace_id, real_now=real_now)
    if turn is None:
        return []
    [(under_way,)] = UNDER_WAY.rows(session, {"in_workspace": workspace_id, "real_now": real_now})
    if paced:
        room = min(room, pace.granted(turn.bucket, real_now, under_way))
    if room <= 0:
        return []
    limits = _limits(real_now) if paced else _limits(real_now + NO_LIMITS)
    at = {"in_workspace": workspace_id, "now": now, "real_now": real_now, "most_seen": room * SEEN_FOR_EACH, **limits}
    first: dict[str, int] = {}
    for row_id, channel in CLAIMABLE.rows(session, at):
        first.setdefault(channel, row_id)
    rows = session.scalars(CHOSEN, {"ids": list(first.values())[:room]}).all() if first else []
    _set_out(session, rows, owner, real_now, timings.lease)
    if paced and rows:
        paces.spend(turn, len(rows), under_way=under_way, real_now=real_now)
    return [_parcel(session, row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]


def until_next(session: Session, workspace_id: int) -> timedelta:
    """After a claim that got nothing: how long to leave the workspace alone."""
    return max(A_MOMENT, paces.until_room(session, workspace_id, real_now=database_now(session)))


def _limits(at: datetime) -> dict[str, datetime]:
    return {"a_second_ago": at - BETWEEN_POSTS, "shut_at": at}


def _set_out(
    session: Session, rows: Iterable[OutboundMessage], owner: str, real_now: datetime, lease: timedelta
) -> None:
    for row in rows:
        row.state, row.owner, row.lease_until = OutboxState.SENDING, owner, real_now + lease
        row.fence, row.attempts = row.fence + 1, row.attempts + 1
        row.first_send_at, row.last_send_at = row.first_send_at or real_now, real_now
    session.flush()


def _parcel(session: Session, row: OutboundMessage) -> Parcel:
    parent = None if row.after_id is None else session.get(OutboundMessage, row.after_id)
    return Parcel(
        id=row.id,
        workspace_id=row.workspace_id,
        fence=row.fence,
        public_id=row.public_id,
        channel=row.channel if parent is None or parent.posted_channel is None else parent.posted_channel,
        thread_ts=None if parent is None else parent.ts,
        message=row.message if parent is None or parent.ts is not None else row.alone,
        due_at=row.due_at,
        attempts=row.attempts,
    )


def held(session: Session, row_id: int, fence: int) -> OutboundMessage | None:
    """The message, for writing down what came of it; None when somebody else has taken it over."""
    return session.scalar(
        select(OutboundMessage)
        .where(
            OutboundMessage.id == row_id,
            OutboundMessage.fence == fence,
            OutboundMessage.state == OutboxState.SENDING,
        )
        .with_for_update()
    )


def release(session: Session, owner: str, keys: Iterable[tuple[int, int]]) -> None:
    """Let go of what is on its way and will not be heard of (id and fence of each): others may look for it."""
    for row_id, fence in keys:
        session.execute(
            update(OutboundMessage)
            .where(OutboundMessage.id == row_id, OutboundMessage.fence == fence, OutboundMessage.owner == owner)
            .values(lease_until=None)
        )


def is_any_expired(session: Session, *, now: datetime) -> bool:
    """A look that locks nothing."""
    return IS_EXPIRED.first(session, {"now": now}) is not None


def drop_expired(session: Session, *, now: datetime) -> Sequence[OutboundMessage]:
    """Give up what is still pending after its late window; the caller tells somebody."""
    rows = session.scalars(EXPIRED, {"now": now}).all()
    for row in rows:
        row.state, row.last_error = OutboxState.DROPPED, row.last_error or "too late"
    return rows
