"""Records of hoisted statements: to look at, for what a request reads and does not change; or to change as any other.

Measured on SQLite, a record of eleven columns: 273 µs through a statement built on the spot, 133 through one built
once, 40 to change and 25 to look at through here; the driver alone needs 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from bot.storage.hoisted import Hoisted
from bot.storage.schema import Row, table_of

R = TypeVar("R", bound=Row)
GLIMPSED = "_glimpsed"


def columns_of(*rows: type[Row]) -> Select[Any]:
    """The beginning of a statement for records: all columns of these tables, in that order."""
    return select(*(table_of(row) for row in rows))


def glimpse(
    session: Session, statement: Hoisted, parameters: dict[str, Any], *rows: type[Row]
) -> list[tuple[Any, ...]]:
    """What was found, as records that belong to no session; changing one is an error.

    `statement` begins with `columns_of(*rows)`.
    """
    return [
        tuple(_glimpse(row, part) for row, part in _parts(values, rows))
        for values in statement.rows(session, parameters)
    ]


def glimpse_one(session: Session, statement: Hoisted, parameters: dict[str, Any], row: type[R]) -> R | None:
    """The same for one record of one table, or None."""
    values = statement.first(session, parameters)
    return None if values is None else _glimpse(row, values)


def load_one(session: Session, statement: Hoisted, parameters: dict[str, Any], row: type[R]) -> R | None:
    """The session's own record, to be changed like any that it loaded; one that it holds already stays as it is."""
    values = statement.first(session, parameters)
    return None if values is None else held(session, row, values)


def load(session: Session, statement: Hoisted, parameters: dict[str, Any], *rows: type[Row]) -> list[tuple[Any, ...]]:
    """The same for several tables; None where an outer join found nothing."""
    return [
        tuple(None if part[0] is None else held(session, row, part) for row, part in _parts(values, rows))
        for values in statement.rows(session, parameters)
    ]


def held(session: Session, row: type[R], values: Sequence[Any]) -> R:
    """The session's own record with these values."""
    known = session.identity_map.get(_mapper(row).identity_key_from_primary_key(tuple(values[:1])))
    if known is not None:
        return cast(R, known)
    # As the session itself makes one, without `__init__`.
    record = cast(R, _mapper(row).class_manager.new_instance())
    record.__dict__.update(zip(_names(row), values, strict=True))
    make_transient_to_detached(record)
    session.add(record)
    return record


def read_anew(session: Session, statement: Hoisted, parameters: dict[str, Any], record: Row) -> None:
    """Take over what stands in the database now."""
    values = statement.first(session, parameters)
    assert values is not None, f"a {type(record).__name__} is gone"
    for name, value in zip(_names(type(record)), values, strict=True):
        set_committed_value(record, name, value)


def _parts(values: Sequence[Any], rows: Iterable[type[Row]]) -> Iterator[tuple[type[Row], Sequence[Any]]]:
    """What belongs to each of the tables."""
    start = 0
    for row in rows:
        end = start + len(_names(row))
        yield row, values[start:end]
        start = end


def _glimpse(row: type[R], values: Sequence[Any]) -> R:
    # Without what a session would keep of it: all that can be read is here.
    record = row.__new__(row)
    record.__dict__.update(zip(_names(row), values, strict=True))
    record.__dict__[GLIMPSED] = True
    return record


@cache
def _mapper(row: type[R]) -> Mapper[R]:
    return inspect(row)


@cache
def _names(row: type[Row]) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(row).columns)
