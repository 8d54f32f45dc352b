"""Faults of the database itself are told from those that one row alone has; on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.storage.database import Database, is_out_of_order, patience
from bot.storage.migrate import upgrade

NOBODY_LISTENS = "postgresql+psycopg://nobody@127.0.0.1:9/nowhere"
ONE_MEGABYTE = 1_000_000


def fault_of(db: Database, statement: str) -> Exception:
    with pytest.raises(DBAPIError) as raised, db.write() as session:
        session.execute(text(statement))
    return raised.value


@pytest.fixture
def url(tmp_path: Path) -> str:
    upgrade(url := f"sqlite:///{tmp_path / 'drumbeat.db'}")
    return url


def test_a_disk_that_is_full(url: str) -> None:
    db = Database(url)
    event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
    fault = fault_of(db, f"CREATE TABLE big AS SELECT randomblob({ONE_MEGABYTE}) AS bytes")
    assert "disk is full" in str(fault) and is_out_of_order(fault)
    db.close()


def test_a_file_that_somebody_else_holds(url: str) -> None:
    mine, other = Database(url), Database(url)
    with other.write() as session:
        session.connection()
        with patience(0.05):
            assert is_out_of_order(fault_of(mine, "DELETE FROM inbox"))
    with mine.write() as session, patience(0.05):
        session.connection()
        assert is_out_of_order(fault_of(mine, "DELETE FROM inbox"))
    mine.close()
    other.close()


def test_a_server_that_is_not_there() -> None:
    db = Database(NOBODY_LISTENS)
    assert is_out_of_order(fault_of(db, "SELECT 1"))
    db.close()


@pytest.mark.parametrize(
    ("state", "is_everybodys"), (("53100", True), ("57P01", True), ("08006", True), ("57014", False), ("40P01", False))
)
def test_what_postgresql_says_of_itself_and_of_one_statement(state: str, is_everybodys: bool) -> None:
    cause = type("Cause", (Exception,), {"sqlstate": state})("so it says")
    assert is_out_of_order(OperationalError("SELECT 1", {}, cause)) == is_everybodys


@pytest.mark.parametrize("statement", ("SELECT * FROM nothing_of_ours", "SELECT 'x' +"))
def test_a_statement_that_makes_no_sense_is_no_fault_of_the_database(db: Database, statement: str) -> None:
    assert not is_out_of_order(fault_of(db, statement))


def test_neither_is_any_other_fault() -> None:
    assert not is_out_of_order(RuntimeError("disk is full"))
