"""A counter on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.storage.database import Database
from tests.commands.counter import Counter


@pytest.fixture
def counter(database_url: str) -> Iterator[Counter]:
    """Nothing is set up yet; Ana, Ben and Chi are in #checkout."""
    db = Database(database_url)
    counter = Counter(db)
    yield counter
    counter.close()
    db.close()
