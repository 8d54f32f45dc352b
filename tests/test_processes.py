"""A test run leaves nothing running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.processes import MARK, begin_run, end_run

WAITS = "import time; time.sleep(60)"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A run within the run: its folder."""
    monkeypatch.setenv(MARK, "")
    folder = begin_run()
    yield folder
    end_run(folder)


def test_a_process_that_a_run_started_and_forgot_is_named_and_killed(run: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS], start_new_session=True) as forgotten:
        named = end_run(run)
        assert forgotten.wait() != 0
    assert len(named) == 1
    assert named[0].startswith(f"pid {forgotten.pid}:")
    assert not run.exists()


def test_a_process_of_another_run_is_left_alone(run: Path) -> None:
    others = {**os.environ, MARK: "/another/run"}
    with subprocess.Popen([sys.executable, "-c", WAITS], env=others) as working:
        assert end_run(run) == []
        assert working.poll() is None
        working.kill()


def test_a_process_that_ends_by_itself_is_no_stray(run: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.2)"]):
        assert end_run(run) == []


def test_a_run_clears_up_after_one_that_was_killed(run: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert not psutil.pid_exists(gone.pid)
    left = run.with_name(f"drumbeat-tests-{gone.pid}-left")
    left.mkdir()
    shutil.rmtree(begin_run())
    assert not left.exists()
    assert run.exists(), "the folder of a run that goes on stays"
