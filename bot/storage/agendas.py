"""Agendas: the points that a meeting is to talk about, from the one who brought them to their end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.numbers import Numbered
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class AgendaItem(Numbered, Row):
    """A point for one series of meetings; open ones stand on its next agenda, whichever that is."""

    LETTER: ClassVar[str] = "G"

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("ceremonies", "ceremony_id"),
        within("occurrences", "occurrence_id"),
        within("people", "by_id"),
        Index("ix_agenda_items_ceremony", "workspace_id", "ceremony_id", "state"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    ceremony_id: Mapped[Reference]
    # The meeting on whose agenda it stands or stood; None until the next agenda is made.
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    text: Mapped[Words]
    by_id: Mapped[Reference]
    minutes: Mapped[int | None]
    # What it is about, where a button brought it here: F-12, B-4, A-7.
    about_letter: Mapped[str | None] = mapped_column(String(1))
    about_number: Mapped[int | None]
    state: Mapped[ItemState] = mapped_column(String(16))
    # From how many meetings it was carried on, and whether somebody put it off themselves.
    carried: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    outcome: Mapped[Words]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
