"""What this Slack is delivering to the bot at this moment, and a record of what it delivered."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.simulator.changes import Signal

REMEMBERED = 20_000


class Traffic:
    """Counts deliveries from the moment they are decided, so that a walk can wait for them."""

    def __init__(self) -> None:
        self.finished = 0
        self.ended = Signal()
        self.delivered: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self._open: dict[int, str] = {}
        self._count = 0

    def in_flight(self) -> list[str]:
        return list(self._open.values())

    def start(self, name: str) -> int:
        """Counts a delivery as in flight, until `end` is called with the number returned."""
        self._count += 1
        self._open[self._count] = name
        return self._count

    def end(self, number: int) -> None:
        del self._open[number]
        self.finished += 1
        self.ended.send()

    @contextmanager
    def carrying(self, name: str) -> Iterator[None]:
        number = self.start(name)
        try:
            yield
        finally:
            self.end(number)
