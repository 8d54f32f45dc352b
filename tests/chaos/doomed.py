"""Deaths at a chosen point: functions of the bot are wrapped from outside, and the n-th crossing is a SIGKILL.

A point is `module:name`, or `module:Class.name`; `when` says where about it: `before` its first instruction, `after`
its last (where it stands inside a transaction, that is before the commit), or `committed`: after the commit of the
transaction in which it was called.

A process is doomed when it is born, or while it runs: a SIGUSR1 has it read its end in a file.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

# Where a running process reads it; that the file is gone says that it is doomed.
ORDER = "doom.json"
BEFORE, AFTER, COMMITTED = "before", "after", "committed"


@dataclass(frozen=True)
class Doom:
    """`first` is what its first argument has to be for a crossing to count, where the function serves many ends."""

    at: str
    when: str
    crossing: int = 1
    first: str | None = None

    def said(self) -> dict[str, Any]:
        """As the nursery hands it on."""
        return asdict(self)


def is_set(said: dict[str, Any] | None) -> None:
    """From now on this process dies of it."""
    if said is not None:
        _Trap(Doom(**said)).opens()


def may_be_set_later(folder: Path) -> None:
    """In the main thread: from now on this process heeds SIGUSR1."""
    order = folder / ORDER

    def reads(*_: object) -> None:
        is_set(json.loads(order.read_text()))
        order.unlink()

    signal.signal(signal.SIGUSR1, reads)


class _Trap:
    def __init__(self, doom: Doom) -> None:
        self._doom = doom
        self._crossed = 0
        self._lock = threading.Lock()
        self._here = threading.local()

    def opens(self) -> None:
        """Puts itself in place of the function, wherever a module has taken it by name."""
        module_name, _, path = self._doom.at.partition(":")
        *owners, name = path.split(".")
        owner: Any = import_module(module_name)
        for each in owners:
            owner = getattr(owner, each)
        original = getattr(owner, name)
        trapped = self._around(original, is_method=bool(owners))
        setattr(owner, name, trapped)
        _replace_everywhere(original, trapped)
        if self._doom.when == COMMITTED:
            from sqlalchemy import event
            from sqlalchemy.orm import Session

            event.listen(Session, "after_commit", self._committed)
            event.listen(Session, "after_rollback", self._rolled_back)

    def _around(self, original: Callable[..., Any], *, is_method: bool) -> Callable[..., Any]:
        @functools.wraps(original)
        def around(*args: Any, **named: Any) -> Any:
            counts = self._doom.first is None or args[is_method : is_method + 1] == (self._doom.first,)
            if counts and self._doom.when == BEFORE:
                self._crosses()
            result = original(*args, **named)
            if counts and self._doom.when == AFTER:
                self._crosses()
            if counts and self._doom.when == COMMITTED:
                self._here.waits = True
            return result

        return around

    def _committed(self, _session: object) -> None:
        if getattr(self._here, "waits", False):
            self._here.waits = False
            self._crosses()

    def _rolled_back(self, _session: object) -> None:
        self._here.waits = False

    def _crosses(self) -> None:
        with self._lock:
            self._crossed += 1
            if self._crossed == self._doom.crossing:
                os.kill(os.getpid(), signal.SIGKILL)


def _replace_everywhere(original: object, trapped: object) -> None:
    import sys

    for name, module in list(sys.modules.items()):
        if name.startswith("bot."):
            for each, found in list(vars(module).items()):
                if found is original:
                    setattr(module, each, trapped)
