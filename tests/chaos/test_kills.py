"""Two hundred times `kill -9` under load, on both databases and by both doors; at least two thousand acks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.wire.killing import kill_again_and_again
from tests.wire.setups import EVERY_SETUP, Setup, bot_in

KILLS, ACKS = 200, 2000
PARTS = 5  # of each setup, so that workers share them evenly
TESTS = len(EVERY_SETUP) * PARTS


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("setup", EVERY_SETUP, ids=str)
def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    setup: Setup, part: int, slack: Slack, seed: str, tmp_path: Path
) -> None:
    with bot_in(setup, slack, tmp_path / "bot") as bot:
        toll = kill_again_and_again(slack, bot, random.Random(seed), KILLS // TESTS)
    print(f"{setup}, part {part + 1} of {PARTS}: {toll}")
    assert toll.kills == KILLS / TESTS
    assert toll.acks >= ACKS / TESTS
    assert toll.in_flight > toll.kills / 2, "kills meet commands in flight"
