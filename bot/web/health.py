"""Whether the bot can do its work right now: asked of the database and of Slack, remembered for a moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.log import logger

REMEMBERED_SECONDS = 2.0
PATIENCE_SECONDS = 3.0
MOST_SKEW_SECONDS = 60.0  # at 300 every signed request is refused, which looks like an outage

Check = dict[str, Any]
log = logger(__name__)


@dataclass
class Health:
    """`database_takes_a_write` raises when it does not; `skew_seconds` is how far Slack's clock is from ours.

    `more` are checks by name that ask nobody and answer at once.
    """

    database_takes_a_write: Callable[[], None]
    slack_reached: Callable[[], bool]
    skew_seconds: Callable[[], float | None] | None = None
    patience: float = PATIENCE_SECONDS
    more: Mapping[str, Callable[[], Check]] = field(default_factory=dict)
    _checks: dict[str, Check] = field(default_factory=dict, init=False)
    _checked_at: float = field(default=float("-inf"), init=False)
    _database: asyncio.Task[None] | None = field(default=None, init=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def checks(self) -> dict[str, Check]:
        """Each check by name: `ok`, and `why` when it is not; or a `warning` of what does not keep it from working."""
        async with self._one_at_a_time:
            if time.monotonic() - self._checked_at > REMEMBERED_SECONDS:
                database = await self._ask_database()
                more = {name: check() for name, check in self.more.items()}
                self._checks = {"database": database, "slack": self._ask_slack(), **more}
                self._checked_at = time.monotonic()
            return self._checks

    async def _ask_database(self) -> Check:
        """A database that hangs keeps one thread, not one more for each time somebody asks."""
        if self._database is None:
            self._database = asyncio.create_task(asyncio.to_thread(self.database_takes_a_write))
        try:
            await asyncio.wait_for(asyncio.shield(self._database), self.patience)
        except TimeoutError:
            if not self._database.done():
                return {"ok": False, "why": f"took longer than {self.patience:g} s"}
            failure: BaseException | None = self._database.exception()
        except Exception as raised:  # noqa: BLE001 whatever it is, the database does not take a write
            failure = raised
        else:
            failure = None
        self._database = None
        if failure is None:
            return {"ok": True}
        log.warning("the database takes no write", error=type(failure).__name__)
        return {"ok": False, "why": type(failure).__name__}  # the name alone: its text may hold the address

    def _ask_slack(self) -> Check:
        check: Check = {"ok": True} if self.slack_reached() else {"ok": False, "why": "not reached lately"}
        skew = self.skew_seconds() if self.skew_seconds else None
        if skew is not None and abs(skew) > MOST_SKEW_SECONDS:
            check["warning"] = (
                f"this machine's clock is {abs(skew):.0f} s {'behind' if skew > 0 else 'ahead of'} Slack's"
            )
        return check
