"""Copies: whole while others write, for their owner alone, never in the place of another, and good to go back to."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.storage import backup, heartbeat
from bot.storage.backup import CannotCopy, back_up, dump_command
from bot.storage.database import Database, database_now
from tests.storage.cast import MONDAY, acme

ROUNDS = 3
EVERY_ROUND = 50
ACKS_BEFORE = 20


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    """A database with Acme in it."""
    copied = Path(shutil.copy(migrated_file, tmp_path / "drumbeat.db"))
    db = Database(f"sqlite:///{copied}")
    with db.write() as session:
        acme(session)
    db.close()
    return copied


def rows(file: Path, question: str) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [str(first) for (first,) in connection.execute(question)]


def left_over(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.name.endswith(".part")]


def test_a_copy_holds_what_was_there_and_is_its_owners_alone(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    names = "SELECT name FROM people ORDER BY name"
    assert rows(tmp_path / "copy.db", names) == rows(file, names) == ["Ana", "Ben", "Chi", "Dov", "Eve"]
    assert left_over(tmp_path) == []


def test_whoever_starts_on_a_copy_looks_first_what_was_posted_meanwhile(file: Path, tmp_path: Path) -> None:
    db = Database(f"sqlite:///{file}")
    with db.write() as session:
        heartbeat.beat(session, real_now=database_now(session))
    back_up(file, tmp_path / "copy.db")
    with db.write() as session:
        assert not heartbeat.wake_up(session, now=MONDAY, real_now=database_now(session))
    db.close()
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    with copy.write() as session:
        assert heartbeat.wake_up(session, now=MONDAY, real_now=database_now(session))
    copy.close()


def test_what_was_written_but_not_moved_into_the_file_yet_is_copied_too(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("UPDATE people SET name = 'Anna' WHERE name = 'Ana'")
        assert Path(f"{file}-wal").stat().st_size > 0
        back_up(file, tmp_path / "copy.db")
    assert "Anna" in rows(tmp_path / "copy.db", "SELECT name FROM people")


def test_what_is_being_written_is_not_copied_and_nobody_waits(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE people SET name = 'Anna' WHERE name = 'Ana'")
        back_up(file, tmp_path / "copy.db")
        writer.execute("COMMIT")
    assert "Ana" in rows(tmp_path / "copy.db", "SELECT name FROM people")


def test_what_was_deleted_is_not_in_the_copy(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA secure_delete=OFF")
        writer.execute("UPDATE workspaces SET name = 'CANARY-TO-DELETE' || hex(zeroblob(5000))")
        writer.execute("UPDATE workspaces SET name = 'Acme'")
    back_up(file, tmp_path / "copy.db")
    assert b"CANARY-TO-DELETE" not in (tmp_path / "copy.db").read_bytes()


def test_no_copy_takes_the_place_of_another_file(file: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("the only copy of last year")
    with pytest.raises(CannotCopy, match=r"copy\.db is there already, and no copy is overwritten"):
        back_up(file, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "the only copy of last year"


def test_a_file_that_appears_meanwhile_stays(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to = tmp_path / "copy.db"
    monkeypatch.setattr(backup, "_write_out", lambda part: to.write_text("somebody was faster"))
    with pytest.raises(CannotCopy, match="is there already"):
        back_up(file, to)
    assert to.read_text() == "somebody was faster"
    assert left_over(tmp_path) == []


def test_a_copy_before_a_migration_takes_the_place_of_an_older_one(file: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("half of a copy")
    back_up(file, tmp_path / "copy.db", replaces=True)
    assert "Ana" in rows(tmp_path / "copy.db", "SELECT name FROM people")


@pytest.mark.parametrize("place", ("nowhere/copy.db", "file/copy.db"))
def test_where_nothing_can_be_written_is_a_sentence(file: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotCopy, match=r"could not be copied to .*: .* See that it can be read"):
        back_up(file, tmp_path / place)


def test_a_damaged_database_gives_no_copy(file: Path, tmp_path: Path) -> None:
    with file.open("r+b") as damaged:
        damaged.seek(4096 * 3)
        damaged.write(b"\xff" * 4096 * 3)
    with pytest.raises(CannotCopy, match="could not be copied"):
        back_up(file, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert left_over(tmp_path) == []


class Ledger:
    """A process that writes row after row, and what it said to be committed."""

    def __init__(self, file: Path, first: int) -> None:
        self.acked: list[int] = []
        self._more = threading.Condition()
        command = [sys.executable, "-m", "tests.storage.ledger", f"sqlite:///{file}", str(first)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.endswith("\n"):
                with self._more:
                    self.acked.append(int(line))
                    self._more.notify_all()

    def has_acked(self, more: int) -> int:
        """Waits for so many more; how many there are then."""
        with self._more:
            wanted = len(self.acked) + more
            assert self._more.wait_for(lambda: len(self.acked) >= wanted, 30)
            return len(self.acked)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        assert self._process.stdout
        self._process.stdout.close()


def test_going_back_to_a_copy_brings_back_all_that_was_said_to_be_kept_before_it(file: Path) -> None:
    go_back(file, ROUNDS)


@pytest.mark.slow
def test_going_back_fifty_times_brings_back_all_that_was_said_to_be_kept(file: Path) -> None:
    go_back(file, EVERY_ROUND)


def go_back(file: Path, rounds: int) -> None:
    """Write, copy under it, kill the writer, go back; the next round goes on from there."""
    kept: list[int] = []
    for number in range(rounds):
        ledger = Ledger(file, first=max(kept, default=-1) + 1)
        try:
            before = ledger.has_acked(ACKS_BEFORE)
            copy = file.with_name(f"copy-{number}.db")
            back_up(file, copy)
            ledger.has_acked(1)
        finally:
            ledger.kill()
        owed = kept + ledger.acked[:before]
        restore(copy, file)
        assert rows(file, "PRAGMA integrity_check") == ["ok"]
        kept = sorted(int(key.partition(":")[2]) for key in rows(file, "SELECT key FROM inbox"))
        assert set(owed) - set(kept) == set()
        assert kept == list(range(len(kept)))


def restore(copy: Path, file: Path) -> None:
    """As the command says it: the other two files go, the copy comes into its place."""
    for ending in ("-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    shutil.copy(copy, file)


@pytest.mark.parametrize(
    ("url", "command"),
    (
        (
            "postgresql+psycopg://me:open-sesame@db.example.com:5433/drum?sslmode=require",
            "'--dbname=postgresql://me@db.example.com:5433/drum?sslmode=require'",
        ),
        ("postgresql+psycopg://me@/drum?host=/run/pg&password=open-sesame", "'--dbname=postgresql://me@/drum?host="),
        ("postgresql+psycopg://db/x", "--dbname=postgresql://db/x"),
    ),
)
def test_the_command_for_postgresql_has_all_but_the_password(url: str, command: str) -> None:
    said = dump_command(make_url(url), Path("drum.dump"))
    assert said.startswith("pg_dump --format=custom --file=drum.dump ")
    assert command in said
    assert "open-sesame" not in said and "***" not in said
