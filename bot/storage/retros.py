"""Retrospectives: the board of one occurrence, its cards and the votes on them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.retros import Mode, Phase
from bot.storage.numbers import Numbered
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within


class Retro(Row):
    """What an occurrence of the kind `retro` has besides: the format, who leads it, and how far it is."""

    __tablename__ = "retros"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "occurrence_id"),
        within("occurrences", "occurrence_id"),
        within("teams", "team_id"),
        within("people", "facilitator_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    occurrence_id: Mapped[Reference]
    team_id: Mapped[Reference]
    # The team's how manieth.
    ordinal: Mapped[int]
    format: Mapped[str] = mapped_column(String(32))
    mode: Mapped[Mode] = mapped_column(String(16))
    phase: Mapped[Phase] = mapped_column(String(16))
    facilitator_id: Mapped[Reference]
    votes_each: Mapped[int]
    votes_an_item: Mapped[int]
    # The card that is being talked about.
    discussing: Mapped[int | None]
    opened_at: Mapped[datetime]
    phase_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RetroCard(Numbered, Row):
    LETTER: ClassVar[str] = "R"

    __tablename__ = "retro_cards"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("retros", "retro_id"),
        within("people", "person_id"),
        Index("ix_retro_cards_retro", "workspace_id", "retro_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    retro_id: Mapped[Reference]
    # Not kept in anonymous retros.
    person_id: Mapped[int | None] = mapped_column(Id)
    section: Mapped[str] = mapped_column(String(32))
    text: Mapped[Words]
    written_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]


class RetroVote(Row):
    """How many of their votes somebody gave to one card."""

    __tablename__ = "retro_votes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "card_id", "person_id"),
        within("retro_cards", "card_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    card_id: Mapped[Reference]
    person_id: Mapped[Reference]
    votes: Mapped[int]
