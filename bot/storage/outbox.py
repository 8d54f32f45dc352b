"""The outbox: every message that the bot posts by itself, from the transaction that decided it to Slack's answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Index, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.message import Message
from bot.storage.schema import Id, InWorkspace, Json, Key, Row, SlackId, insert_once, within

OURS = UUID("0f9c4a52-2d0b-5f5e-9a3e-5d1a7c8e4b11")


class OutboxState(StrEnum):
    """Claim and lease are columns, not states. The last four are final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


OPEN = text("state IN ('pending', 'sending')")
RECHECK = text("recheck_at IS NOT NULL")
AFTER = text("after_id IS NOT NULL")
OPEN_STATES = (OutboxState.PENDING, OutboxState.SENDING)


class OutboundMessage(Row):
    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("occurrences", "occurrence_id"),
        within("outbox", "after_id"),
        Index("ix_outbox_open", "due_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_outbox_channel", "workspace_id", "channel", "last_send_at"),
        Index("ix_outbox_after", "workspace_id", "after_id", postgresql_where=AFTER, sqlite_where=AFTER),
        Index("ix_outbox_recheck", "recheck_at", postgresql_where=RECHECK, sqlite_where=RECHECK),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    # What the message is, once and for all (`prompt:17:4`); the same key is never enqueued twice.
    key: Mapped[str] = mapped_column(String(128))
    # Travels in the message's metadata; made from the key, so that it survives a restored backup.
    public_id: Mapped[str] = mapped_column(String(36))
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(Id)
    channel: Mapped[SlackId]
    payload: Mapped[Json]
    # A reply waits for the message whose thread it belongs to.
    after_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[OutboxState] = mapped_column(String(16))
    # On the clock that can be turned: when it is due, and from when on it is worth nothing.
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    # In real time: leases, retries.
    not_before: Mapped[datetime | None]
    owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    first_send_at: Mapped[datetime | None]
    last_send_at: Mapped[datetime | None]
    recheck_at: Mapped[datetime | None]
    # Where it ended up: a DM's channel is known only then.
    posted_channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    how: Mapped[str | None] = mapped_column(String(16))
    last_error: Mapped[str | None] = mapped_column(Text)

    @property
    def message(self) -> Message:
        return Message(self.payload["text"], tuple(self.payload["blocks"]))

    @property
    def alone(self) -> Message:
        """What to say in the channel when the message whose thread it belongs to is not there."""
        said = self.payload.get("alone") or self.payload
        return Message(said["text"], tuple(said["blocks"]))

    def replace(self, message: Message, alone: Message | None = None) -> None:
        """Say it differently; only while nobody is sending it."""
        self.payload = _payload(message, alone)


def enqueue(
    session: Session,
    workspace_id: int,
    key: str,
    channel: str,
    message: Message,
    *,
    now: datetime,
    expires_at: datetime,
    due_at: datetime | None = None,
    after: OutboundMessage | None = None,
    alone: Message | None = None,
    occurrence_id: int | None = None,
    person_id: int | None = None,
) -> OutboundMessage:
    """Have a message posted once; what has been enqueued under this key before stays as it is.

    A reply waits for the message `after`, in whose thread it goes; should that fail, `alone` goes to the channel.
    """
    found = message_named(session, workspace_id, key)
    if found is not None:
        return found
    # Somebody may be enqueueing the same at this moment: then theirs stays.
    insert_once(
        session,
        OutboundMessage,
        workspace_id=workspace_id,
        key=key,
        public_id=str(uuid5(OURS, f"{workspace_id}|{key}")),
        occurrence_id=occurrence_id,
        person_id=person_id,
        channel=channel,
        payload=_payload(message, alone),
        after_id=None if after is None else after.id,
        state=OutboxState.PENDING,
        fence=0,
        attempts=0,
        due_at=due_at or now,
        expires_at=expires_at,
        created_at=now,
    )
    row = message_named(session, workspace_id, key)
    assert row is not None
    return row


def _payload(message: Message, alone: Message | None) -> dict[str, Any]:
    payload: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks)}
    return payload if alone is None else payload | {"alone": _payload(alone, None)}


def message_named(session: Session, workspace_id: int, key: str) -> OutboundMessage | None:
    return session.scalar(
        select(OutboundMessage).where(OutboundMessage.workspace_id == workspace_id, OutboundMessage.key == key)
    )
