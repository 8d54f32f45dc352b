"""What an app has to live with: Slack's limits, and what goes wrong on the way."""

from __future__ import annotations

from typing import Any

from bot.simulator.driver.connection import Connection, Json


class Weather:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def limits(self, **allowances: Any) -> Json:
        """Switches Slack's limits on: `channel_per_second=1`, `channel_burst=3`, `workspace_per_minute=240`,
        `workspace_burst=60`, `tiers=True`."""
        return self._connection.post("limits", {"on": True, **allowances})

    def no_limits(self) -> None:
        self._connection.post("limits", {"on": False})

    def faults(self, *faults: Json, seed: int | None = None) -> Json:
        """Puts these in place of those before: `{"kind": "error", "error": "fatal_error", "times": 1}`."""
        return self._connection.post("faults", {"faults": list(faults), "seed": seed})

    def clears(self) -> None:
        """Neither faults nor limits."""
        self.faults()
        self.no_limits()

    @property
    def struck(self) -> dict[str, int]:
        """How often each kind of fault has happened."""
        struck: dict[str, int] = self._connection.get("faults")["struck"]
        return struck
