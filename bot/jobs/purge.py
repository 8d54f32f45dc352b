"""Letting go of what was kept long enough: once an hour, a little at a time, in every replica alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.metrics import Metrics
from bot.storage import purging
from bot.storage.database import Database
from bot.storage.delivery import database_now
from bot.storage.paces import open_again

EVERY = timedelta(hours=1)
# On SQLite whoever wants to write waits for a batch.
AT_ONCE = 100
# What was closed longer ago is not needed to tell a slow conversation from a slow workspace.
PACES_KEPT_FOR = timedelta(hours=1)
Batch = Callable[[Session, datetime], int]

BATCHES: dict[str, Batch] = {
    "deliveries": lambda session, now: purging.purge_deliveries(session, now=now, most=AT_ONCE),
    "messages": lambda session, now: purging.purge_messages(session, now=now, most=AT_ONCE),
    "words": lambda session, now: purging.purge_words(session, now=now, most=AT_ONCE),
    "paces": lambda session, _: open_again(session, before=database_now(session) - PACES_KEPT_FOR),
}


class Purge:
    """The job; it remembers when it ran. Replicas leave each other's batches alone."""

    def __init__(self, db: Database, metrics: Metrics) -> None:
        self._db, self._metrics = db, metrics
        self._ran_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """Let go of all that is old enough; how many rows. Nothing within an hour of the last time."""
        if self._ran_at is not None and abs(now - self._ran_at) < EVERY:
            return 0
        self._ran_at = now
        return sum(self._all_of(name, batch, now) for name, batch in BATCHES.items())

    def _all_of(self, name: str, batch: Batch, now: datetime) -> int:
        total = 0
        while True:
            with self._db.write() as session:
                gone = batch(session, now)
            total += gone
            self._metrics.purged.labels(name).inc(gone)
            if not gone:  # a batch that was not full may have made room for the next: replies go before their thread
                return total
