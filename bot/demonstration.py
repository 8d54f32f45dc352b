"""The demo: a simulated Slack and the bot in it, as two processes on this machine, and one page to use them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

from bot.commands.manifest import manifest
from bot.commands.nouns import table
from bot.fortnight import BEGINS, OPENS, STORY, StoryFalters, gather, tell
from bot.settings import SETTINGS
from bot.simulator.cast import cast
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.manifest import declare
from bot.simulator.server import running
from bot.simulator.simulator import Simulator

EMPTY_OPENS = datetime(2026, 11, 24, 8, 25, tzinfo=UTC)  # Tuesday, 09:25 in Berlin
START_SECONDS = 30.0
STOP_SECONDS = 20.0
GUIDE = """
  1. You are Ana, in Berlin, on Monday at 09:25, with two weeks of your team in #checkout: near the end Friday's digest,
     and above it a retro that you lead. Add a card, press Next.
  2. Turn the clock (top right) to 09:30: the stand-up asks you in a DM. "Act as" Ben or Chi for theirs, turn to 12:00.
  3. Type /feature list, /feature roadmap, /agenda, /summary or /standup blockers in #checkout. Stop with Ctrl+C.
"""
EMPTY_GUIDE = """
  1. You are Ana, in #checkout. Type /team new Checkout, then /standup new Daily at 9:30 mon-fri close 12:00
  2. Turn the clock (top right) to 09:30 of the next workday: the stand-up asks you in a DM. "Act as" others for theirs.
  3. Turn to 12:00 for the wrap-up in #checkout, or type /standup report today. Stop with Ctrl+C.
"""


class Stopped(Exception):
    """Somebody pressed Ctrl+C while the history was being made."""


def demo(*, port: int, browser: bool, empty: bool) -> int:
    """Run until Ctrl+C or SIGTERM ends both; the exit status."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with (
            running(cast(EMPTY_OPENS if empty else BEGINS), port=port) as sim,
            tempfile.TemporaryDirectory(prefix="drumbeat-") as folder,
        ):
            return _hold(sim, Path(folder), stopping, browser=browser, empty=empty)
    except OSError as fault:
        print(
            f"Cannot listen on port {port}: {fault.strerror}. Choose another: drumbeat demo --port 0", file=sys.stderr
        )
        return 1


def _hold(sim: Simulator, folder: Path, stopping: threading.Event, *, browser: bool, empty: bool) -> int:
    with bot_process(sim, folder) as process:
        if process.poll() is not None:
            print("The bot did not start; its own words are above.", file=sys.stderr)
            return 1
        try:
            if not empty:
                _make_history(Slack(sim.url), stopping)
        except (Stopped, StoryFalters, CannotDo) as fault:
            if stopping.is_set():
                return 0
            print(f"The demo could not begin: {fault} Is this machine very busy? Try it again.", file=sys.stderr)
            return 1
        # From here on as much and as fast as the real one lets an app talk, and the clock ticks.
        sim.limits.on()
        Slack(sim.url).clock.set_rate(1)
        print(f"Drumbeat is at {sim.url}", EMPTY_GUIDE if empty else GUIDE, sep="\n", flush=True)
        if browser:
            webbrowser.open(sim.url)
        while not stopping.wait(0.2):
            if process.poll() is not None:
                print("The bot has stopped; its own words are above.", file=sys.stderr)
                return 1
    return 0


@contextmanager
def bot_process(sim: Simulator, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The bot as a process of its own, reaching the simulator as it would reach Slack."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=_environment(sim, folder), stdout=subprocess.PIPE, text=True
    )
    try:
        address = (process.stdout.readline() if process.stdout else "").rpartition(" ")[2].strip()
        if not address:
            process.wait(STOP_SECONDS)  # it has closed its output, and is about to end
        installations = [workspace.installation for workspace in sim.world.workspaces.values()]
        # Addresses do not count here, so that it is the manifest for Socket Mode that is declared.
        declare(sim.app, installations, manifest(table(""), http=None))
        sim.app.socket_mode, sim.app.request_url = False, f"{address}/slack/events"
        _wait_until_ready(process, address)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _wait_until_ready(process: subprocess.Popen[str], address: str) -> None:
    """It listens before it works, and Slack waits three seconds for an answer; returns early when the bot has ended."""
    patience = time.monotonic() + START_SECONDS
    while address and process.poll() is None and time.monotonic() < patience:
        with suppress(OSError), urllib.request.urlopen(f"{address}/readyz", timeout=START_SECONDS):  # noqa: S310 - ours
            return
        time.sleep(0.05)


def _environment(sim: Simulator, folder: Path) -> dict[str, str]:
    """What the simulator needs; nothing that is set for a real workspace gets through."""
    # Empty, not missing: so a `.env` file's settings are hidden as well.
    nothing = {name: "" for row in SETTINGS for name in (row.name, f"{row.name}_FILE")}
    return {
        **os.environ,
        **nothing,
        "SLACK_BOT_TOKEN": "xoxb-acme-drumbeat",
        "SLACK_SIGNING_SECRET": sim.app.signing_secret,
        "SLACK_API_URL": sim.api_url,
        "DRUMBEAT_CLOCK_URL": sim.clock_url,
        "DRUMBEAT_LOG_LEVEL": "WARNING",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "DRUMBEAT_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
    }


def _make_history(slack: Slack, stopping: threading.Event) -> None:
    """Two weeks of a team, made by the bot through its own doors; a line in the terminal tells how far they are."""
    print("Making two weeks of history, this takes a moment", end="", flush=True)
    told: set[date] = set()

    def before(day: date, _at: str, _who: str) -> None:
        if stopping.is_set():
            raise Stopped
        if day not in told:
            told.add(day)
            print(".", end="", flush=True)

    try:
        gather(slack)
        tell(slack, STORY, before=before)
        slack.clock.turn_to(OPENS)
    finally:
        print(flush=True)
