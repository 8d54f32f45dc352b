"""Fifty stand-ups due at one instant, three replicas on one database, Slack's limits on: from the instant to the posts.

Each has a thread in its channel and one person to ask. By the real clock: it takes the next full minute.
`--ceremonies N` (50), `--replicas N` (3), `--postgresql URL` (else a throwaway cluster), `--no-limits`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator

FIRST_SECONDS, ALL_SECONDS = 1.0, 15.0
SET_UP_A_SECOND = 2  # stand-ups that are set up a second, on a slow machine
BERLIN = ZoneInfo("Europe/Berlin")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ceremonies", type=int, default=50)
    asked.add_argument("--replicas", type=int, default=3)
    asked.add_argument("--postgresql", default="")
    asked.add_argument("--no-limits", action="store_true", help="print only, whatever the figures are")
    options = asked.parse_args()
    with running() as sim, tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        url = options.postgresql or stack.enter_context(cluster(Path(name)))
        slack = Slack(sim.url)
        addresses = [stack.enter_context(replica(sim, Path(name), url, n)) for n in range(options.replicas)]
        slack.set_app(request_url=f"{addresses[0]}/slack/events")
        due = set_up(slack, options.ceremonies)
        slack.weather.limits()
        wanted = options.ceremonies * 2
        seconds = arrivals(sim, due, wanted)
        refused = [one for one in slack.violations() if "Retry-After" in one]
    first, last = seconds[0], seconds[-1]
    print(
        f"{options.ceremonies} stand-ups at one instant, {options.replicas} replicas: {len(seconds)} of {wanted} "
        f"posts, the first after {first:.2f} s, the last after {last:.2f} s, {len(refused)} within a Retry-After"
    )
    good = len(seconds) == wanted and first <= FIRST_SECONDS and last <= ALL_SECONDS
    print(f"limits: first within {FIRST_SECONDS:g} s, all within {ALL_SECONDS:g} s: {'kept' if good else 'BROKEN'}")
    return 0 if good or options.no_limits else 1


def set_up(slack: Slack, count: int) -> datetime:
    """A channel, a person and a stand-up each; the instant at which all of them are due."""
    begin = datetime.now(BERLIN) + timedelta(seconds=20 + count / SET_UP_A_SECOND)
    due = begin.replace(second=0, microsecond=0) + timedelta(minutes=1)
    for number in range(count):
        name = f"P{number}"
        slack.adds_person(name)
        slack.adds_channel(f"#team{number}", [name, "Drumbeat"])
        answer = slack.says(name, f"#team{number}", f"/standup new Daily at {due:%H:%M} daily")
        assert "Daily" in answer.text, answer
    assert datetime.now(BERLIN) < due - timedelta(seconds=5), "setting up took too long"
    return due


def arrivals(sim: Simulator, due: datetime, wanted: int) -> list[float]:
    """Seconds after the instant at which each post came."""
    offset = time.monotonic() - time.time()
    instant = due.timestamp() + offset
    seen: list[float] = []
    while len(seen) < wanted and time.monotonic() < instant + 120:
        seen = sorted(
            message.stored - instant
            for channel in sim.world.channels.values()
            for message in sim.world.messages(channel.id)
            if message.bot_id and message.stored >= instant - 1
        )
        time.sleep(0.2)
    return seen


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    from tests.postgres import cluster_url, create_database, stop_cluster

    try:
        yield create_database(cluster_url(folder), "together")
    finally:
        stop_cluster(folder)


@contextmanager
def replica(sim: Simulator, folder: Path, url: str, number: int) -> Iterator[str]:
    """A bot as its own process; its address."""
    environment = os.environ | {
        "SLACK_BOT_TOKEN": "xoxb-acme-drumbeat",
        "SLACK_SIGNING_SECRET": sim.app.signing_secret,
        "SLACK_API_URL": sim.api_url,
        "DRUMBEAT_DATA_DIR": str(folder / str(number)),
        "DATABASE_URL": url,
        "DRUMBEAT_LOG_LEVEL": "ERROR",
        "PORT": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().rpartition(" ")[2].strip()
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    sys.exit(main())
