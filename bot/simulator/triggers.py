"""Trigger ids: the three seconds in which a bot may open a modal as the answer to what a person did."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.ids import Ids

LIFE_SECONDS = 3.0
REMEMBERED_SECONDS = 600.0


@dataclass
class Trigger:
    """`cause` is the interaction that made it, `view_id` the modal in which that happened."""

    id: str
    workspace_id: str
    user_id: str
    cause: str
    made: float
    view_id: str | None = None
    used: bool = False


class BadTrigger(Exception):
    """The text is Slack's error code."""


class Triggers:
    """Each can be used once, within three seconds of real time (divided by `speed`)."""

    def __init__(self, ids: Ids, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.life = LIFE_SECONDS / speed
        self._ids = ids
        self._monotonic = monotonic
        self._known: dict[str, Trigger] = {}

    def new(self, workspace_id: str, user_id: str, cause: str, view_id: str | None = None) -> str:
        self._forget_old()
        digits = str(int(self._ids.secret(12), 16)).zfill(24)
        trigger_id = f"{digits[:13]}.{digits[13:24]}.{self._ids.secret(32)}"
        self._known[trigger_id] = Trigger(trigger_id, workspace_id, user_id, cause, self._monotonic(), view_id)
        return trigger_id

    def use(self, trigger_id: str, workspace_id: str) -> Trigger:
        trigger = self._known.get(trigger_id)
        if trigger is None or trigger.workspace_id != workspace_id:
            raise BadTrigger("invalid_trigger_id")
        if trigger.used:
            raise BadTrigger("exchanged_trigger_id")
        if self._monotonic() - trigger.made > self.life:
            raise BadTrigger("expired_trigger_id")
        trigger.used = True
        return trigger

    def _forget_old(self) -> None:
        oldest = next(iter(self._known.values()), None)
        while oldest is not None and self._monotonic() - oldest.made > REMEMBERED_SECONDS:
            del self._known[oldest.id]
            oldest = next(iter(self._known.values()), None)
