"""The demo as a process of its own, as `drumbeat demo --empty` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SECONDS = 20


@contextmanager
def running_demo() -> Iterator[str]:
    """The address of a demo without a team in it: on Tuesday, 09:25 in Berlin."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", "--empty"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first_line = process.stdout.readline()
            assert first_line, "the demo did not start; its own words are above"
            yield first_line.rpartition(" ")[2].strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)
