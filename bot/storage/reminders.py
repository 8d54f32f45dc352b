"""Reminders in the outbox: what they are called, and taken back while they wait and nobody needs them any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.storage.occurrences import Occurrence
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.people import Person

NOT_NEEDED = "not needed any more"


def reminder_key(occurrence: Occurrence, person_id: int) -> str:
    return f"reminder:{occurrence.name}:{person_id}"


def action_key(item_id: int, due_at: datetime) -> str:
    return f"{_of_action(item_id)}{due_at:%Y%m%d%H%M}"


def _of_action(item_id: int) -> str:
    return f"action:{item_id}:"


def withdraw_reminders(session: Session, occurrence: Occurrence, person_ids: Iterable[int]) -> None:
    """These people have answered or sit it out, or it is not held any more."""
    keys = [reminder_key(occurrence, person_id) for person_id in person_ids]
    _withdraw(session, occurrence.workspace_id, OutboundMessage.key.in_(keys))


def withdraw_action_reminders(session: Session, workspace_id: int, item_id: int, owner_id: int | None) -> None:
    """It is done or dropped, due on another day, or no longer its owner's."""
    owners = select(Person.slack_id).where(Person.workspace_id == workspace_id, Person.id == owner_id)
    of_item = OutboundMessage.key.startswith(_of_action(item_id), autoescape=True)
    _withdraw(session, workspace_id, OutboundMessage.channel.in_(owners), of_item)


def _withdraw(session: Session, workspace_id: int, *which: ColumnElement[bool]) -> None:
    """Those that certainly stand nowhere: Slack may have refused them for now, but none was ever in doubt.

    What a courier is taking at this moment goes out: waiting for them could make them wait for us.
    """
    row = OutboundMessage
    waiting = (row.state == OutboxState.PENDING, row.lease_until.is_(None), row.how.is_(None))
    found = select(row).where(row.workspace_id == workspace_id, *which, *waiting).with_for_update(skip_locked=True)
    for reminder in session.scalars(found).all():
        reminder.state, reminder.last_error = OutboxState.DROPPED, NOT_NEEDED
        reminder.fence += 1
