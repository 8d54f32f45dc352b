"""The time that people in this Slack see: frozen or ticking, turned by hand, shared with the bot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.changes import Signal


class WorkspaceClock:
    """`rate` 1 ticks with real time, 0 stands still. Each turn makes a new `version`."""

    def __init__(self, start: datetime, rate: int = 0, monotonic: Callable[[], float] = time.monotonic) -> None:
        if start.tzinfo is None:
            raise ValueError("The clock needs an instant with a time zone.")
        self.version = 1
        self.closed = False
        self.turned = Signal()
        self.turned_seconds = 0.0  # by how much it was set forward in all
        self._shown = start
        self._since = monotonic()
        self._rate = rate
        self._held = 0
        self._monotonic = monotonic

    @property
    def rate(self) -> int:
        """What a process may count on right now: 0 while a walk holds the clock."""
        return 0 if self._held else self._rate

    @property
    def now(self) -> datetime:
        if not self.rate:
            return self._shown
        return self._shown + timedelta(seconds=self._monotonic() - self._since)

    def set(self, instant: datetime) -> None:
        self.turned_seconds += max(0.0, (instant - self.now).total_seconds())
        self._show(instant)

    def _show(self, instant: datetime) -> None:
        self._shown = instant.astimezone(self._shown.tzinfo)
        self._since = self._monotonic()
        self.nudge()

    def nudge(self) -> None:
        """A new version at the same time: whoever watches looks around again."""
        self.version += 1
        self.turned.send()

    def set_rate(self, rate: int) -> None:
        if rate not in (0, 1):
            raise ValueError(f"The clock knows rate 0 (stands still) and 1 (ticks), not {rate}.")
        shown = self.now
        self._rate = rate
        self._show(shown)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Stands still inside, and ticks on afterwards if it ticked before."""
        shown = self.now
        self._held += 1
        if self._held == 1 and self._rate:
            self._show(shown)
        try:
            yield
        finally:
            self._held -= 1
            if not self._held and self._rate:
                self._show(self._shown)

    def close(self) -> None:
        """Let everyone go who watches: the server is stopping."""
        self.closed = True
        self.turned.send()

    def reading(self) -> dict[str, Any]:
        """What the clock shows, as the protocol says it."""
        return {"now": self.now.isoformat(), "rate": self.rate, "version": self.version}

    async def after(self, version: int, seconds: float) -> dict[str, Any]:
        """The reading, as soon as its version differs from `version` or the real seconds have passed."""
        if version == self.version and not self.closed:
            await self.turned.wait(seconds)
        return self.reading()
