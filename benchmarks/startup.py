"""How long the bot takes from exec to ready, and how much memory it holds a minute later.

Warm: the schema is at head and the bytecode compiled. `--runs N` (10), `--rest SECONDS` (60), `--no-limits`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

import psutil

from bot.simulator.server import running
from bot.simulator.simulator import Simulator

READY_SECONDS, RESIDENT_MB = 2.0, 130
PATIENCE = 30.0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--rest", type=float, default=60.0)
    options.add_argument("--no-limits", action="store_true", help="print only, whatever the figures are")
    asked = options.parse_args()
    with running() as sim, tempfile.TemporaryDirectory() as folder:
        started(sim, Path(folder), rest=0)  # brings the schema to head
        times = sorted(started(sim, Path(folder), rest=0)[0] for _ in range(asked.runs))
        _, resident = started(sim, Path(folder), rest=asked.rest)
    print(f"exec to ready, s: median {median(times):.2f}, min {times[0]:.2f}, max {times[-1]:.2f} ({asked.runs} runs)")
    print(f"resident after {asked.rest:.0f} s, MB: {resident:.0f}")
    good = median(times) < READY_SECONDS and resident < RESIDENT_MB
    print(f"limits: ready under {READY_SECONDS} s, resident under {RESIDENT_MB} MB: {'kept' if good else 'BROKEN'}")
    return 0 if good or asked.no_limits else 1


def started(sim: Simulator, folder: Path, *, rest: float) -> tuple[float, float]:
    """Start it once: seconds to ready, and MB resident after a rest."""
    environment = {
        # Warm is with bytecode, whatever the shell says about writing it.
        **{name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "SLACK_BOT_TOKEN": "xoxb-acme-drumbeat",
        "SLACK_SIGNING_SECRET": sim.app.signing_secret,
        "SLACK_API_URL": sim.api_url,
        "DRUMBEAT_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'startup.db'}",
        "HOST": "127.0.0.1",
        "PORT": "0",
    }
    began = time.monotonic()
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().rpartition(" ")[2].strip()
            while not ready(address):
                if time.monotonic() - began > PATIENCE:
                    raise SystemExit("the bot did not become ready")
                time.sleep(0.01)
            seconds = time.monotonic() - began
            time.sleep(rest)
            return seconds, psutil.Process(process.pid).memory_info().rss / 1_000_000
        finally:
            process.terminate()


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as answer:
        answer.close()
        return False
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
