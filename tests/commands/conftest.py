"""A counter for each test: the door on a real SQLite, and a Slack nearby."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.commands.counter import Counter
from tests.commands.worlds import Worlds, hold


@pytest.fixture(scope="session")
def worlds(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    worlds = Worlds(migrated_file, tmp_path_factory.mktemp("worlds"))
    yield worlds
    worlds.close()


@pytest.fixture
def db(worlds: Worlds) -> Database:
    """Without a row."""
    return worlds.begin()


@pytest.fixture
def counter(db: Database) -> Iterator[Counter]:
    """Nothing is set up yet; Ana, Ben and Chi are in #checkout."""
    counter = Counter(db)
    yield counter
    counter.close()


@pytest.fixture
def held(worlds: Worlds) -> Iterator[Counter]:
    """Checkout with its Daily, its Weekly and its Planning, and a B-1, a G-1 and a F-1: see `hold`."""
    counter = Counter(worlds.begin("held", hold))
    yield counter
    counter.close()
