"""Features: what was asked for, by whom, who wants it, what it is worth, and where it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.storage.numbers import Numbered
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within


class Feature(Numbered, Row):
    LETTER: ClassVar[str] = "F"

    __tablename__ = "features"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "author_id"),
        within("people", "owner_id"),
        Index("ix_features_team", "workspace_id", "team_id", "status"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    title: Mapped[Words]
    details: Mapped[Words]
    area: Mapped[Words]
    author_id: Mapped[Reference]
    owner_id: Mapped[int | None] = mapped_column(Id)
    status: Mapped[FeatureStatus] = mapped_column(String(16))
    status_at: Mapped[datetime]
    horizon: Mapped[Horizon | None] = mapped_column(String(8))
    target_on: Mapped[date | None]
    # The message in which it was asked for, as it was then: what happens to the message changes nothing here.
    source_channel: Mapped[str | None] = mapped_column(String(32))
    source_ts: Mapped[str | None] = mapped_column(String(32))
    source_link: Mapped[Words]
    source_text: Mapped[Words]
    source_author: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class FeatureVote(Row):
    """Somebody wants it: one vote a person."""

    __tablename__ = "feature_votes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "feature_id", "person_id"),
        within("features", "feature_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    feature_id: Mapped[Reference]
    person_id: Mapped[Reference]
    at: Mapped[datetime]


class FeatureScore(Row):
    """One person's half of a RICE score: product gives reach and impact, development confidence (in %) and effort."""

    __tablename__ = "feature_scores"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "feature_id", "side", "person_id"),
        within("features", "feature_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    feature_id: Mapped[Reference]
    side: Mapped[Side] = mapped_column(String(16))
    person_id: Mapped[Reference]
    # Product: people a quarter, and times 0.25 to 3. Development: percent, and person-months.
    reach: Mapped[float | None]
    impact: Mapped[float | None]
    confidence: Mapped[float | None]
    effort: Mapped[float | None]
    at: Mapped[datetime]
