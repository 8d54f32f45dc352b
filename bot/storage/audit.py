"""The audit trail: who changed what, appended and never changed; ids only, no content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, within


class AuditRecord(Row):
    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("people", "person_id"),
        Index("ix_audit_subject", "workspace_id", "subject", "subject_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    person_id: Mapped[Reference]
    # What was done (`ceremony.new`), and to which row of which noun.
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]


def record(session: Session, by: Person, action: str, subject: str, subject_id: int | None, *, at: datetime) -> None:
    session.add(
        AuditRecord(
            workspace_id=by.workspace_id, person_id=by.id, action=action, subject=subject, subject_id=subject_id, at=at
        )
    )
