"""Many messages due at once: how near to the shortest time that Slack's limits allow, and how often Slack says 429.

Three tables: at Slack's limits as we know them, with a limit that is secretly half of that, and with none.
`--messages N` (2000), `--speed S` (4: Slack's minutes are so many times shorter), `--database URL`, `--no-limits`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.message import Message
from bot.simulator.cast import ACME
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.outbox import enqueue
from bot.storage.workspaces import install_workspace

TOKEN = "xoxb-acme-drumbeat"
ANSWER_SECONDS = 0.2
BURST, A_MINUTE, SECRETLY_A_MINUTE = 60, 240, 120
OF_THE_SHORTEST, OF_THE_SHORTEST_IN_SECRET, AT_LEAST_A_SECOND = 1.10, 1.25, 300


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=2000)
    asked.add_argument("--speed", type=float, default=4.0)
    asked.add_argument("--database", default="")
    asked.add_argument("--no-limits", action="store_true", help="print only, whatever the figures are")
    options = asked.parse_args()
    paced = [limited(options, a_minute) for a_minute in (A_MINUTE, SECRETLY_A_MINUTE)]
    good = all([*paced, unlimited(options)])
    print("limits:", "kept" if good else "BROKEN")
    return 0 if good or options.no_limits else 1


def limited(options: argparse.Namespace, a_minute: int) -> bool:
    """2,000 direct messages against so many a minute; the courier always believes in 240."""
    found = carried(options, options.speed, workspace_per_minute=a_minute, workspace_burst=BURST)
    shortest = (options.messages - BURST) / (a_minute / 60) / options.speed
    ratio = found["seconds"] / shortest
    print(
        f"{options.messages} messages, {a_minute} a minute with a burst of {BURST}, answers in {ANSWER_SECONDS} s, "
        f"{options.speed:g} times faster: {found['seconds']:.1f} s, {ratio:.2f} of the shortest, "
        f"{found['notposted']:.0f} x 429, {found['hasty']} within a Retry-After, {found['twice']} twice",
        flush=True,
    )
    right = found["arrived"] == options.messages and not found["twice"] and not found["hasty"]
    if a_minute == A_MINUTE:
        return right and ratio <= OF_THE_SHORTEST and not found["notposted"]
    return right and ratio <= OF_THE_SHORTEST_IN_SECRET


def unlimited(options: argparse.Namespace) -> bool:
    found = carried(options, 1.0)
    rate = options.messages / found["seconds"]
    print(
        f"{options.messages} messages without limits, answers in {ANSWER_SECONDS} s: {rate:.0f} a second, "
        f"{found['cpu'] / options.messages * 1e6:.0f} µs of processor time each"
    )
    return rate >= AT_LEAST_A_SECOND and found["arrived"] == options.messages and not found["twice"]


def carried(options: argparse.Namespace, speed: float, **limits: float) -> dict[str, Any]:
    """What the courier's process says, and what stands in Slack afterwards."""
    with tempfile.TemporaryDirectory() as folder, running(speed=speed) as sim:
        slack = Slack(sim.url)
        url = options.database or f"sqlite:///{Path(folder) / 'fanout.db'}"
        upgrade(url)
        fill(url, [slack.adds_person(f"P{number}").id for number in range(options.messages)])
        slow = {"kind": "slow", "seconds": ANSWER_SECONDS / speed, "methods": ["chat.postMessage"]}
        slack.weather.faults(slow)
        if limits:
            slack.weather.limits(**limits)
        arguments = ["--database", url, "--api-url", sim.api_url, "--token", TOKEN, "--speed", f"{speed}"]
        command = [sys.executable, "-m", "benchmarks.carrying", *arguments, *([] if limits else ["--unpaced"])]
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=3600)
        direct = [channel for channel in sim.world.channels.values() if channel.is_direct]
        texts = [message.text for channel in direct for message in sim.world.messages(channel.id)]
        hasty = len([one for one in slack.violations() if "Retry-After" in one])
        own: dict[str, Any] = json.loads(said.stdout)
        return own | {
            "arrived": len(set(texts)),
            "twice": len(texts) - len(set(texts)),
            "hasty": hasty,
        }


def fill(url: str, people: list[str]) -> None:
    """One message for each, due within the last minute."""
    db, now = Database(url), datetime.now(UTC)
    with db.write() as session:
        known = {"slack_id": ACME, "name": "Acme", "bot_user_id": "U0DRUMBEAT", "bot_id": "B0DRUMBEAT"}
        workspace = install_workspace(session, **known, at=now)
        for number, person in enumerate(people):
            due_at = now - timedelta(seconds=60 - 60 * number / len(people))
            enqueue(
                session,
                workspace.id,
                f"fanout:{number}:{now.timestamp()}",
                person,
                Message(f"Message {number}"),
                now=now,
                due_at=due_at,
                expires_at=now + timedelta(hours=4),
            )
    db.close()


if __name__ == "__main__":
    sys.exit(main())
