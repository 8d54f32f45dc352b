"""What came of a message that was on its way: each writes it down, as long as nobody else has taken it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, null, update
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage.database import database_now
from bot.storage.delivery import Parcel, Timings, held
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.schema import table_of

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=1)
LOOKED, DEGRADED, POSTED = "looked", "degraded", "posted"
MOST_PLAIN_TEXT = 3000


OUTBOX = table_of(OutboundMessage)
IS_THERE = (
    update(OUTBOX)
    .where(
        OUTBOX.c.id == bindparam("of_id"),
        OUTBOX.c.fence == bindparam("of_fence"),
        OUTBOX.c.state == OutboxState.SENDING,
    )
    .values(
        state=OutboxState.SENT,
        posted_channel=bindparam("in_channel"),
        ts=bindparam("at_ts"),
        how=case((OUTBOX.c.how == DEGRADED, DEGRADED), else_=POSTED),
        sent_at=bindparam("now"),
        lease_until=None,
        last_error=None,
        # One that was sent again may turn up once more later, so it is looked for then.
        recheck_at=case((OUTBOX.c.how.is_(None), null()), else_=bindparam("look_at", type_=OUTBOX.c.recheck_at.type)),
    )
)


@dataclass(frozen=True)
class Arrival:
    """Where a message stands, as Slack said."""

    parcel: Parcel
    channel: str
    ts: str


def were_posted(session: Session, arrivals: Sequence[Arrival], *, now: datetime, timings: Timings) -> None:
    """They stand there; what somebody else has taken over meanwhile is left to them."""
    look_at = database_now(session) + timings.second_looks[0]
    rows = [
        {"of_id": one.parcel.id, "of_fence": one.parcel.fence, "in_channel": one.channel, "at_ts": one.ts}
        | {"now": now, "look_at": look_at}
        for one in arrivals
    ]
    session.flush()
    session.connection().execute(IS_THERE, rows)


def arrived(
    session: Session, row: OutboundMessage, *, channel: str, ts: str, how: str, now: datetime, timings: Timings
) -> None:
    """It was found where it stands."""
    sent_again = row.how is not None
    row.state, row.posted_channel, row.ts, row.how = OutboxState.SENT, channel, ts, how
    row.sent_at, row.lease_until, row.last_error = now, None, None
    row.recheck_at = database_now(session) + timings.second_looks[0] if sent_again else None


def was_not_posted(session: Session, parcel: Parcel, *, error: str, after: timedelta | None) -> OutboundMessage | None:
    """It certainly does not stand there: sent again after so long, or after longer and longer pauses.

    None (here and below): somebody else has taken it over, and writes down what they find.
    """
    row = held(session, parcel.id, parcel.fence)
    if row is not None:
        pause = after if after is not None else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.attempts - 1, 10))
        row.state, row.lease_until, row.last_error = OutboxState.PENDING, None, error
        row.not_before = database_now(session) + pause
    return row


def is_in_doubt(session: Session, parcel: Parcel, *, error: str) -> OutboundMessage | None:
    """Nobody knows whether it stands there: it is looked for once history can be believed."""
    row = held(session, parcel.id, parcel.fence)
    if row is not None:
        row.lease_until, row.last_error = None, error
    return row


def try_plainly(session: Session, parcel: Parcel, *, error: str) -> OutboundMessage | None:
    """Slack does not take what it consists of: once more as plain text, then it has failed."""
    row = held(session, parcel.id, parcel.fence)
    if row is None:
        return None
    row.lease_until, row.last_error = None, error
    if row.how == DEGRADED:
        row.state = OutboxState.FAILED
        return row
    row.state, row.how = OutboxState.PENDING, DEGRADED
    row.replace(_plain(row.message), _plain(row.alone))
    return row


def _plain(message: Message) -> Message:
    text = message.text
    return Message(text if len(text) <= MOST_PLAIN_TEXT else text[: MOST_PLAIN_TEXT - 2].rstrip() + " …", ())


def without_thread(session: Session, parcel: Parcel, *, error: str) -> OutboundMessage | None:
    """The message whose thread it belongs to is gone: into the channel, saying what it belongs to."""
    row = held(session, parcel.id, parcel.fence)
    if row is not None:
        row.state, row.lease_until, row.last_error, row.after_id = OutboxState.PENDING, None, error, None
        row.replace(row.alone)
    return row


def has_failed(session: Session, parcel: Parcel, *, error: str) -> OutboundMessage | None:
    """It will not be sent again."""
    row = held(session, parcel.id, parcel.fence)
    if row is not None:
        row.state, row.lease_until, row.last_error = OutboxState.FAILED, None, error
    return row
