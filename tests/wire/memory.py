"""The bot's database, beside the bot: counting what it keeps, and standing in the way of its writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, inspect, text

LOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection of one's own; each statement is a transaction unless it says BEGIN."""
    full = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(full, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def row_counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with opened(url) as database:
        tables = sorted(inspect(database).get_table_names())
        return {table: database.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one() for table in tables}


def rows_of(url: str, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with opened(url) as database:
        return [tuple(row) for row in database.execute(text(query), values)]


@contextmanager
def held_up(url: str, table: str) -> Iterator[Connection]:
    """Whoever writes into this table waits until the block ends; on SQLite whoever writes at all."""
    with opened(url) as database:
        if database.dialect.name == "sqlite":
            database.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            database.exec_driver_sql("BEGIN")
            database.exec_driver_sql(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')
        yield database
        database.exec_driver_sql("ROLLBACK")
