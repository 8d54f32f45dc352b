"""Action items: what somebody promised to do, until when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.numbers import Numbered
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionItem(Numbered, Row):
    LETTER: ClassVar[str] = "A"

    __tablename__ = "action_items"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "owner_id"),
        within("people", "created_by_id"),
        within("occurrences", "occurrence_id"),
        Index("ix_action_items_team", "workspace_id", "team_id", "state"),
        Index("ix_action_items_remind_at", "remind_at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    text: Mapped[Words]
    # Nobody and no day are allowed, and shown as such.
    owner_id: Mapped[int | None] = mapped_column(Id)
    due_on: Mapped[date | None]
    state: Mapped[ActionState] = mapped_column(String(16))
    # The retro or meeting it comes from, and the card, by its number.
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    card_number: Mapped[int | None]
    # How many retros opened with it unfinished.
    carried: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[Reference]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    why_dropped: Mapped[Words]
    # When its owner hears of it next; None: not any more.
    remind_at: Mapped[datetime | None]
