"""What a test run started, and what is left of it: each run marks its processes, and may leave none behind."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil

from tests.postgres import stop_cluster

MARK = "DRUMBEAT_TEST_RUN"
"""The environment variable that every process of a run inherits: the run's folder."""
PREFIX = "drumbeat-tests-"
SECONDS_TO_GO = 2.0


def begin_run() -> Path:
    """Make this run's folder, mark what will be started with it; clear up after runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)) and folder.stat().st_uid == os.getuid():
            end_run(folder)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    os.environ[MARK] = str(folder)
    return folder


def end_run(folder: Path) -> list[str]:
    """Stop what belongs to the run and remove its folder; the command lines of what had to be killed for it."""
    stop_cluster(folder)
    strays = strays_of(folder)
    for process in strays:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    shutil.rmtree(folder, ignore_errors=True)
    return [f"pid {process.pid}: {process.info['cmdline']}" for process in strays]


def strays_of(folder: Path) -> list[psutil.Process]:
    """The processes that carry the run's mark and do not end by themselves; whoever adopted them meanwhile."""
    ours = {process.pid for process in (psutil.Process(), *psutil.Process().parents())}
    marked = []
    for process in psutil.process_iter(["cmdline"]):
        with suppress(psutil.Error):
            if process.pid not in ours and process.environ().get(MARK) == str(folder):
                marked.append(process)
    return psutil.wait_procs(marked, timeout=SECONDS_TO_GO)[1]
