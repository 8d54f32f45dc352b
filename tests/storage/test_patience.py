"""A file that somebody else holds: whoever has an answer to give does not wait for it longer than they may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.storage.database import Database, patience
from bot.storage.migrate import upgrade


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'held.db'}"
    upgrade(url)
    return url


def writes(db: Database) -> None:
    with db.write() as session:
        session.connection()


def tries_with_little_patience(db: Database) -> None:
    with patience(0.05):
        writes(db)


def test_another_program_holds_it(url: str) -> None:
    mine, other = Database(url), Database(url)
    with other.write() as session:
        session.connection()
        with pytest.raises(OperationalError, match="locked"):
            tries_with_little_patience(mine)
    tries_with_little_patience(mine)
    mine.close()
    other.close()


def test_another_thread_holds_it(url: str) -> None:
    db = Database(url)
    with db.write() as session, ThreadPoolExecutor(1) as threads:
        session.connection()
        with pytest.raises(OperationalError, match="locked"):
            threads.submit(tries_with_little_patience, db).result()
    tries_with_little_patience(db)
    db.close()
