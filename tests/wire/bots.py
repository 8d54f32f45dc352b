"""The bot as its own process: started as a person starts it, stopped, killed, and what it wrote down."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.commands.manifest import EVENTS, SCOPES
from bot.simulator.driver import Slack
from tests import canaries
from tests.wire.nursery import Nursery, shared_nursery

DRUMBEAT = str(Path(sys.executable).with_name("drumbeat"))
START_SECONDS, STOP_SECONDS = 30.0, 20.0
LOOK_AGAIN = 0.004
# What an operator asks to see: what people wrote; and times with their zones, which people type as well.
SHOWN_ON_REQUEST = frozenset({"--text", "schedule"})
OURS = ("SLACK_", "DRUMBEAT_", "DATABASE_URL", "HOST", "PORT")
KEPT = "DRUMBEAT_TEST_RUN"  # by this mark a run finds what it left behind
FAULTY = re.compile(r'Traceback|a request failed|a job failed|"level": "(error|critical)"')
# Bytecode is kept, whatever the shell says: the bot is started many times.
DROPPED = ("PYTHONDONTWRITEBYTECODE",)


def surroundings(settings: dict[str, str]) -> dict[str, str]:
    """An environment with these settings of Drumbeat's and no others."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if (name == KEPT or not name.startswith(OURS)) and name not in DROPPED
    }
    canaries.is_set_up(settings)
    return kept | settings


def settings_for(slack: Slack, folder: Path, door: str = "http") -> dict[str, str]:
    """All that a bot needs to work in the simulated Slack's workspace Acme: by that door, with a SQLite file.

    It is allowed and told what its manifest asks for, and nothing else.
    """
    app = slack.set_app(socket_mode=door == "socket", scopes=list(SCOPES), events=list(EVENTS))
    proof = (
        {"SLACK_APP_TOKEN": app["app_token"]} if door == "socket" else {"SLACK_SIGNING_SECRET": app["signing_secret"]}
    )
    return proof | {
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_API_URL": app["api_url"],
        "DRUMBEAT_CLOCK_URL": app["clock_url"],
        "DRUMBEAT_DATA_DIR": str(folder),
        "PORT": "0",
    }


@dataclass
class Bot:
    """A bot in a folder of its own; `with Bot(…) as bot` starts it and at the end insists that it stops well.

    It comes out of the nursery, where `drumbeat run` has been imported already; from there on it is that.
    """

    slack: Slack
    folder: Path
    settings: dict[str, str]
    url: str = ""
    nursery: Nursery = field(default_factory=shared_nursery, repr=False)
    _pid: int = field(default=0, repr=False)
    _status: int | None = None
    _starts: int = 0
    _looked_until: int = 0
    _forgiven: tuple[str, ...] = ()

    def __enter__(self) -> Bot:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        status = self.stop()
        if exception[0] is None:
            assert status == 0, self.tail
            self.assert_well()

    def start(self) -> Bot:
        """Returns when it has said its address and shares the clock; Slack is told where it is now."""
        self.is_born()
        self.says_where_it_is()
        self.is_reached()
        return self

    def start_again(self) -> Bot:
        return self.start()

    def is_born(self, doom: dict[str, Any] | None = None) -> None:
        """It has not done anything yet, or not much. `doom`: what it is to die of (`tests/chaos/doomed.py`)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        canaries.writes_to(self._log_file)
        self._starts, self._status = self._starts + 1, None
        self._pid = self.nursery.born(surroundings(self.settings), self.folder, self._said_file, self._log_file, doom)

    def says_where_it_is(self) -> None:
        """It may not share the clock yet."""
        until = time.monotonic() + START_SECONDS
        while True:
            runs = self.has_ended() is None  # asked first: the last word of one that has ended counts
            said = self._said_file.read_text() if self._said_file.exists() else ""
            if "\n" in said:
                break
            assert runs and time.monotonic() < until, f"The bot did not start:\n{self.tail}"
            time.sleep(LOOK_AGAIN)
        self.url = said.partition("\n")[0].rpartition(" ")[2].strip()
        assert self.url.startswith("http://"), f"The bot did not start:\n{self.tail}"

    def is_reached(self) -> None:
        """Returns when it shares the clock and what people do comes to it."""
        self.slack.clock.wait_for_attached(1, START_SECONDS)
        if "SLACK_APP_TOKEN" in self.settings:
            self.slack.sockets.wait_for(2, START_SECONDS)
        else:
            self.slack.set_app(request_url=f"{self.url}/slack/events")

    def signal(self, number: int) -> None:
        assert self._pid, "it does not run"
        os.kill(self._pid, number)

    def kill(self) -> None:
        """As a power cut does it: nothing is finished, nothing is told."""
        self.signal(signal.SIGKILL)
        self.ended()

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting for the end."""
        self.signal(signal.SIGTERM)

    def stop(self) -> int:
        """SIGTERM; the exit status, -9 if it had to be killed."""
        if self.has_ended() is None:
            with suppress(OSError):
                self.get("/metrics")  # what stands there is looked through at the end of the run
            self.ask_to_stop()
        return self.ended()

    def ended(self) -> int:
        """Its exit status; -9 when it had to be killed after `STOP_SECONDS`."""
        until = time.monotonic() + STOP_SECONDS
        while (status := self.has_ended()) is None:
            if time.monotonic() > until:
                self.signal(signal.SIGKILL)
            time.sleep(LOOK_AGAIN)
        canaries.wrote(self.said)
        return status

    def has_ended(self) -> int | None:
        """Its exit status; None while it runs."""
        if self._pid and (status := self.nursery.status_of(self._pid)) is not None:
            self._pid, self._status = 0, status
        return self._status

    @property
    def pid(self) -> int:
        """0 when it has ended."""
        return self._pid

    @property
    def said(self) -> str:
        """All that it wrote to stdout in all its starts; the log goes to stderr."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("said-*")))

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:
                status, body = response.status, response.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                status, body = refused.code, refused.read().decode()
        canaries.wrote(body)
        return status, body

    def delete_message(self, channel: str, ts: str) -> None:
        """As an admin deletes it, by the bot's own right: the bot is told nothing."""
        body = urllib.parse.urlencode({"channel": channel, "ts": ts}).encode()
        request = urllib.request.Request(f"{self.settings['SLACK_API_URL']}chat.delete", body)
        request.add_header("Authorization", f"Bearer {self.settings['SLACK_BOT_TOKEN']}")
        with urllib.request.urlopen(request, timeout=10) as response:
            assert b'"ok":true' in response.read().replace(b" ", b"")

    @property
    def log(self) -> list[str]:
        """The lines on its stderr, of all its starts."""
        return self._log_file.read_text(encoding="utf-8").splitlines()

    @property
    def tail(self) -> str:
        return "\n".join(self.log[-30:])

    def new_faults(self) -> list[str]:
        """Lines since the last look that no healthy bot writes."""
        new = self.log[self._looked_until :]
        self._looked_until += len(new)
        return [line for line in new if FAULTY.search(line) and not any(words in line for words in self._forgiven)]

    def forgive(self, *words: str) -> None:
        """Lines with these words are no faults in this test."""
        self._forgiven += words

    def assert_well(self) -> None:
        """No rule of Slack's was broken, and nothing went wrong inside."""
        assert self.new_faults() == []
        assert self.slack.violations() == []

    @property
    def _log_file(self) -> Path:
        return self.folder / "bot.log"

    @property
    def _said_file(self) -> Path:
        return self.folder / f"said-{self._starts}"


def starts_badly(settings: dict[str, str], folder: Path, *words: str, seconds: float = 30) -> tuple[int, str]:
    """Exit status and words of a bot that is not expected to get far."""
    ended = subprocess.run(
        [DRUMBEAT, *(words or ("run",))],
        env=surroundings(settings),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if SHOWN_ON_REQUEST.isdisjoint(words):
        canaries.wrote(ended.stdout + ended.stderr)
    words_said = [line for line in (ended.stdout + ended.stderr).splitlines(keepends=True) if KEPT not in line]
    return ended.returncode, "".join(words_said)


def assert_is_one_sentence(said: str, about: str) -> None:
    """One line besides the address it listens on, well formed; no traceback."""
    lines = [line for line in said.strip().splitlines() if not line.startswith("Drumbeat listens on")]
    assert len(lines) == 1, said
    assert about in lines[0]
    assert "Traceback" not in said
    assert re.search(r"[.?!:][.?!]", lines[0].replace("…", "")) is None, said
