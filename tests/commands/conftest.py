"""A counter for each test: the door on a real SQLite, and a Slack nearby."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.commands.counter import Counter


@pytest.fixture
def db(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'drumbeat.db')}")
    yield database
    database.close()


@pytest.fixture
def counter(db: Database) -> Iterator[Counter]:
    """Nothing is set up yet; Ana, Ben and Chi are in #checkout."""
    counter = Counter(db)
    yield counter
    counter.close()


@pytest.fixture
def held(counter: Counter) -> Counter:
    """Checkout holds its Daily, Ana takes part, and the staging keys are in her way (B-1); Ben and Chi are in it."""
    assert "is set up for" in counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    assert "*B-1* is noted" in counter.says("Ana", "/standup block waiting for the staging keys")
    for who in ("Ben", "Chi"):
        counter.joins(who)
    assert "is set up for" in counter.says("Ana", "/digest new Weekly every fri at 16:00")
    assert "is set up for" in counter.says("Ana", "/agenda new Planning every 2 weeks on thu at 14:00")
    assert "*G-1*" in counter.says("Ana", "/agenda add The empty basket 10m")
    assert "Logged as *F-1*" in counter.says("Ana", "/feature log Export to CSV")
    return counter
