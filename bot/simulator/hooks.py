"""response_url: the addresses at which a bot may answer an interaction, five times within half an hour."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.ids import Ids

USES = 5
LIFE_SECONDS = 30 * 60.0


@dataclass
class Hook:
    """`original_ts` is the message that the interaction came from, which a bot may replace or delete."""

    token: str
    workspace_id: str
    channel_id: str
    user_id: str
    cause: str
    made: float
    original_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class SpentHook(Exception):
    """The text is Slack's error code."""


class Hooks:
    """Hands out response_urls and counts their uses; the half hour is real time, divided by `speed`."""

    def __init__(self, ids: Ids, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.life = LIFE_SECONDS / speed
        self._ids = ids
        self._monotonic = monotonic
        self._known: dict[str, Hook] = {}

    def new(
        self,
        workspace_id: str,
        channel_id: str,
        user_id: str,
        cause: str,
        original_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """The part of the address below /hooks/."""
        token = f"{workspace_id}/{int(self._ids.secret(10), 16)}/{self._ids.secret()}"
        hook = Hook(token, workspace_id, channel_id, user_id, cause, self._monotonic(), original_ts, thread_ts)
        self._known[token] = hook
        return token

    def use(self, token: str) -> Hook:
        hook = self._known.get(token)
        if hook is None or self._monotonic() - hook.made > self.life:
            raise SpentHook("expired_url")
        if hook.uses >= USES:
            raise SpentHook("used_url")
        hook.uses += 1
        return hook
