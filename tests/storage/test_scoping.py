"""A row of one workspace cannot point into another, whatever the code above does: the database itself refuses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Table, TypeDecorator, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import audit, inbox
from bot.storage.access import Seat
from bot.storage.database import Database
from bot.storage.living import Subject, living_message
from bot.storage.occurrences import participant_of
from bot.storage.outbox import enqueue
from bot.storage.proceedings import answer, open_day
from bot.storage.schema import Row
from tests.storage.cast import MONDAY, House, acme, elsewhere

KEYS = {
    f"{table.name}.{key.column_keys[1]}": (table, key)
    for table in Row.metadata.tables.values()
    for key in table.constraints
    if isinstance(key, ForeignKeyConstraint) and len(key.column_keys) == 2
}


def lived_in(session: Session, house: House, name: str) -> None:
    """A row in every table, by holding a stand-up; of what else there is, any row."""
    by = house[name]
    occurrence = open_day(session, house.ceremony, house.team, date(2026, 11, 23), now=MONDAY)
    participant = participant_of(session, occurrence, by.id)
    assert participant is not None
    answer(session, Seat(occurrence, house.ceremony, house.team, participant), by, {"today": "tests"}, at=MONDAY)
    parent, reply = (
        enqueue(session, by.workspace_id, key, by.slack_id, Message("hi"), now=MONDAY, expires_at=MONDAY)
        for key in ("parent", "reply")
    )
    reply.after_id, reply.occurrence_id = parent.id, occurrence.id
    day = living_message(session, occurrence, Subject.DAY)
    assert day is not None
    day.outbox_id = parent.id
    audit.record(session, by, "team.new", "team", house.team.id, at=MONDAY)
    inbox.is_first(session, by.workspace_id, "command:1", at=MONDAY)
    session.flush()
    for table in Row.metadata.sorted_tables:
        if "workspace_id" in table.c and not _ids(session, table, by.workspace_id):
            session.execute(table.insert().values(_any_row(session, table, by.workspace_id)))


def _ids(session: Session, table: Table, workspace_id: int) -> list[int]:
    key = table.c.id if "id" in table.c else table.c.workspace_id
    return list(session.scalars(select(key).where(table.c.workspace_id == workspace_id)))


def _any_row(session: Session, table: Table, workspace_id: int) -> dict[str, object]:
    """Something in each column; its keys point at rows of its own workspace."""
    row: dict[str, object] = {column.name: ANYTHING[_python_type(column)] for column in table.c if column.name != "id"}
    for key in table.constraints:
        if isinstance(key, ForeignKeyConstraint) and len(key.column_keys) == 2:
            row[key.column_keys[1]] = _ids(session, key.referred_table, workspace_id)[0]
    return row | {"workspace_id": workspace_id}


def _python_type(column: Column[Any]) -> type:
    return (column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type).python_type


ANYTHING = {int: 1, str: "x", float: 1.0, bool: False, date: MONDAY.date(), datetime: MONDAY, dict: {}}


@pytest.fixture
def two_workspaces(db: Database) -> tuple[int, int]:
    """The ids of two workspaces, each with rows in every table."""
    with db.write() as session:
        ours, theirs = acme(session), elsewhere(session)
        lived_in(session, ours, "Ana")
        lived_in(session, theirs, "Fay")
        return ours.workspace.id, theirs.workspace.id


def test_every_key_within_a_workspace_is_tried(two_workspaces: tuple[int, int], db: Database) -> None:
    with db.read() as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Row.metadata.tables.values()
            if table.name != "heartbeats"
        }
    assert {name for name, count in counts.items() if not count} == set()
    assert len(KEYS) >= 18


def test_no_row_can_point_into_another_workspace(two_workspaces: tuple[int, int], db: Database) -> None:
    ours, theirs = two_workspaces
    for name in KEYS:
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            point_abroad(db, name, ours, theirs)


def point_abroad(db: Database, name: str, ours: int, theirs: int) -> None:
    """Have a row of one workspace point at a row of the other, by the key of that name."""
    table, key = KEYS[name]
    target = key.referred_table
    with db.write() as session:
        foreign = session.scalar(select(target.c.id).where(target.c.workspace_id == theirs).limit(1))
        statement = update(table).where(table.c.workspace_id == ours).values({key.column_keys[1]: foreign})
        if "id" in table.c:
            first = select(func.min(table.c.id)).where(table.c.workspace_id == ours).scalar_subquery()
            statement = statement.where(table.c.id == first)
        session.execute(statement)


def test_no_row_can_move_to_another_workspace_while_others_point_at_it(
    two_workspaces: tuple[int, int], db: Database
) -> None:
    ours, theirs = two_workspaces
    for name in ("people", "teams", "ceremonies", "occurrences", "entries", "outbox", "channels"):
        table = Row.metadata.tables[name]
        with pytest.raises(IntegrityError), db.write() as session:
            session.execute(update(table).where(table.c.workspace_id == ours).values(workspace_id=theirs))
