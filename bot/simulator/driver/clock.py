"""Turning the clock of a simulated Slack."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from bot.simulator.driver.connection import CannotDo, Connection


class Clock:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self._connection.get("clock")["now"])

    @property
    def attached(self) -> list[str]:
        """The processes that share this clock."""
        return list(self._connection.get("clock")["attached"])

    def turn_to(self, to: str | datetime, zone: str = "UTC") -> datetime:
        """Walks there, through every instant at which the bot has something to do; returns when all is done."""
        return self._read(self._connection.post("turn", {"to": _words(to), "zone": zone})["now"])

    def jump_to(self, to: str | datetime, zone: str = "UTC") -> datetime:
        """Leaps there, as if the bot's host had been off; back as well as forth."""
        return self._read(self._connection.post("jump", {"to": _words(to), "zone": zone})["now"])

    def advance(self, minutes: float = 0, hours: float = 0, days: float = 0) -> datetime:
        span = timedelta(minutes=minutes, hours=hours, days=days)
        return self._read(self._connection.post("turn", {"minutes": span.total_seconds() / 60})["now"])

    def settle(self) -> datetime:
        """Waits until the bot has done all that is due now."""
        return self._read(self._connection.post("settle", {})["now"])

    def set_rate(self, rate: int) -> None:
        """1 ticks with real time, 0 stands still."""
        self._connection.post("rate", {"rate": rate})

    def wait_for_attached(self, processes: int = 1, seconds: float = 10.0) -> list[str]:
        """Waits until so many processes share the clock: without them it would leap instead of walk."""
        until = time.monotonic() + seconds
        while len(self.attached) < processes:
            if time.monotonic() > until:
                raise CannotDo(f"{len(self.attached)} processes share the clock after {seconds:g} s, not {processes}.")
            time.sleep(0.02)
        return self.attached

    @staticmethod
    def _read(now: str) -> datetime:
        return datetime.fromisoformat(now)


def _words(to: str | datetime) -> str:
    return to if isinstance(to, str) else to.isoformat()
