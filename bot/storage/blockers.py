"""Blockers: what is in somebody's way, from the answer that said so to its end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.numbers import Numbered
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within


class BlockerState(StrEnum):
    OPEN = "open"
    ACKED = "acked"
    RESOLVED = "resolved"


class Blocker(Numbered, Row):
    LETTER: ClassVar[str] = "B"

    __tablename__ = "blockers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "raised_by_id"),
        within("people", "owner_id"),
        within("occurrences", "occurrence_id"),
        within("features", "feature_id"),
        Index("ix_blockers_team", "workspace_id", "team_id", "state"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    text: Mapped[Words]
    # In whose way it is, and who sees to it (the same person until it is assigned).
    raised_by_id: Mapped[Reference]
    owner_id: Mapped[Reference]
    state: Mapped[BlockerState] = mapped_column(String(16))
    # The stand-up in which it was said, if it was.
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    feature_id: Mapped[int | None] = mapped_column(Id)
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(Id)
    resolution: Mapped[Words]
