"""Two hundred times `kill -9` under load, on both databases and by both doors; at least two thousand acks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from tests.chaos.fleet import QUICK
from tests.chaos.replica import Replica
from tests.wire.bots import settings_for
from tests.wire.killing import kill_again_and_again
from tests.wire.setups import EVERY_SETUP, Setup

KILLS, ACKS = 200, 2000
PARTS = 5  # of each setup, so that workers share them evenly
TESTS = len(EVERY_SETUP) * PARTS
# Slack waits four seconds for an ack: over a socket whose bot was killed, it waits that long each time.
SPEED = 0.75


@pytest.fixture
def slack() -> Iterator[Slack]:
    with running(cast(), speed=SPEED) as sim:
        yield Slack(sim.url)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("setup", EVERY_SETUP, ids=str)
def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    setup: Setup,
    part: int,
    slack: Slack,
    database: Callable[[str], AbstractContextManager[str]],
    seed: str,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "bot"
    with database(setup.database) as url:
        settings = settings_for(slack, folder, setup.door) | {"DATABASE_URL": url} | QUICK
        bot = Replica(slack, folder, settings)
        try:
            toll = kill_again_and_again(slack, bot.start_again(), random.Random(seed), KILLS // TESTS, ACKS // TESTS)
            assert bot.stop() == 0
            bot.assert_well()
        finally:
            bot.is_gone()
    print(f"{setup}, part {part + 1} of {PARTS}: {toll}")
    assert toll.kills >= KILLS / TESTS
    assert toll.acks >= ACKS / TESTS
    assert toll.in_flight > toll.kills / 2, "kills meet commands in flight"
