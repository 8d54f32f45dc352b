"""The bot as its own process: started as a person starts it, stopped, killed, and what it wrote down."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands.manifest import EVENTS, SCOPES
from bot.simulator.driver import Slack
from tests import canaries

DRUMBEAT = str(Path(sys.executable).with_name("drumbeat"))
STOP_SECONDS = 20.0
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
    """A bot in a folder of its own; `with Bot(…) as bot` starts it and at the end insists that it stops well."""

    slack: Slack
    folder: Path
    settings: dict[str, str]
    url: str = ""
    said: str = ""  # all that it wrote to stdout until it ended; the log goes to stderr
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)
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
        self.folder.mkdir(parents=True, exist_ok=True)
        canaries.writes_to(self._log_file)
        with self._log_file.open("a") as log:
            self._process = subprocess.Popen(
                [DRUMBEAT, "run"],
                env=surroundings(self.settings),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout
        first_line = self._process.stdout.readline()
        self.said += first_line
        self.url = first_line.rpartition(" ")[2].strip()
        assert self.url.startswith("http://"), f"The bot did not start:\n{self.tail}"
        self.slack.clock.wait_for_attached(1, seconds=30)
        if "SLACK_APP_TOKEN" in self.settings:
            self.slack.sockets.wait_for(2, seconds=30)
        else:
            self.slack.set_app(request_url=f"{self.url}/slack/events")
        return self

    def start_again(self) -> Bot:
        return self.start()

    def kill(self) -> None:
        """As a power cut does it: nothing is finished, nothing is told."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._ended()

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting for the end."""
        assert self._process
        self._process.terminate()

    def stop(self) -> int:
        """SIGTERM; the exit status, -9 if it had to be killed."""
        assert self._process
        if self._process.poll() is None:
            with suppress(OSError):
                self.get("/metrics")  # what stands there is looked through at the end of the run
            self.ask_to_stop()
        return self._ended()

    def _ended(self) -> int:
        assert self._process and self._process.stdout
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        if not self._process.stdout.closed:
            self.said += self._process.stdout.read()
            self._process.stdout.close()
        canaries.wrote(self.said)
        return status

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

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
