"""Bots that start in a tenth of the time: each is a copy of a process that has imported everything (`newborn.py`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Nursery:
    """One process without threads, from which bots come; safe to use from several threads."""

    def __init__(self, *within: str) -> None:
        """`within`: the command that runs it in surroundings of their own, if they shall have any."""
        self._lock = threading.Lock()
        self.seconds = 0.0  # of a processor, used by all bots that have ended
        self._process = subprocess.Popen(
            [*within, sys.executable, "-m", "tests.wire.newborn"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    @property
    def pid(self) -> int:
        """Of the process that bots come from."""
        return self._process.pid

    def born(self, env: dict[str, str], folder: Path, said: Path, log: Path, doom: object = None) -> int:
        """The pid of a new bot with this environment, in this folder, with its stdout and stderr in these files."""
        wanted = {"env": env, "folder": str(folder), "said": str(said), "log": str(log), "doom": doom}
        return int(self._ask({"born": wanted})["pid"])

    def status_of(self, pid: int) -> int | None:
        """Its exit status, -9 after a SIGKILL; None while it runs. Not to be asked again after that."""
        end = self._ask({"pid": pid})
        status: int | None = end["status"]
        self.seconds += 0.0 if status is None else end["seconds"]
        return status

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            print(json.dumps(order), file=self._process.stdin, flush=True)
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@cache
def shared_nursery() -> Nursery:
    """One for all tests of this process."""
    return Nursery()


def close_shared_nursery() -> None:
    """At the end of the run, if any test needed it."""
    if shared_nursery.cache_info().currsize:
        shared_nursery().close()
        shared_nursery.cache_clear()
