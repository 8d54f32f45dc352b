"""Databases at the newest schema and without a row, quickly: each test gets one, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from bot.storage.migrate import upgrade
from tests.postgres import create_database, drop_database

SHAPE = """
SELECT attrelid::regclass::text, attname, atttypid, attnotnull
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relkind IN ('r', 'i', 'v') AND attnum > 0 AND NOT attisdropped
    AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)
ORDER BY 1, attnum
"""
OTHERS_GO = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# Deleting takes 5 ms, TRUNCATE 20 ms, a fresh copy of the template 75 ms.
ROWS_GO = """
DO $$ DECLARE one regclass; BEGIN
    SET LOCAL session_replication_role = replica; -- no foreign keys, no triggers
    FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
        AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    LOOP EXECUTE format('DELETE FROM %s', one); END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


class WorkersDatabase:
    """One PostgreSQL database that a worker uses for test after test, emptied in between; `close` it at the end."""

    def __init__(self, cluster: str, worker: str) -> None:
        self._cluster, self._name, self._template = cluster, f"tests_{worker}", f"template_{worker}"
        upgrade(create_database(cluster, self._template))
        self.url = create_database(cluster, self._name, self._template)
        self._connection = psycopg.connect(self.url, autocommit=True)
        self._shape = self._read_shape()

    def empty(self) -> None:
        """As it was at first: nobody connected, no rows, counting from one, whatever a test did to the schema."""
        self._connection.execute(OTHERS_GO)
        if self._read_shape() == self._shape:
            self._connection.execute(ROWS_GO)
            return
        self._connection.close()
        drop_database(self._cluster, self._name)
        create_database(self._cluster, self._name, self._template)
        self._connection = psycopg.connect(self.url, autocommit=True)

    def close(self) -> None:
        """Leave no connection behind; the databases go with the cluster."""
        self._connection.close()

    def _read_shape(self) -> list[tuple[Any, ...]]:
        return self._connection.execute(SHAPE).fetchall()


def sqlite_template(folder: Path) -> Path:
    """A file with the newest schema and all of it in the file itself, so that a copy of the file is a database."""
    file = folder / "template.db"
    upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file
