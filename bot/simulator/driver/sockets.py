"""The app's sockets, as Slack treats them: counted, warned, refreshed, dropped."""

from __future__ import annotations

import time
from typing import Any

from bot.simulator.driver.connection import CannotDo, Connection, Json


class Sockets:
    """What is done here is done to all open connections, or to the `count` oldest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def connected(self) -> int:
        return int(self._connection.get("sockets")["connected"])

    @property
    def url(self) -> str:
        """Where the websockets connect to; empty before the first connection was asked for."""
        return str(self._connection.get("sockets")["url"])

    def wait_for(self, connections: int, seconds: float = 10.0) -> None:
        """Waits until so many are open. CannotDo when they are not in time."""
        until = time.monotonic() + seconds
        while True:
            version = self._connection.get("changes", after=0, seconds=0)["version"]
            there = self.connected
            if there == connections:
                return
            left = until - time.monotonic()
            if left <= 0:
                raise CannotDo(f"{there} sockets are open after {seconds:g} s, not {connections}.")
            self._connection.get("changes", after=version, seconds=min(left, 1))

    def drop(self, count: int | None = None) -> None:
        """Without a word."""
        self._tell("drop", count)

    def silence(self, count: int | None = None) -> None:
        """They stay open, and nothing is said or heard on them any more."""
        self._tell("silence", count)

    def warn(self, count: int | None = None) -> None:
        """Announces the end, which comes after Slack's ten seconds (divided by the speed)."""
        self._tell("warn", count)

    def refresh(self, count: int | None = None) -> None:
        self._tell("refresh", count)

    def too_many(self, count: int | None = None) -> None:
        self._tell("too_many", count)

    def disable(self, count: int | None = None) -> None:
        """As when Socket Mode is switched off, which stays on."""
        self._tell("disable", count)

    def set(self, **settings: Any) -> Json:
        """`most`, `life_seconds`, `notice_seconds` (real time), `foreign_acks`, `seed`."""
        return self._connection.post("sockets", settings)

    def _tell(self, what: str, count: int | None) -> None:
        self._connection.post("sockets", {"tell": what} | ({} if count is None else {"count": count}))
