"""What every table has: the declarative root, names for constraints, and types both databases agree on."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from typing import Annotated, Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.storage.hoisted import Hoisted

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC on both sides; SQLite forgets zones, so naive values are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[time]):
    """A time on the wall, stored as `HH:MM`."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: str | None, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


class Weekdays(TypeDecorator[frozenset[int]]):
    """Days of the week, 0 for Monday, stored as digits (`01234`)."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: Dialect) -> str | None:
        return None if value is None else "".join(str(day) for day in sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[int] | None:
        return None if value is None else frozenset(int(digit) for digit in value)


Id = BigInteger().with_variant(Integer, "sqlite")
Key = Annotated[int, mapped_column(Id, primary_key=True)]
InWorkspace = Annotated[int, mapped_column(Id, ForeignKey("workspaces.id"))]
Reference = Annotated[int, mapped_column(Id)]
SlackId = Annotated[str, mapped_column(String(32))]
Words = Annotated[str, mapped_column(Text)]
Json = Annotated[dict[str, Any], mapped_column(JSON)]


class Row(DeclarativeBase):
    """A record. Rows are found within a workspace only: `(workspace_id, id)` is what foreign keys point at."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime(), time: WallTime(), frozenset[int]: Weekdays()}

    def __setattr__(self, name: str, value: object) -> None:
        if "_glimpsed" in self.__dict__:
            raise AttributeError(f"this {type(self).__name__} was read to look at (glimpses.py): load it to change it")
        super().__setattr__(name, value)


def table_of(row: type[Row]) -> Table:
    """For statements without the ORM, which are built once and run at every request: a fifth of its price."""
    return cast(Table, row.__table__)


def insert_once(session: Session, row: type[Row], **values: Any) -> bool:
    """Insert unless a row with that key is there; whether this call inserted it. Waits for a rival's transaction."""
    return _insert_once(row, session.get_bind().dialect.name, *values).first(session, values) is not None


@cache
def _insert_once(row: type[Row], dialect: str, *_columns: str) -> Hoisted:
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment] # as late as its driver: 80 ms
    # What comes back tells: the number of rows is -1 on PostgreSQL.
    return Hoisted(insert(table_of(row)).on_conflict_do_nothing().returning(*inspect(row).primary_key))


def within(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key that cannot leave its workspace."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"])
