"""A bot out of the nursery: `Bot` as the wire tests know it, and quickly there again after each kill."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests import canaries
from tests.chaos.nursery import Nursery
from tests.wire.bots import STOP_SECONDS, Bot, surroundings

LOOK_AGAIN = 0.004
START_SECONDS = 30.0


@dataclass
class Replica(Bot):
    """`doom` is what its next start is to die of (see `doomed.py`)."""

    nursery: Nursery | None = None
    doom: object = None
    _pid: int = field(default=0, repr=False)
    _starts: int = 0

    def start(self) -> Replica:
        """Returns when it has said its address; it may not share the clock yet."""
        self.is_born()
        self.says_where_it_is()
        return self

    def is_born(self) -> None:
        """It has not done anything yet, or not much."""
        assert self.nursery
        self.folder.mkdir(parents=True, exist_ok=True)
        canaries.writes_to(self._log_file)
        self._starts += 1
        said = self.folder / f"said-{self._starts}"
        self._pid = self.nursery.born(surroundings(self.settings), self.folder, said, self._log_file, self.doom)
        self.doom = None

    def says_where_it_is(self) -> None:
        said = self.folder / f"said-{self._starts}"
        self.url = self._first_line(said).rpartition(" ")[2].strip()

    def start_again(self) -> Replica:
        """Returns when what people do reaches it."""
        self.start()
        self.slack.clock.wait_for_attached(1, START_SECONDS)
        if "SLACK_APP_TOKEN" in self.settings:
            self.slack.sockets.wait_for(2, START_SECONDS)
        else:
            self.slack.set_app(request_url=f"{self.url}/slack/events")
        return self

    def _first_line(self, said: Path) -> str:
        until = time.monotonic() + START_SECONDS
        while True:
            text = said.read_text() if said.exists() else ""
            if "\n" in text:
                return text.partition("\n")[0]
            assert time.monotonic() < until, f"It does not start:\n{self.tail}"
            time.sleep(LOOK_AGAIN)

    @property
    def pid(self) -> int:
        return self._pid

    def signal(self, number: int) -> None:
        os.kill(self._pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.ended()

    def ask_to_stop(self) -> None:
        self.signal(signal.SIGTERM)

    def stop(self) -> int:
        self.ask_to_stop()
        return self.ended()

    def ended(self) -> int:
        """Its exit status; -9 when it had to be killed after `STOP_SECONDS`."""
        until = time.monotonic() + STOP_SECONDS
        while (status := self.has_ended()) is None:
            if time.monotonic() > until:
                self.signal(signal.SIGKILL)
            time.sleep(LOOK_AGAIN)
        return status

    def has_ended(self) -> int | None:
        """Its exit status, once; None while it runs."""
        assert self.nursery
        status = self.nursery.status_of(self._pid)
        self._pid = self._pid if status is None else 0
        return status

    def is_gone(self) -> None:
        """Killed, if it still runs."""
        if self._pid:
            self.kill()
