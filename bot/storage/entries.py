"""Entries: what a person wrote in one section of an occurrence, and what they had written before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.schema import InWorkspace, Key, Reference, Row, Words, within


class Entry(Row):
    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "occurrence_id", "person_id", "section"),
        within("occurrences", "occurrence_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    occurrence_id: Mapped[Reference]
    person_id: Mapped[Reference]
    section: Mapped[str] = mapped_column(String(32))
    text: Mapped[Words]
    version: Mapped[int]
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class EntryVersion(Row):
    """One wording of an entry, the newest included: nothing that was typed is ever lost."""

    __tablename__ = "entry_versions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "entry_id", "version"),
        within("entries", "entry_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    entry_id: Mapped[Reference]
    version: Mapped[int]
    text: Mapped[Words]
    written_at: Mapped[datetime]


def write_entries(
    session: Session, occurrence: Occurrence, by: Person, answers: Mapping[str, str], *, at: datetime
) -> bool:
    """Write or change the sections given, and only those; whether anything became different."""
    had = _entries_by_section(session, occurrence, by)
    changed: list[Entry] = []
    for section, text in answers.items():
        entry = had.get(section)
        if entry is None and text:
            changed.append(_first_wording(occurrence, by, section, text, at))
        elif entry is not None and entry.text != text:
            entry.text, entry.version, entry.edited_at = text, entry.version + 1, at
            changed.append(entry)
    session.add_all(changed)
    session.flush()
    if changed:
        session.execute(insert(EntryVersion), [_wording(entry, at) for entry in changed])
    return bool(changed)


def _first_wording(occurrence: Occurrence, by: Person, section: str, text: str, at: datetime) -> Entry:
    return Entry(
        workspace_id=by.workspace_id,
        occurrence_id=occurrence.id,
        person_id=by.id,
        section=section,
        text=text,
        version=1,
        written_at=at,
    )


def _wording(entry: Entry, at: datetime) -> dict[str, object]:
    return {
        "workspace_id": entry.workspace_id,
        "entry_id": entry.id,
        "version": entry.version,
        "text": entry.text,
        "written_at": at,
    }


def _entries_by_section(session: Session, occurrence: Occurrence, by: Person) -> dict[str, Entry]:
    rows = session.scalars(
        select(Entry).where(
            Entry.workspace_id == occurrence.workspace_id,
            Entry.occurrence_id == occurrence.id,
            Entry.person_id == by.id,
        )
    )
    return {entry.section: entry for entry in rows}


def answers_of(session: Session, occurrence: Occurrence, person_id: int) -> dict[str, str]:
    """What one person wrote, by section."""
    rows = session.execute(
        select(Entry.section, Entry.text).where(
            Entry.workspace_id == occurrence.workspace_id,
            Entry.occurrence_id == occurrence.id,
            Entry.person_id == person_id,
            Entry.text != "",
        )
    )
    return {section: text for section, text in rows}


def answers_in(session: Session, occurrence: Occurrence) -> dict[int, dict[str, str]]:
    """What everybody wrote, by person and section."""
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    rows = session.execute(
        select(Entry.person_id, Entry.section, Entry.text).where(
            Entry.workspace_id == occurrence.workspace_id, Entry.occurrence_id == occurrence.id, Entry.text != ""
        )
    )
    for person_id, section, text in rows:
        answers[person_id][section] = text
    return dict(answers)
