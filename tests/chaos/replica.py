"""A bot out of the nursery: `Bot` as the wire tests know it, and quickly there again after each kill."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests import canaries
from tests.chaos.doomed import ORDER, Doom
from tests.chaos.nursery import Nursery
from tests.wire.bots import STOP_SECONDS, Bot, surroundings

LOOK_AGAIN = 0.004
START_SECONDS = 30.0


@dataclass
class Replica(Bot):
    """Quickly killed, and quickly there again."""

    nursery: Nursery | None = None
    _pid: int = field(default=0, repr=False)
    _starts: int = 0

    def start(self, doom: Doom | None = None) -> Replica:
        """Returns when it has said its address; it may not share the clock yet. It dies of `doom` (see `doomed.py`)."""
        self.is_born(doom)
        self.says_where_it_is()
        return self

    def is_born(self, doom: Doom | None = None) -> None:
        """It has not done anything yet, or not much."""
        assert self.nursery
        self.folder.mkdir(parents=True, exist_ok=True)
        canaries.writes_to(self._log_file)
        self._starts += 1
        said = self.folder / f"said-{self._starts}"
        end = None if doom is None else doom.said()
        self._pid = self.nursery.born(surroundings(self.settings), self.folder, said, self._log_file, end)

    def says_where_it_is(self) -> None:
        said = self.folder / f"said-{self._starts}"
        self.url = self._first_line(said).rpartition(" ")[2].strip()

    def will_die_of(self, doom: Doom) -> None:
        """As it runs; returns when that is sure."""
        order = self.folder / ORDER
        order.write_text(json.dumps(doom.said()))
        self.signal(signal.SIGUSR1)
        until = time.monotonic() + START_SECONDS
        while order.exists():
            assert time.monotonic() < until, f"It does not hear what it is to die of:\n{self.tail}"
            time.sleep(LOOK_AGAIN)

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
