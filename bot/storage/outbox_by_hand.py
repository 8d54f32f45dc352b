"""The outbox in the operator's hands: what is in it without what it says, sent again, or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.storage.database import database_now
from bot.storage.outbox import OPEN_STATES, OutboundMessage, OutboxState
from bot.storage.workspaces import Workspace

TROUBLED_FOR = timedelta(days=7)
TROUBLED_STATES = (OutboxState.FAILED, OutboxState.UNKNOWN)
WITH_ID = select(OutboundMessage).where(OutboundMessage.id == bindparam("id"))
MAY_BE_RETRIED = (OutboxState.FAILED, OutboxState.DROPPED, OutboxState.UNKNOWN)


class NoSuchMessage(Refusal):
    """There is no message {id} in the outbox; it may have been purged."""


class WasPosted(Refusal):
    """Message {id} was posted at {at} in {channel}: it is not sent twice."""


class OnItsWay(Refusal):
    """Message {id} is {state} and goes out by itself."""


class MayBeThere(Refusal):
    """Nobody knows whether message {id} was posted: look into {channel} first, and if it is not there, say so."""


class SaysNothing(Refusal):
    """What message {id} said is not kept any more: it ended more than 14 days ago."""


class CannotBeDropped(Refusal):
    """Message {id} is {state}: only what is pending can be dropped."""


class IsBeingSent(Refusal):
    """Message {id} is being sent at this moment."""


@dataclass(frozen=True)
class Listed:
    """A message by its outside: nothing of what people wrote. `due_at` is on the clock for people."""

    id: int
    workspace: str
    state: OutboxState
    due_at: datetime
    channel: str
    key: str
    attempts: int
    last_error: str | None


def _wanted(now: datetime, state: OutboxState | None, channel: str | None) -> list[ColumnElement[bool]]:
    """Without a state: what is not final, and what went wrong lately."""
    row = OutboundMessage
    lately = and_(row.state.in_(TROUBLED_STATES), row.due_at > now - TROUBLED_FOR)
    wanted = [or_(row.state.in_(OPEN_STATES), lately) if state is None else row.state == state]
    return wanted if channel is None else [*wanted, row.channel == channel]


def listed(
    session: Session, *, now: datetime, state: OutboxState | None, channel: str | None, limit: int
) -> tuple[Sequence[Listed], int]:
    """The messages that were asked for, over all workspaces, those due first first; and how many there are."""
    row, wanted = OutboundMessage, _wanted(now, state, channel)
    found = session.execute(
        select(row.id, Workspace.slack_id, row.state, row.due_at, row.channel, row.key, row.attempts, row.last_error)
        .join(Workspace, Workspace.id == row.workspace_id)
        .where(*wanted)
        .order_by(row.due_at, row.id)
        .limit(limit)
    )
    count = session.scalar(select(func.count()).select_from(row).where(*wanted)) or 0
    return [
        Listed(id, slack_id, OutboxState(its_state), due_at, place, key, attempts, error)
        for id, slack_id, its_state, due_at, place, key, attempts, error in found  # noqa: A001
    ], count


def message_with_id(session: Session, id: int) -> OutboundMessage:  # noqa: A002
    """One message, to look at. Raises NoSuchMessage."""
    return _found(session.scalar(WITH_ID, {"id": id}), id)


def _held(session: Session, id: int) -> OutboundMessage:  # noqa: A002
    """The same, and nobody else changes it until the end of the transaction."""
    return _found(session.scalar(WITH_ID.with_for_update(), {"id": id}), id)


def _found(row: OutboundMessage | None, id: int) -> OutboundMessage:  # noqa: A002
    if row is None:
        raise NoSuchMessage(id=str(id), example="drumbeat outbox list")
    return row


def retry(session: Session, id: int, *, now: datetime, within: timedelta, even_if_there: bool) -> OutboundMessage:  # noqa: A002
    """Have it sent again, with a late window of its own. Raises a Refusal for what was posted or may have been."""
    row = _held(session, id)
    if row.state == OutboxState.SENT:
        at = "a time that is not known" if row.sent_at is None else f"{row.sent_at:%Y-%m-%d %H:%M}Z"
        raise WasPosted(id=str(id), at=at, channel=row.posted_channel or row.channel)
    if row.state not in MAY_BE_RETRIED:
        raise OnItsWay(id=str(id), state=row.state, example=f"drumbeat outbox show {id}")
    if row.state == OutboxState.UNKNOWN and not even_if_there:
        example = f"drumbeat outbox retry {id} --even-if-it-may-be-there"
        raise MayBeThere(id=str(id), channel=row.posted_channel or row.channel, example=example)
    if not row.message.text:
        raise SaysNothing(id=str(id))
    row.state, row.due_at, row.expires_at = OutboxState.PENDING, now, now + within
    row.owner = row.lease_until = row.not_before = row.recheck_at = row.how = row.last_error = None
    row.fence += 1  # whoever still holds it from before has lost it
    return row


def drop(session: Session, id: int, *, reason: str) -> OutboundMessage:  # noqa: A002
    """Give up what is pending; who follows from that is the caller's. Raises a Refusal for anything else."""
    row = _held(session, id)
    if row.state != OutboxState.PENDING:
        raise CannotBeDropped(id=str(id), state=row.state, example=f"drumbeat outbox show {id}")
    if row.lease_until is not None and row.lease_until > database_now(session):
        raise IsBeingSent(id=str(id), example=f"drumbeat outbox show {id}")
    row.state, row.last_error = OutboxState.DROPPED, reason
    row.fence += 1
    return row
