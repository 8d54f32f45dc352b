"""Migrations: from nothing, one process at a time, a copy first, and all or nothing."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.jobs.timetable import timetable
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.migrate import HEAD, revision, upgrade
from tests.commands.counter import Counter
from tests.storage.cast import acme, slack_id
from tests.storage.walking_bot import stand, walked

MIGRATES = "import sys; from bot.storage.migrate import upgrade; sys.stdin.readline(); print(upgrade(sys.argv[1]))"
NEXT = '''"""One more column."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{before}", None, None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    {then}
'''


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of a later version of the bot, with one more; the file of that one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    monkeypatch.setattr(migrate, "HEAD", "9999")
    return folder / "versions" / "9999_later.py"


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def at_revision(url: str) -> str | None:
    engine = create_engine(url)
    found = revision(engine)
    engine.dispose()
    return found


def test_an_empty_database_gets_the_newest_schema_once(bare_database_url: str) -> None:
    assert at_revision(bare_database_url) is None
    assert upgrade(bare_database_url)
    assert at_revision(bare_database_url) == HEAD
    assert not upgrade(bare_database_url)


def test_two_processes_that_migrate_at_once_do_not_meet(bare_database_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", MIGRATES, bare_database_url]
    pipe = subprocess.PIPE
    racers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outcomes = [racer.communicate(timeout=30) for racer in racers]
    assert [error for _, error in outcomes] == ["", ""]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert at_revision(bare_database_url) == HEAD
    assert "entries" in tables(bare_database_url)


def test_a_later_migration_keeps_the_rows(database_url: str, next_version: Path) -> None:
    db = Database(database_url)
    with db.write() as session:
        acme(session)
    db.close()
    next_version.write_text(NEXT.format(before=HEAD, then="pass"))
    assert upgrade(database_url)
    assert at_revision(database_url) == "9999"
    engine = create_engine(database_url)
    with engine.connect() as connection:
        people = connection.exec_driver_sql("SELECT count(*) FROM people").scalar()
    engine.dispose()
    assert people == 5


def test_a_database_of_the_first_version_comes_along_with_all_its_rows(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = walked(bare_database_url, monkeypatch)
    assert all(before.values())
    assert at_revision(bare_database_url) == "0001"
    assert upgrade(bare_database_url)
    assert at_revision(bare_database_url) == HEAD
    after = stand(bare_database_url)
    names = [row[2] for row in after.pop("living_messages")]
    assert names == ["prompt:1/2026-11-23:1", "day:1/2026-11-23", "card:1/2026-11-23:1", "wrap_up:1/2026-11-23"]
    del before["living_messages"]  # named after what they are, since then
    assert after == before


def test_the_bot_goes_on_where_the_first_version_stopped(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked(bare_database_url, monkeypatch)
    upgrade(bare_database_url)
    db = Database(bare_database_url)
    counter = Counter(db)
    counter.now = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    heard = counter.says("Ana", "/standup report yesterday")
    assert "shipped the export" in heard
    assert "the flaky test & <more>" in heard
    for line in timetable(db, counter.slack.client, counter.metrics):
        line.run(counter.now)
    assert len(counter.slack.posted(slack_id("Ana"))) == 1  # asked on Tuesday
    said = {
        "/standup log y: the flaky test t: invoices b: the staging keys": "*B-1*",
        "/standup blockers": "the staging keys",
        "/feature log Export to CSV": "*F-1*",
        "/agenda new Planning every 2 weeks on thu at 14:00": "is set up for",
        "/agenda add The empty basket": "*G-1*",
        "/retro start": "*Retro 1*",
        "/digest new Weekly every fri at 16:00": "is set up for",
        "/summary": "*B-1*",
    }
    assert {line: answer for line, part in said.items() if part not in (answer := counter.says("Ana", line))} == {}
    counter.close()
    db.close()


def test_a_database_of_a_later_version_is_left_as_it_is(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    before = tables(database_url)
    with pytest.raises(migrate.NewerDatabase, match="9999"):
        upgrade(database_url)
    assert (at_revision(database_url), tables(database_url)) == ("9999", before)
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{HEAD}'")
    engine.dispose()


def test_a_copy_for_its_owner_alone_is_made_before_a_later_migration(tmp_path: Path, next_version: Path) -> None:
    file = tmp_path / "drumbeat.db"
    next_version.write_text(NEXT.format(before=HEAD, then="pass"))
    migrate.HEAD = HEAD
    upgrade(f"sqlite:///{file}")
    assert list(tmp_path.glob("*before*")) == []  # there was nothing to keep
    migrate.HEAD = "9999"
    upgrade(f"sqlite:///{file}")
    (copy,) = tmp_path.glob("*before*")
    assert copy.name == f"drumbeat.db.before-9999-was-{HEAD}"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        assert kept.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)


def test_a_migration_that_fails_half_way_leaves_everything_as_it_was(database_url: str, next_version: Path) -> None:
    next_version.write_text(NEXT.format(before=HEAD, then='raise RuntimeError("the power went")'))
    with pytest.raises(RuntimeError, match="the power went"):
        upgrade(database_url)
    assert at_revision(database_url) == HEAD
    assert "later" not in tables(database_url)
    next_version.write_text(NEXT.format(before=HEAD, then="pass"))
    assert upgrade(database_url)
