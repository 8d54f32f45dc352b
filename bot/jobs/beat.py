"""Writing down that the bot is alive, so that its next start knows how long it was not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.storage import heartbeat
from bot.storage.database import Database

EVERY = timedelta(seconds=15)


def real_time() -> datetime:
    """Never the clock that can be turned."""
    return datetime.now(UTC)


class Pulse:
    def __init__(self, db: Database, real_now: Callable[[], datetime] = real_time) -> None:
        self._db, self._real_now = db, real_now
        self._last: datetime | None = None

    def run(self, _now: datetime) -> int:
        """Beat, if the last beat is a while ago; nothing that anybody would have to look at is done."""
        real_now = self._real_now()
        if self._last is None or real_now - self._last >= EVERY:
            with self._db.write() as session:
                heartbeat.beat(session, real_now=real_now)
            self._last = real_now
        return 0
