"""Statements that every request runs: written out once for the process, then handed to the driver as they stand.

Measured on SQLite, a record of eleven columns: 80 µs through SQLAlchemy's cache of compiled statements, 25 through
here, 5 in the driver. On PostgreSQL what SQLAlchemy asks the driver about each column is saved as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Values = Mapping[str, Any]
Found = tuple[Any, ...]
CURSOR = "cursor of hoisted statements"
GROUND = "ground of hoisted statements"
# Psycopg's `executemany` costs as much as four runs by themselves.
FEW = 4


class Hoisted:
    """A statement whose values are bound by name (`bindparam`), none of them a list.

    What the session holds is written before it runs; what it changes the session does not hear of.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._written: dict[str, _Written] = {}

    def rows(self, session: Session, values: Values) -> list[Found]:
        """What it finds or returns, as the types of its columns have it."""
        session.flush()
        ground = _ground(session)
        return self._on(ground.connection, values).rows(ground, values)

    def first(self, session: Session, values: Values) -> Found | None:
        return next(iter(self.rows(session, values)), None)

    def run(self, session: Session, *each: Values) -> None:
        """For each of these, for what it changes."""
        session.flush()
        ground = _ground(session)
        self._on(ground.connection, each[0]).run(ground, each)

    def _on(self, connection: Connection, example: Values) -> _Written:
        dialect = connection.dialect
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = _Written(self._statement, dialect, example)
        return written


class _Ground(NamedTuple):
    """Where a session's statements go, as long as its transaction and its savepoint are these."""

    transaction: SessionTransaction | None
    savepoint: SessionTransaction | None
    connection: Connection
    cursor: Any


def _ground(session: Session) -> _Ground:
    """Remembered: to ask a session for its connection, which also says its savepoints, costs as much as a statement."""
    known: _Ground | None = session.info.get(GROUND)
    if (
        known is not None
        and known.transaction is session.get_transaction()
        and known.savepoint is session.get_nested_transaction()
        and session.is_active  # else SQLAlchemy has to say what failed before
    ):
        return known
    connection = session.connection()
    ground = _Ground(session.get_transaction(), session.get_nested_transaction(), connection, _cursor(connection))
    session.info[GROUND] = ground
    return ground


class _Written:
    """The statement as one database's driver takes it."""

    def __init__(self, statement: Statement, dialect: Dialect, example: Values) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(example))
        # SQLAlchemy would make values for these as it executes.
        assert not (compiled.insert_prefetch or compiled.update_prefetch), "columns with defaults have to be given"
        # What is a list in the statement itself (`state IN ('open', 'closed')`) is written out, too.
        state = compiled.construct_expanded_state(dict(example))
        self._text = state.statement
        self._fault = dialect.loaded_dbapi.Error
        self._in_order = None if state.positiontup is None else _those(state.positiontup)
        kinds = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        writers = {name: kind.bind_processor(dialect) for name, kind in kinds.items()} | dict(state.processors)
        self._into = [(name, writer) for name in example if (writer := writers.get(name)) is not None]
        self._fixed = {
            name: value if (writer := writers.get(name)) is None else writer(value)
            for name, value in state.parameters.items()
            if name not in example
        }
        readers = (
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.exported_columns
        )
        self._out = [(place, reader) for place, reader in enumerate(readers) if reader is not None]

    def rows(self, ground: _Ground, values: Values) -> list[Found]:
        cursor = ground.cursor
        try:
            cursor.execute(self._text, self._bound(values))
            found: list[Found] = cursor.fetchall()
        except self._fault as fault:
            raise self._said(fault) from fault
        return [self._read(row) for row in found] if self._out else found

    def run(self, ground: _Ground, each: Sequence[Values]) -> None:
        cursor = ground.cursor
        try:
            if len(each) > FEW:
                cursor.executemany(self._text, [self._bound(values) for values in each])
            else:
                for values in each:
                    cursor.execute(self._text, self._bound(values))
        except self._fault as fault:
            raise self._said(fault) from fault

    def _said(self, fault: Exception) -> BaseException:
        """As SQLAlchemy says it, without what people typed."""
        return DBAPIError.instance(self._text, None, fault, self._fault, hide_parameters=True)

    def _bound(self, values: Values) -> Any:
        bound = {**self._fixed, **values}
        for name, convert in self._into:
            bound[name] = convert(bound[name])
        return bound if self._in_order is None else self._in_order(bound)

    def _read(self, row: Found) -> Found:
        read = list(row)
        for place, convert in self._out:
            read[place] = convert(read[place])
        return tuple(read)


def _those(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """Gets these values, in this order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])


def _cursor(connection: Connection) -> Any:
    """The one cursor that each of the driver's connections keeps for this: making one costs psycopg half a query."""
    kept = connection.info
    if CURSOR not in kept:
        kept[CURSOR] = connection.connection.cursor()
    return kept[CURSOR]
