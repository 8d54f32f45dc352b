"""What this Slack is delivering to the bot at this moment, and a record of what it delivered."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.simulator.changes import Signal
from bot.simulator.delivery import Delivery, Reply

REMEMBERED = 20_000


class Traffic:
    """Counts deliveries from the moment they are decided, so that a walk can wait for them."""

    def __init__(self) -> None:
        self.finished = 0
        self.ended = Signal()
        self.delivered: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.told: dict[int, Delivery] = {}
        self._noted = 0
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

    def note(self, delivery: Delivery, over: str, reply: Reply, seconds: float) -> None:
        """Remembers a delivery, under a number by which it can be repeated."""
        self._noted += 1
        self.told[self._noted] = delivery
        self.told.pop(self._noted - REMEMBERED, None)
        self.delivered.append(
            {
                "number": self._noted,
                "kind": delivery.name,
                "over": over,
                "status": reply.status,
                "failure": reply.failure,
                "retry": delivery.retry.number if delivery.retry else 0,
                "ms": round(seconds * 1000, 1),
            }
        )

    @contextmanager
    def carrying(self, name: str) -> Iterator[None]:
        number = self.start(name)
        try:
            yield
        finally:
            self.end(number)
