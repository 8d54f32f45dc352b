"""Starting on a database that cannot be used: what is wrong and what to do, in a sentence; and two starts at once."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from bot.simulator.driver import Slack
from bot.storage.migrate import HEAD, upgrade
from tests.postgres import cluster_url, create_database, drop_database, named
from tests.processes import MARK
from tests.wire.bots import Bot, assert_is_one_sentence, settings_for, starts_badly
from tests.wire.setups import ON_POSTGRESQL, ON_SQLITE, Setup, database_in

WRITE_VERSION = 18  # where in a SQLite file it stands who may write it; a number of the future makes it read-only
LATER = "9999"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database at the newest schema."""
    file = tmp_path / "drumbeat.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A PostgreSQL database without a schema, and with the roles visitor, who may connect, and member, who may not."""
    cluster = cluster_url(Path(os.environ[MARK]))
    name = f"start_{os.urandom(6).hex()}"
    url = create_database(cluster, name)
    with psycopg.connect(url, autocommit=True) as connection:
        for role in ("visitor", "member"):
            connection.execute(
                f"DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD 'sesame'; EXCEPTION WHEN OTHERS THEN END $$"
            )
        connection.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
        connection.execute(f"GRANT CONNECT ON DATABASE {name} TO visitor")
    yield url
    drop_database(cluster, name)


def refused(slack: Slack, folder: Path, url: str, about: str, to_do: str, **settings: str) -> None:
    """It does not start: one sentence names the database, what is wrong with it and what to do."""
    status, said = starts_badly(settings_for(slack, folder) | {"DATABASE_URL": url} | settings, folder)
    assert status == 1
    assert_is_one_sentence(said, about)
    assert to_do in said


@pytest.mark.parametrize("lock", ("BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"))
def test_a_file_that_another_program_writes_to_is_a_sentence(slack: Slack, file: Path, lock: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        if lock == "BEGIN IMMEDIATE":
            other.execute("PRAGMA journal_mode=WAL")  # then everybody may read, and one may write
        other.execute(lock)
        refused(slack, file.parent, f"sqlite:///{file}", "database is locked", "stop that one")


def test_a_file_that_may_only_be_read_is_a_sentence(slack: Slack, file: Path) -> None:
    with file.open("r+b") as database:
        database.seek(WRITE_VERSION)
        database.write(b"\x03")
    refused(slack, file.parent, f"sqlite:///{file}", "readonly database", "Let the user that runs Drumbeat write")


def test_a_full_disk_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full, the disk without room, here")
    refused(slack, tmp_path, "sqlite:////dev/full", "disk is full", "Make room")


@pytest.mark.parametrize("migrates", ("true", "false"))
def test_a_file_of_a_later_version_is_a_sentence(slack: Slack, file: Path, migrates: str) -> None:
    made_later(f"sqlite:///{file}")
    refused(slack, file.parent, f"sqlite:///{file}", LATER, "Start the newer version", DRUMBEAT_AUTO_MIGRATE=migrates)
    assert not list(file.parent.glob("*before*"))


def test_a_postgresql_of_a_later_version_is_a_sentence(slack: Slack, tmp_path: Path, postgresql: str) -> None:
    upgrade(postgresql)
    made_later(postgresql)
    refused(slack, tmp_path, postgresql, LATER, "Start the newer version")


def test_a_postgresql_without_that_database_is_a_sentence(slack: Slack, tmp_path: Path, postgresql: str) -> None:
    refused(slack, tmp_path, named(postgresql, "nowhere"), '"nowhere" does not exist', "Check DATABASE_URL")


@pytest.mark.parametrize(
    ("role", "about", "to_do"),
    (
        ("stranger", '"stranger"', "name and password"),
        ("member", "permission denied for database", "Grant the role"),
        ("visitor", "permission denied for schema public", "Grant the role"),
    ),
)
def test_a_role_without_rights_is_a_sentence(
    slack: Slack, tmp_path: Path, postgresql: str, role: str, about: str, to_do: str
) -> None:
    refused(slack, tmp_path, postgresql.replace("//postgres@", f"//{role}:open-sesame@"), about, to_do)


def test_a_role_that_may_not_read_the_tables_is_a_sentence(slack: Slack, tmp_path: Path, postgresql: str) -> None:
    upgrade(postgresql)
    refused(
        slack, tmp_path, postgresql.replace("postgres@", "visitor@"), "permission denied for table", "Grant the role"
    )


def test_a_wrong_password_is_a_sentence_without_the_password(slack: Slack, tmp_path: Path, postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        (rules,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        name = postgresql.rpartition("/")[2]
        Path(rules).write_text(f"host {name} visitor 127.0.0.1/32 scram-sha-256\n{Path(rules).read_text()}")
        connection.execute("SELECT pg_reload_conf()")
    wrong = postgresql.replace("postgres@", "visitor:close-sesame@")
    refused(slack, tmp_path, wrong, "password authentication failed", "name and password")


def test_a_server_that_takes_the_call_and_says_nothing_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        refused(slack, tmp_path, f"postgresql://drumbeat@127.0.0.1:{port}/drumbeat", "timeout", "Check DATABASE_URL")


@pytest.mark.parametrize("setup", (ON_SQLITE, ON_POSTGRESQL), ids=str)
def test_two_replicas_that_start_at_once_on_an_empty_database_are_both_ready(
    slack: Slack, tmp_path: Path, setup: Setup
) -> None:
    with database_in(setup, tmp_path) as url, ExitStack() as running, ThreadPoolExecutor(2) as at_once:
        settings = settings_for(slack, tmp_path) | {"DATABASE_URL": url}
        bots = [Bot(slack, tmp_path / name, settings) for name in ("one", "other")]
        for started in [at_once.submit(bot.start) for bot in bots]:
            running.push(started.result())
        assert [bot.get("/readyz")[0] for bot in bots] == [200, 200]
        assert at_revision(url) == HEAD
        assert "is a team now" in slack.says("Ana", "#checkout", "/team new Checkout").text


def made_later(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{LATER}'"))
    engine.dispose()


def at_revision(url: str) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    return str(found)
