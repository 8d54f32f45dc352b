"""The databases that tests get: real, empty, at the newest schema, each test's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from tests.databases import WorkersDatabase
from tests.postgres import create_database, drop_database

ROW = text(
    "INSERT INTO workspaces (slack_id, name, bot_user_id, bot_id, installed_at)"
    " VALUES ('T1', 'Acme', 'U1', 'B1', '2026-11-01 09:00:00')"
)


@pytest.mark.parametrize("turn", ("one", "another"))
def test_a_test_finds_no_row_of_the_test_before_it(database_url: str, turn: str) -> None:
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM workspaces")).scalar() == 0
        connection.execute(ROW)
        assert connection.execute(text("SELECT id FROM workspaces")).scalar() == 1, "numbers start anew as well"


@pytest.mark.parametrize("turn", ("one", "another"))
def test_a_test_may_change_the_schema_without_harm_to_the_next(database_url: str, turn: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    assert "left_over" not in inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_over (id integer)"))
        connection.execute(text("ALTER TABLE entries RENAME TO gone"))


def test_a_connection_that_a_test_left_open_does_not_hold_up_the_next(workers_database: WorkersDatabase) -> None:
    with closing(psycopg.connect(workers_database.url)) as left_open:
        left_open.execute("LOCK TABLE workspaces IN ACCESS EXCLUSIVE MODE")
        workers_database.empty()
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")


def test_a_bare_database_has_no_table(bare_database_url: str) -> None:
    assert inspect(create_engine(bare_database_url, poolclass=NullPool)).get_table_names() == []


def test_the_template_of_sqlite_is_whole_without_its_log(migrated_file: Path) -> None:
    assert not migrated_file.with_name(f"{migrated_file.name}-wal").exists()
    with closing(sqlite3.connect(migrated_file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone()


def test_postgresql_is_a_recent_one_that_this_run_started(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        version = connection.execute("SHOW server_version_num").fetchone()
        assert version
        assert int(version[0]) >= 180000
        assert connection.execute("SELECT inet_server_addr()::text").fetchone() == ("127.0.0.1/32",)


def test_a_database_is_dropped_while_somebody_is_connected(postgres_url: str, worker_id: str) -> None:
    name = f"busy_{worker_id}"
    with closing(psycopg.connect(create_database(postgres_url, name), autocommit=True)) as connected:
        drop_database(postgres_url, name)
        with pytest.raises(psycopg.OperationalError):
            connected.execute("SELECT 1")
