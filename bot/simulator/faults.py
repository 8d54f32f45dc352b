"""What can go wrong between an app and Slack, on command: lost replies, errors, slowness, lag."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

# What each kind does to a call of the Web API, or (the last ones) to what is shown, heard and delivered.
KINDS = {
    "close": "the connection is closed, the call is not taken",
    "lose_reply": "the call is taken, then the connection is closed without an answer",
    "late": "the connection is closed, and the call is taken after `seconds` all the same",
    "slow": "the call is taken at once and answered after `seconds`",
    "status": "the answer is the HTTP `status`; `taken` says whether the call was",
    "error": "the answer is `error` with ok false; `taken` says whether the call was",
    "ratelimited": "the answer is 429 with Retry-After: `retry_after`",
    "history_lag": "history and replies do not show what is younger than `seconds`",
    "lose_ack": "an ack over a socket is not heard",
    "twice": "the app is told twice at once",
}
OF_CALLS = ("close", "lose_reply", "late", "slow", "status", "error", "ratelimited")


@dataclass
class Fault:
    """`methods` empty: any. `times` and `lasts` (real seconds) end it; `chance` is that of each occasion."""

    kind: str
    chance: float = 1.0
    times: int | None = None
    lasts: float | None = None
    methods: tuple[str, ...] = ()
    seconds: float = 0.0
    status: int = 500
    error: str = "fatal_error"
    taken: bool = False
    retry_after: int = 1
    began: float = field(default=0.0, repr=False)
    struck: int = 0

    def concerns(self, kinds: tuple[str, ...], what: str, now: float) -> bool:
        if self.kind not in kinds or (self.methods and what not in self.methods):
            return False
        over = self.lasts is not None and now - self.began > self.lasts
        return not over and (self.times is None or self.struck < self.times)


class Faults:
    """None until switched on; the same seed and the same occasions give the same faults."""

    def __init__(self, seed: int = 0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.active: list[Fault] = []
        self.struck: Counter[str] = Counter()
        self._monotonic = monotonic
        self._chance = random.Random(seed)  # noqa: S311 - chance that can be repeated

    def seed(self, seed: int) -> None:
        self._chance.seed(seed)

    def on(self, kind: str, **settings: Any) -> Fault:
        """ValueError for a kind or a setting that there is not."""
        if kind not in KINDS:
            raise ValueError(f'There is no fault "{kind}"; there is {", ".join(KINDS)}.')
        settable = {each.name for each in fields(Fault)} - {"kind", "began", "struck"}
        unknown = set(settings) - settable
        if unknown:
            raise ValueError(f"A fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(settable))}.")
        methods = settings.pop("methods", ())
        named = (methods,) if isinstance(methods, str) else tuple(methods)
        fault = Fault(kind, methods=named, began=self._monotonic(), **settings)
        self.active.append(fault)
        return fault

    def off(self) -> None:
        self.active.clear()

    def strike(self, what: str, *kinds: str) -> Fault | None:
        """The fault that happens on this occasion: `what` is a method, or the name of a delivery."""
        now = self._monotonic()
        for fault in self.active:
            if fault.concerns(kinds, what, now) and self._chance.random() < fault.chance:
                fault.struck += 1
                self.struck[fault.kind] += 1
                return fault
        return None

    def lag(self, method: str) -> float:
        """Seconds for which a message is not seen yet by this method."""
        fault = self.strike(method, "history_lag")
        return fault.seconds if fault else 0.0
