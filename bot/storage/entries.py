"""Entries: what a person wrote in one section of an occurrence, and what they had written before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, UniqueConstraint, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.hoisted import Hoisted
from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.schema import InWorkspace, Key, Reference, Row, Words, table_of, within


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


ENTRIES = table_of(Entry)
OF_PERSON = Hoisted(
    select(ENTRIES.c.id, ENTRIES.c.section, ENTRIES.c.text, ENTRIES.c.version).where(
        ENTRIES.c.workspace_id == bindparam("workspace_id"),
        ENTRIES.c.occurrence_id == bindparam("occurrence_id"),
        ENTRIES.c.person_id == bindparam("person_id"),
    )
)
REWORD = Hoisted(
    update(ENTRIES)
    .where(ENTRIES.c.workspace_id == bindparam("in_workspace"), ENTRIES.c.id == bindparam("of_id"))
    .values(text=bindparam("text"), version=bindparam("version"), edited_at=bindparam("edited_at"))
)
WRITE = Hoisted(insert(ENTRIES).returning(ENTRIES.c.id))
KEEP_WORDING = Hoisted(insert(table_of(EntryVersion)))


def write_entries(
    session: Session, occurrence: Occurrence, by: Person, answers: Mapping[str, str], *, at: datetime
) -> Written:
    """Write or change the sections given, and only those."""
    had = _written(session, occurrence, by.id)
    known = {section: answers[section] for section in answers.keys() & had.keys()}
    reworded = {section: had[section].reworded(text) for section, text in known.items() if text != had[section].text}
    added = {
        section: _first_wording(session, occurrence, by, section, text, at)
        for section, text in answers.items()
        if text and section not in had
    }
    if reworded:
        values = [
            {"in_workspace": by.workspace_id, "edited_at": at, **wording.changes()} for wording in reworded.values()
        ]
        REWORD.run(session, *values)
    now_said = reworded | added
    if now_said:
        KEEP_WORDING.run(session, *(wording.kept(by.workspace_id, at) for wording in now_said.values()))
    changes = [
        Rewording(section, wording.entry_id, had[section].text if section in had else None, wording.text)
        for section, wording in now_said.items()
    ]
    return Written(changes, _texts(had | now_said))


@dataclass(frozen=True)
class Written:
    """What became different, and all that stands now, by section."""

    changes: list[Rewording]
    answers: dict[str, str]


@dataclass(frozen=True)
class Rewording:
    """What became of one section: `before` is None where it had no entry, "" where that was emptied."""

    section: str
    entry_id: int
    before: str | None
    text: str


@dataclass(frozen=True)
class Wording:
    """One wording of an entry."""

    entry_id: int
    text: str
    version: int = 1

    def reworded(self, text: str) -> Wording:
        return Wording(self.entry_id, text, self.version + 1)

    def changes(self) -> dict[str, object]:
        """For `REWORD`."""
        return {"of_id": self.entry_id, "text": self.text, "version": self.version}

    def kept(self, workspace_id: int, at: datetime) -> dict[str, object]:
        """For `KEEP_WORDING`."""
        names = {"entry_id": self.entry_id, "version": self.version, "text": self.text}
        return {"workspace_id": workspace_id, "written_at": at, **names}


def _first_wording(
    session: Session, occurrence: Occurrence, by: Person, section: str, text: str, at: datetime
) -> Wording:
    entry = {
        "workspace_id": by.workspace_id,
        "occurrence_id": occurrence.id,
        "person_id": by.id,
        "section": section,
        "text": text,
        "version": 1,
        "written_at": at,
    }
    ((entry_id,),) = WRITE.rows(session, entry)
    return Wording(entry_id, text)


def _written(session: Session, occurrence: Occurrence, person_id: int) -> dict[str, Wording]:
    """One person's entries by section, emptied ones too."""
    wanted = {"workspace_id": occurrence.workspace_id, "occurrence_id": occurrence.id, "person_id": person_id}
    found = OF_PERSON.rows(session, wanted)
    return {section: Wording(entry_id, text, version) for entry_id, section, text, version in found}


def answers_of(session: Session, occurrence: Occurrence, person_id: int) -> dict[str, str]:
    """What one person wrote, by section."""
    return _texts(_written(session, occurrence, person_id))


def _texts(written: Mapping[str, Wording]) -> dict[str, str]:
    """Without what was emptied."""
    return {section: wording.text for section, wording in written.items() if wording.text}


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
