"""Which processes share the clock, and what each last said about its work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.changes import Signal

GRACE_SECONDS = 2.0


@dataclass
class Process:
    """One process of a bot: its open watches, and its last report."""

    id: str
    watches: int = 0
    seen: float = 0.0
    version: int | None = None
    next_due_at: datetime | None = None
    pending: int = 0

    def owes(self, version: int, now: datetime) -> str | None:
        """What is still to be waited for, as a sentence; None when this process is settled at `now`."""
        if self.version is None or self.version < version:
            last = "never reported" if self.version is None else f"last reported version {self.version}"
            return f"{self.id} has not reported version {version} ({last})"
        if self.pending:
            return f"{self.id} has {self.pending} pending at {now.isoformat()}"
        if self.next_due_at is not None and self.next_due_at <= now:
            return f"{self.id} is due at {self.next_due_at.isoformat()} and it is {now.isoformat()}"
        return None


class Processes:
    """Attached are those with a watch open, or with one (or a report) within the last two real seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.reported = Signal()
        self._known: dict[str, Process] = {}
        self._monotonic = monotonic

    def attached(self) -> list[Process]:
        now = self._monotonic()
        return [p for p in self._known.values() if p.watches or now - p.seen < GRACE_SECONDS]

    @contextmanager
    def watching(self, process_id: str) -> Iterator[None]:
        process = self._seen(process_id)
        process.watches += 1
        self.reported.send()
        try:
            yield
        finally:
            process.watches -= 1
            process.seen = self._monotonic()

    def dropped(self, process_id: str) -> None:
        """Its connection broke: nobody waits for a process that was killed."""
        self._known.pop(process_id, None)
        self.reported.send()

    def report(self, process_id: str, version: int, next_due_at: datetime | None, pending: int) -> None:
        process = self._seen(process_id)
        process.version, process.next_due_at, process.pending = version, next_due_at, pending
        self.reported.send()

    def _seen(self, process_id: str) -> Process:
        process = self._known.setdefault(process_id, Process(process_id))
        process.seen = self._monotonic()
        return process
