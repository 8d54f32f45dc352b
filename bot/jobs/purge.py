"""Letting go of what was kept long enough: once an hour, a little at a time, in every replica alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.metrics import Metrics
from bot.storage import purging
from bot.storage.database import Database, database_now
from bot.storage.paces import open_again

EVERY = timedelta(hours=1)
# On SQLite whoever wants to write waits for a batch: about 20 ms.
AT_ONCE = 100
# What is not done by then is left for the next hour.
SECONDS_A_RUN = 30.0
# What was closed longer ago is not needed to tell a slow conversation from a slow workspace.
PACES_KEPT_FOR = timedelta(hours=1)
Batch = Callable[[Session, datetime, int], int]

BATCHES: dict[str, Batch] = {
    "deliveries": lambda session, now, most: purging.purge_deliveries(session, now=now, most=most),
    "messages": lambda session, now, most: purging.purge_messages(session, now=now, most=most),
    "words": lambda session, now, most: purging.purge_words(session, now=now, most=most),
    "paces": lambda session, _now, _most: open_again(session, before=database_now(session) - PACES_KEPT_FOR),
}


class Purge:
    """The job; it remembers when it ran. Replicas leave each other's batches alone."""

    def __init__(self, db: Database, metrics: Metrics, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._db, self._metrics, self._monotonic = db, metrics, monotonic
        self._ran_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """Let go of all that is old enough; how many rows. Nothing within an hour of the last time."""
        if self._ran_at is not None and abs(now - self._ran_at) < EVERY:
            return 0
        self._ran_at = now
        until = self._monotonic() + SECONDS_A_RUN
        return sum(self._all_of(name, now, until) for name in BATCHES)

    def _all_of(self, name: str, now: datetime, until: float) -> int:
        total = 0
        while self._monotonic() < until:
            with self._db.write() as session:
                gone = BATCHES[name](session, now, AT_ONCE)
            total += gone
            self._metrics.purged.labels(name).inc(gone)
            if not gone:  # a batch that was not full may have made room for the next: replies go before their thread
                break
        return total
