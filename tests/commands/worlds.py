"""Worlds to begin from: made once, and put back before each test into one database, whose statements stay compiled."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.database import Database
from tests.commands.counter import Counter


class Worlds:
    """One SQLite file for test after test; `close` it at the end."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._file = shutil.copy(template, folder / "worlds.db")
        self._hand = sqlite3.connect(self._file, check_same_thread=False)
        self._kept = {"": self._copy()}
        self.db = Database(f"sqlite:///{self._file}")

    def begin(self, name: str = "", make: Callable[[Counter], None] | None = None) -> Database:
        """The database as it was when `make` had made that world; without a name, without a row."""
        if name not in self._kept:
            self._put_back("")
            counter = Counter(self.db)
            if make is not None:
                make(counter)
            counter.close()
            # Counters number what they deliver from 1: what this one delivered is forgotten.
            self._hand.execute("DELETE FROM inbox")
            self._hand.commit()
            self._kept[name] = self._copy()
        self._put_back(name)
        return self.db

    def _copy(self) -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._hand.backup(kept)
        return kept

    def _put_back(self, name: str) -> None:
        self._kept[name].backup(self._hand)
        # What Slack said is as fresh as in a world that was made this moment, however long ago this one was.
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        self._hand.execute("UPDATE people SET read_at = ?", (now,))
        self._hand.execute("UPDATE channels SET members_read_at = ? WHERE members_read_at IS NOT NULL", (now,))
        self._hand.commit()

    def close(self) -> None:
        self.db.close()
        for connection in (self._hand, *self._kept.values()):
            connection.close()


def hold(counter: Counter) -> None:
    """Checkout holds its Daily, Ana takes part, and the staging keys are in her way (B-1); Ben and Chi are in it."""
    assert "is set up for" in counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    assert "*B-1* is noted" in counter.says("Ana", "/standup block waiting for the staging keys")
    for who in ("Ben", "Chi"):
        counter.joins(who)
    assert "is set up for" in counter.says("Ana", "/digest new Weekly every fri at 16:00")
    assert "is set up for" in counter.says("Ana", "/agenda new Planning every 2 weeks on thu at 14:00")
    assert "*G-1*" in counter.says("Ana", "/agenda add The empty basket 10m")
    assert "Logged as *F-1*" in counter.says("Ana", "/feature log Export to CSV")
