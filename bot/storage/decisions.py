"""Decisions: what a team settled, when, and about what."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.numbers import Numbered
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within


class Decision(Numbered, Row):
    LETTER: ClassVar[str] = "D"

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "by_id"),
        within("occurrences", "occurrence_id"),
        within("features", "feature_id"),
        Index("ix_decisions_team", "workspace_id", "team_id", "at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    text: Mapped[Words]
    by_id: Mapped[Reference]
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    feature_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
