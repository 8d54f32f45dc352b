"""`/summary` and the digest over 200,000 answers and 5,000 features, through the door: milliseconds at p50 and p99.

`--postgresql URL` (else a throwaway cluster where the wheel is installed), `--calls N`, `--no-limits`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlalchemy import select

from benchmarks.commands import databases
from benchmarks.seeding import ACME, ANA, CHANNEL, NOW, seed
from bot.commands.door import Door
from bot.commands.nouns import table
from bot.domain.zones import use_pinned_zones
from bot.garbage import look_for_it_seldom
from bot.jobs.digests import compose_digest
from bot.metrics import Metrics
from bot.storage import digests
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.occurrences import Occurrence
from bot.storage.teams import Team
from tests.jobs.nearby_slack import NearbySlack

LIMIT_MS = 500.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--calls", type=int, default=200)
    asked.add_argument("--postgresql", default="")
    asked.add_argument("--no-limits", action="store_true")
    options = asked.parse_args()
    look_for_it_seldom()  # as `drumbeat run` does
    use_pinned_zones()
    good = True
    with tempfile.TemporaryDirectory() as name, databases(Path(name), options.postgresql) as urls:
        for which, url in urls.items():
            upgrade(url)
            db = Database(url)
            seed(db)
            print(f"\n{which}: p50, p99 and our own CPU time (p50) of {options.calls} calls, ms")
            for line, call in calls(db).items():
                good &= measure(line, call, options.calls)
            db.close()
    print(f"limit: p99 under {LIMIT_MS:.0f} ms:", "kept" if good else "BROKEN")
    return 0 if good or options.no_limits else 1


def measure(line: str, call: Callable[[], object], calls: int) -> bool:
    for _ in range(5):
        call()
    times, busy = [], []
    for _ in range(calls):
        began, worked = time.perf_counter(), time.thread_time()
        call()
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.thread_time() - worked) * 1000)
    times.sort()
    p99 = times[int(len(times) * 0.99)]
    print(f"{line:30} {times[len(times) // 2]:8.1f} {p99:8.1f} {sorted(busy)[len(busy) // 2]:8.1f}", flush=True)
    return p99 < LIMIT_MS


def calls(db: Database) -> dict[str, Callable[[], object]]:
    """What is measured: lines through the door, and the digest as the clock composes it."""
    slack, numbers = NearbySlack(), count()
    door = Door(
        db=db,
        slack=slack.client,
        respond=lambda url, message: None,
        table=table(""),
        clock=lambda: NOW,
        wake=lambda: None,
        metrics=Metrics(),
    )

    def says(command: str, line: str) -> Callable[[], object]:
        def call() -> object:
            body = door.command(
                {
                    "team_id": ACME,
                    "user_id": ANA,
                    "channel_id": CHANNEL,
                    "command": command,
                    "text": line,
                    "trigger_id": f"{next(numbers)}.1.load",
                }
            )
            assert body is not None and "Checkout" in str(body), body
            return body

        return call

    lines = [("/summary", ""), ("/summary", "since 2026-01-01"), ("/digest", "")]
    found = {f"{command} {line}": says(command, line) for command, line in lines}
    return found | {"the digest of the clock": lambda: composed(db)}


def composed(db: Database) -> object:
    """The digest of the day, as the job composes it."""
    with db.read() as session:
        series = session.scalars(select(Ceremony).where(Ceremony.kind == digests.KIND)).one()
        team = session.scalars(select(Team)).one()
        cut = digests.cut_of(series, team, NOW.date())
        first_at = digests.begins_at(session, series, team, NOW.date())
        occurrence = Occurrence(day=NOW.date(), opens_at=first_at, closes_at=cut)
        return compose_digest(session, occurrence, series, team, NOW)


if __name__ == "__main__":
    sys.exit(main())
