"""Chance that can be repeated (one seed a run, printed at its head; DRUMBEAT_CHAOS_SEED sets it), bots, databases."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.chaos.databases import Cluster, database_in
from tests.processes import MARK

SEED = "DRUMBEAT_CHAOS_SEED"
# Slack waits fifteen seconds for an ack, so that a busy machine sets its scenes up.
SPEED = 0.2
SECONDS_A_TEST = 900
# Begun first, so that workers end at about the same time.
LONGEST = ("test_all_faults.py", "test_replicas.py", "test_points.py", "test_typed_text.py")


def pytest_configure() -> None:
    """Workers inherit it."""
    os.environ.setdefault(SEED, str(random.randrange(2**32)))


def pytest_report_header() -> str:
    return f"chaos: {SEED}={os.environ[SEED]}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
    for item in items:
        if item.path.parent.name == "chaos":
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> str:
    """This run's and this test's: the test alone with the same DRUMBEAT_CHAOS_SEED meets the same chance."""
    return f"{os.environ[SEED]}-{request.node.name}"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with running(cast(), speed=SPEED) as sim:
        yield sim


@pytest.fixture
def slack(sim: Simulator) -> Slack:
    return Slack(sim.url)


@pytest.fixture(scope="session")
def cluster(worker_id: str) -> Iterator[Cluster]:
    """A PostgreSQL of this worker's own, which it may crash."""
    cluster = Cluster(Path(os.environ[MARK]) / f"chaos-{worker_id}")
    yield cluster
    cluster.close()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], AbstractContextManager[str]]:
    """Makes an empty database of a kind (sqlite, postgresql); its address."""

    def lazily() -> Cluster:
        found: Cluster = request.getfixturevalue("cluster")
        return found

    return partial(database_in, folder=tmp_path, cluster=lazily)
