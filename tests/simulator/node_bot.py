"""A plain app made with Bolt for Node, as a process of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.simulator.simulator import Simulator

HERE = Path(__file__).parent / "node"
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
INSTALL_SECONDS = 300


def is_there() -> bool:
    return all(map(shutil.which, ("node", "npm")))


def installed(folder: Path) -> Path:
    """The app with all it needs, in this folder, which workers share: the first of them installs it."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder / "ready"
        if not ready.exists():
            for file in HERE.iterdir():
                shutil.copy(file, folder)
            ended = subprocess.run(
                INSTALL, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
            assert ended.returncode == 0, ended.stderr
            ready.touch()
    return folder


@contextmanager
def node_bot(sim: Simulator, folder: Path, over_sockets: bool) -> Iterator[int | None]:
    """The port on which it listens for as long as the block lasts; None when it is at the end of a socket."""
    surroundings = {
        **{name: text for name, text in os.environ.items() if not name.startswith("SLACK_")},
        "SLACK_API_URL": sim.api_url,
        "SLACK_BOT_TOKEN": "xoxb-acme-drumbeat",
        "SLACK_SIGNING_SECRET": sim.app.signing_secret,
    }
    if over_sockets:
        surroundings["SLACK_APP_TOKEN"] = sim.app.app_token
    process = subprocess.Popen(
        ("node", "app.js"), cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    try:
        yield _port(process.stdout)
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def _port(said: Iterator[str]) -> int | None:
    """What it prints when it listens; its log comes before, and is all there is when it does not start."""
    log = []
    for line in said:
        if line.startswith("{"):
            port: int | None = json.loads(line)["port"]
            return port
        log.append(line)
    raise AssertionError("The app did not start:\n" + "".join(log))
