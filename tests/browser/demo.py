"""The demo as a process of its own, as `drumbeat demo --empty` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests import canaries

STOP_SECONDS = 20


@contextmanager
def running_demo() -> Iterator[str]:
    """The address of a demo without a team in it: on Tuesday, 09:25 in Berlin."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", "--empty"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (
        canaries.stream() as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            first_line = process.stdout.readline()
            log.seek(0)
            assert first_line, f"the demo did not start; it says: {log.read()}"
            yield first_line.rpartition(" ")[2].strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)
