"""Retrospectives: the board of one occurrence, its cards and the votes on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.retros import CUSTOM, FORMATS, USUAL, Format, Mode, Phase, custom_format
from bot.storage.ceremonies import Ceremony
from bot.storage.numbers import Numbered
from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within
from bot.storage.teams import Team


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


def open_retro(session: Session, team: Team) -> Retro | None:
    """The team's retro that is not closed; it has one at most."""
    return session.scalar(
        select(Retro)
        .where(Retro.workspace_id == team.workspace_id, Retro.team_id == team.id, Retro.phase != Phase.CLOSED)
        .order_by(Retro.id.desc())
        .limit(1)
    )


def closed_retros(session: Session, team: Team) -> Sequence[Retro]:
    """Those that are over, the newest first."""
    return session.scalars(
        select(Retro)
        .where(Retro.workspace_id == team.workspace_id, Retro.team_id == team.id, Retro.phase == Phase.CLOSED)
        .order_by(Retro.ordinal.desc())
    ).all()


def retro_of(session: Session, occurrence: Occurrence) -> Retro:
    return session.scalars(
        select(Retro).where(Retro.workspace_id == occurrence.workspace_id, Retro.occurrence_id == occurrence.id)
    ).one()


def occurrence_of(session: Session, retro: Retro) -> Occurrence:
    return session.scalars(
        select(Occurrence).where(Occurrence.workspace_id == retro.workspace_id, Occurrence.id == retro.occurrence_id)
    ).one()


def facilitator_of(session: Session, retro: Retro) -> Person:
    return session.scalars(
        select(Person).where(Person.workspace_id == retro.workspace_id, Person.id == retro.facilitator_id)
    ).one()


def lock_retro(session: Session, retro: Retro) -> None:
    """Until the end of the transaction nobody else moves it, adds a card or votes; what is known is read anew."""
    session.flush()
    session.refresh(retro, with_for_update=True)


def format_of(session: Session, retro: Retro) -> Format:
    """Its columns: of a known format, or the ones that its series remembers under its ordinal."""
    if retro.format != CUSTOM:
        return FORMATS.get(retro.format, USUAL)
    occurrence = occurrence_of(session, retro)
    ceremony = session.scalars(
        select(Ceremony).where(Ceremony.workspace_id == retro.workspace_id, Ceremony.id == occurrence.ceremony_id)
    ).one()
    names = (ceremony.options or {}).get("columns", {}).get(str(retro.ordinal), [])
    return custom_format([str(name) for name in names]) if names else USUAL
