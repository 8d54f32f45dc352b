"""Chance that can be repeated: one seed a run, printed at its head; DRUMBEAT_CHAOS_SEED sets it."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running

SEED = "DRUMBEAT_CHAOS_SEED"
# Slack waits four seconds for an ack: over a socket whose bot was killed, it waits that long each time.
SPEED = 0.75
SECONDS_A_TEST = 600


def pytest_configure() -> None:
    """Workers inherit it."""
    os.environ.setdefault(SEED, str(random.randrange(2**32)))


def pytest_report_header() -> str:
    return f"chaos: {SEED}={os.environ[SEED]}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "chaos":
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> str:
    """This run's and this test's: the test alone with the same DRUMBEAT_CHAOS_SEED meets the same chance."""
    return f"{os.environ[SEED]}-{request.node.name}"


@pytest.fixture
def slack() -> Iterator[Slack]:
    with running(cast(), speed=SPEED) as sim:
        yield Slack(sim.url)
