"""Waking those who wait: a signal, and the number that says whether anything changed."""

from __future__ import annotations

import asyncio


class Signal:
    """Wakes everyone who waits, each time it is sent."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def send(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> bool:
        """True when the signal came, False when the seconds passed."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        return True


class Changes:
    """Counts what changed in the simulated Slack; a page asks "anything after 41?" and waits for the answer."""

    def __init__(self) -> None:
        self.version = 1
        self.closed = False
        self._signal = Signal()

    def bump(self) -> None:
        self.version += 1
        self._signal.send()

    def close(self) -> None:
        """Let everyone go who waits: the server is stopping."""
        self.closed = True
        self._signal.send()

    async def after(self, version: int, seconds: float) -> int:
        """The current version, as soon as it differs from `version` or the seconds have passed."""
        if version == self.version and not self.closed:
            await self._signal.wait(seconds)
        return self.version
