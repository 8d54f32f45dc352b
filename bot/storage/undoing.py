"""Putting one thing back as it was: what a verb moved is remembered, and set back while nobody changed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.access import Undoable
from bot.storage.agendas import AgendaItem, show_anew, show_points_about
from bot.storage.changes import note_change
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.people import Person

# What verbs move, by the letter of the noun.
COLUMNS = {
    "F": ("status", "status_at", "horizon", "target_on", "owner_id", "deleted_at"),
    "G": ("state", "outcome", "closed_at", "not_before"),
    "A": ("state", "closed_at", "why_dropped", "remind_at", "owner_id", "due_on"),
    "B": ("state", "resolved_at", "resolved_by_id", "resolution", "owner_id"),
    "R": ("dropped_at",),
}
# What the history calls these; the others are no words for people.
NOTED = {"status": "status", "horizon": "horizon", "target_on": "target", "state": "state", "due_on": "due"}
# Where another value than the one that was set tells that somebody changed it since.
TELLING = frozenset({*NOTED, "owner_id", "not_before", "deleted_at", "dropped_at"})
Moved = dict[str, tuple[Any, Any]]


def remember(row: Undoable) -> dict[str, Any]:
    """What there is to put back, before it is moved."""
    return {column: getattr(row, column) for column in COLUMNS[row.LETTER]}


def moved_since(row: Undoable, before: Mapping[str, Any]) -> Moved:
    """What is different now: before and after, by column."""
    now = remember(row)
    return {column: (was, now[column]) for column, was in before.items() if was != now[column]}


def _telling(moved: Moved) -> Collection[str]:
    """The columns that tell; what was moved alone tells itself."""
    return TELLING.intersection(moved) or moved.keys()


def packed(moved: Moved) -> dict[str, list[Any]]:
    """As JSON takes it."""
    telling = _telling(moved)
    return {column: [_packed(was), _packed(now) if column in telling else None] for column, (was, now) in moved.items()}


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def unpacked(letter: str, carried: Mapping[str, Any]) -> Moved:
    """The other way round; only columns that a verb moves. Raises ValueError for what was never packed so."""
    if not carried or not carried.keys() <= set(COLUMNS[letter]):
        raise ValueError(letter)
    return {column: (_unpacked(pair[0]), _unpacked(pair[1])) for column, pair in carried.items()}


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["on"])
    return value


def put_back(session: Session, row: Undoable, moved: Moved, *, by: Person, at: datetime) -> bool:
    """As it was; False, and nothing is done, when somebody has changed it since."""
    if any(getattr(row, column) != moved[column][1] for column in _telling(moved)):
        return False
    for column, (was, now) in moved.items():
        setattr(row, column, was)
        if row.LETTER in ("F", "A", "B"):
            _note(session, row, column, was, now, by, at)
    session.flush()
    if isinstance(row, AgendaItem):
        _on_an_agenda(session, row)
    else:
        show_points_about(session, row.workspace_id, row.LETTER, row.number)
    return True


def _note(session: Session, row: Undoable, column: str, was: Any, now: Any, by: Person, at: datetime) -> None:
    if column == "owner_id":
        words = [_name(session, one) for one in (now, was)]
        note_change(session, by, row.LETTER, row.id, "owner", before=words[0], after=words[1], at=at)
    elif column == "deleted_at":
        note_change(session, by, row.LETTER, row.id, "restored", after=f"{row.LETTER}-{row.number}", at=at)
    elif column in NOTED:
        words = [one.isoformat() if isinstance(one, date) else str(one or "") for one in (now, was)]
        note_change(session, by, row.LETTER, row.id, NOTED[column], before=words[0], after=words[1], at=at)


def _name(session: Session, person_id: int | None) -> str:
    return session.scalar(select(Person.name).where(Person.id == person_id)) or ""


def _on_an_agenda(session: Session, item: AgendaItem) -> None:
    """Where it stood, if that meeting is not over meanwhile; else it waits for the next."""
    here = (Occurrence.workspace_id == item.workspace_id, Occurrence.id == item.occurrence_id)
    stands_on = session.scalar(select(Occurrence).where(*here)) if item.occurrence_id is not None else None
    if stands_on is not None and stands_on.state != OccurrenceState.OPEN:
        item.occurrence_id = None
    show_anew(session, item)
