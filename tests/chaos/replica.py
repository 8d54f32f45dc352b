"""A bot that is quickly killed, at a chosen step if need be, and quickly there again."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import dataclass

from tests.chaos.doomed import ORDER, Doom
from tests.wire.bots import LOOK_AGAIN, START_SECONDS, Bot


@dataclass
class Replica(Bot):
    """One of several, whom people reach by way of the first."""

    def start(self, doom: Doom | None = None) -> Replica:
        """Returns when it has said its address; it may not share the clock yet. It dies of `doom` (see `doomed.py`)."""
        self.is_born(None if doom is None else doom.said())
        self.says_where_it_is()
        return self

    def start_again(self) -> Replica:
        """Returns when what people do reaches it."""
        self.start()
        self.is_reached()
        return self

    def will_die_of(self, doom: Doom) -> None:
        """As it runs; returns when that is sure."""
        order = self.folder / ORDER
        order.write_text(json.dumps(doom.said()))
        self.signal(signal.SIGUSR1)
        until = time.monotonic() + START_SECONDS
        while order.exists():
            assert time.monotonic() < until, f"It does not hear what it is to die of:\n{self.tail}"
            time.sleep(LOOK_AGAIN)

    def stop(self) -> int:
        """At once: what its metrics say is not looked at."""
        self.ask_to_stop()
        return self.ended()

    def is_gone(self) -> None:
        """Killed, if it still runs."""
        if self._pid:
            self.kill()
