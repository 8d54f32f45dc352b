"""A job rests for a while when the database itself is out of order: what failed would fail again at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from bot.storage.database import is_out_of_order

# The first rest, and the longest; each is twice as long as the one before, until all is well again.
FIRST_SECONDS, LONGEST_SECONDS = 0.5, 5.0


class Resting:
    """What a line of the timetable runs, with its rests. It has nothing to do while it rests."""

    def __init__(self, run: Callable[[datetime], int], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._run, self._monotonic = run, monotonic
        self._until, self._seconds = float("-inf"), FIRST_SECONDS

    def __call__(self, now: datetime) -> int:
        """Raises what the job raises; of a database that is out of order the sentence alone, not where it was met."""
        if self._monotonic() < self._until:
            return 0
        try:
            done = self._run(now)
        except Exception as fault:
            if not is_out_of_order(fault):
                raise
            self._until = self._monotonic() + self._seconds
            self._seconds = min(2 * self._seconds, LONGEST_SECONDS)
            raise fault.with_traceback(None) from None
        self._seconds = FIRST_SECONDS
        return done
