"""Messages to look for in Slack: left in doubt, perhaps posted before a backup was restored, or doubted once before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from bot.storage import outcomes
from bot.storage.database import database_now
from bot.storage.delivery import REAL_NOW, Timings, was_looked_for
from bot.storage.hoisted import Hoisted
from bot.storage.living import Subject
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.workspaces import Workspace, is_installed

# History is read from a little before: clocks differ.
BEFORE = timedelta(seconds=5)
MOST = 50
SETTLED = bindparam("settled", type_=OutboundMessage.__table__.c.last_send_at.type)
NOW = bindparam("now", type_=OutboundMessage.__table__.c.due_at.type)
# Where no look is possible: rather not at all than twice. All other messages: rather twice than not at all.
RATHER_ONCE = frozenset({Subject.DIGEST})


@dataclass(frozen=True)
class Doubt:
    """One message to look for: where, under which id, and not older than `since`."""

    id: int
    workspace_id: int
    fence: int
    public_id: str
    channel: str
    thread_ts: str | None
    since: datetime
    bot_id: str


@dataclass(frozen=True)
class Copy:
    """A message of ours that was found; `answered`: people have written into its thread."""

    ts: str
    answered: bool = False


def _is_in_doubt() -> ColumnElement[bool]:
    """Sent by somebody who does not say what came of it, long enough ago for history to be believed."""
    row = OutboundMessage
    return and_(
        row.state == OutboxState.SENDING,
        or_(row.lease_until.is_(None), row.lease_until < REAL_NOW),
        row.last_send_at <= SETTLED,
    )


def _may_stand_there() -> ColumnElement[bool]:
    row = OutboundMessage
    return and_(row.state == OutboxState.PENDING, row.due_at <= NOW, row.lease_until.is_(None), ~was_looked_for())


def _was_in_doubt() -> ColumnElement[bool]:
    return and_(OutboundMessage.recheck_at <= REAL_NOW, OutboundMessage.state == OutboxState.SENT)


DOUBTFUL = and_(
    is_installed(OutboundMessage.workspace_id),
    or_(_is_in_doubt(), _may_stand_there(), _was_in_doubt()),
    or_(OutboundMessage.not_before.is_(None), OutboundMessage.not_before <= REAL_NOW),
)
ANY = Hoisted(select(OutboundMessage.id).where(DOUBTFUL).limit(1))
IN_DOUBT = (
    select(OutboundMessage, Workspace.bot_id)
    .join(Workspace, Workspace.id == OutboundMessage.workspace_id)
    .where(DOUBTFUL)
    .order_by(OutboundMessage.due_at, OutboundMessage.id)
    .limit(MOST)
    .with_for_update(skip_locked=True, of=OutboundMessage)
)


def _at(session: Session, now: datetime, timings: Timings) -> dict[str, datetime]:
    real_now = database_now(session)
    return {"now": now, "real_now": real_now, "settled": real_now - timings.settle}


def is_anything_in_doubt(session: Session, *, now: datetime, timings: Timings) -> bool:
    """A look that locks nothing."""
    return ANY.first(session, _at(session, now, timings)) is not None


def claim_doubts(session: Session, *, now: datetime, owner: str, timings: Timings) -> list[Doubt]:
    """Take what has to be looked for; nobody else does for the length of the lease."""
    at = _at(session, now, timings)
    found = session.execute(IN_DOUBT, at).all()
    doubts = []
    for row, bot_id in found:
        row.owner, row.fence = owner, row.fence + 1
        if row.state == OutboxState.SENT:
            row.not_before = at["real_now"] + timings.lease
        else:
            row.lease_until = at["real_now"] + timings.lease
        doubts.append(_doubt(session, row, bot_id))
    session.flush()
    return doubts


def _doubt(session: Session, row: OutboundMessage, bot_id: str) -> Doubt:
    parent = None if row.after_id is None else session.get(OutboundMessage, row.after_id)
    place = row.posted_channel or (None if parent is None else parent.posted_channel) or row.channel
    thread_ts = None if parent is None else parent.ts
    # A message is not posted before its time; and Slack's clock may be one that is turned.
    since = min(row.first_send_at or row.due_at, row.due_at)
    return Doubt(row.id, row.workspace_id, row.fence, row.public_id, place, thread_ts, since - BEFORE, bot_id)


def _row(session: Session, doubt: Doubt) -> OutboundMessage | None:
    """None: somebody else has taken it over."""
    found = select(OutboundMessage).where(OutboundMessage.id == doubt.id, OutboundMessage.fence == doubt.fence)
    row = session.scalar(found.with_for_update())
    if row is not None:
        row.not_before = row.lease_until = None
    return row


def note_copy(
    session: Session, doubt: Doubt, channel: str, kept: Copy | None, *, now: datetime, timings: Timings
) -> OutboundMessage | None:
    """Write down what a complete look found and left standing; None: somebody else has taken the message over."""
    row = _row(session, doubt)
    if row is None:
        return None
    if row.state == OutboxState.SENT:
        _looked_again(row, kept, timings)
    elif kept is not None:
        outcomes.arrived(session, row, channel=channel, ts=kept.ts, how="reconciled", now=now, timings=timings)
    else:
        row.state, row.how = OutboxState.PENDING, outcomes.LOOKED
    return row


def keep_one(copies: Sequence[Copy]) -> tuple[Copy | None, list[str]]:
    """Which of the copies (oldest first) stays, and which are too many (`ts`).

    The oldest stays, or the one that people have answered; where they have answered several, all of these stay.
    """
    answered = [copy for copy in copies if copy.answered]
    if len(answered) > 1:
        return answered[0], [copy.ts for copy in copies if not copy.answered]
    kept = answered[0] if answered else next(iter(copies), None)
    return kept, [copy.ts for copy in copies if copy is not kept]


def _looked_again(row: OutboundMessage, kept: Copy | None, timings: Timings) -> None:
    """A second look: after the last one it is final."""
    if kept is not None:
        row.ts = kept.ts
    first, last = timings.second_looks
    sent_at = row.last_send_at
    is_the_last = sent_at is None or row.recheck_at is None or row.recheck_at - sent_at > (first + last) / 2
    row.recheck_at = None if is_the_last or sent_at is None else sent_at + last


def look_later(session: Session, doubt: Doubt, *, after: timedelta) -> None:
    """Slack did not show its history now."""
    row = _row(session, doubt)
    if row is not None:
        row.not_before = database_now(session) + after


def cannot_look(session: Session, doubt: Doubt, *, error: str) -> OutboundMessage | None:
    """Slack will not show its history: by what kind of message it is, it is sent again, or nobody knows."""
    row = _row(session, doubt)
    if row is None:
        return None
    if row.state == OutboxState.SENT:
        row.recheck_at = None
        return None
    row.last_error = row.last_error or error
    if row.key.partition(":")[0] in RATHER_ONCE:
        row.state = OutboxState.UNKNOWN
    else:
        row.state, row.how = OutboxState.PENDING, outcomes.LOOKED
    return row
