"""A desk for each test: the jobs on a real SQLite, and a Slack nearby; a room for each that is about a meeting."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.jobs.agenda_room import WEEKLY, AgendaRoom
from tests.jobs.desk import Desk

EVERYBODYS_OWN = "Daily at 9:30 close 12:00"


@pytest.fixture
def db(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'drumbeat.db')}")
    yield database
    database.close()


@pytest.fixture
def desk(db: Database) -> Desk:
    """All three are asked at 9:30 in Berlin (8:30 in UTC); it closes at 12:00 there."""
    return Desk(db)


@pytest.fixture
def wide_desk(db: Database) -> Desk:
    """Each is asked at their own 9:30: Chi in Tokyo at 0:30 in UTC, Ana at 8:30, Ben in New York at 14:30."""
    return Desk(db, EVERYBODYS_OWN)


@pytest.fixture
def room(database_url: str) -> Iterator[AgendaRoom]:
    """Ana set up the Weekly, and Ben and Chi are in its channel; on both databases."""
    database = Database(database_url)
    room = AgendaRoom(database)
    assert "*Weekly* is set up" in room.says("Ana", WEEKLY)
    yield room
    assert room.slack.refused() == []
    room.close()
    database.close()
