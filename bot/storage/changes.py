"""History: what was changed on a feature, blocker, action item or point, by whom and why. Appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.people import Person
from bot.storage.schema import InWorkspace, Key, Reference, Row, Words, within


class Change(Row):
    """`subject` is the letter of what was changed (F, B, A, G), `what` the column, in stored words before and after."""

    __tablename__ = "changes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("people", "person_id"),
        Index("ix_changes_subject", "workspace_id", "subject", "subject_id"),
        Index("ix_changes_at", "workspace_id", "at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    subject: Mapped[str] = mapped_column(String(1))
    subject_id: Mapped[Reference]
    what: Mapped[str] = mapped_column(String(32))
    before: Mapped[Words]
    after: Mapped[Words]
    why: Mapped[Words]
    person_id: Mapped[Reference]
    at: Mapped[datetime]


def note_change(
    session: Session,
    by: Person,
    letter: str,
    subject_id: int,
    what: str,
    *,
    before: str = "",
    after: str = "",
    why: str = "",
    at: datetime,
) -> Change:
    change = Change(
        workspace_id=by.workspace_id,
        subject=letter,
        subject_id=subject_id,
        what=what,
        before=before,
        after=after,
        why=why,
        person_id=by.id,
        at=at,
    )
    session.add(change)
    return change


def changes_of(session: Session, workspace_id: int, letter: str, subject_id: int) -> Sequence[tuple[Change, Person]]:
    """Its history with who did it, oldest first."""
    rows = session.execute(
        select(Change, Person)
        .join(Person, Person.id == Change.person_id)
        .where(Change.workspace_id == workspace_id, Change.subject == letter, Change.subject_id == subject_id)
        .order_by(Change.at, Change.id)
    )
    return [(change, person) for change, person in rows]
