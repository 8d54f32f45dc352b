"""`kill -9` right after an ack, under load, a few times; `make chaos` does it two hundred times."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.wire.killing import kill_again_and_again
from tests.wire.setups import EVERY_SETUP, Setup, bot_in

ROUNDS = 3


@pytest.mark.parametrize("setup", EVERY_SETUP, ids=str)
def test_what_was_acknowledged_is_found_after_kill_9_and_none_of_it_twice(
    setup: Setup, slack: Slack, tmp_path: Path
) -> None:
    with bot_in(setup, slack, tmp_path / "bot") as bot:
        toll = kill_again_and_again(slack, bot, random.Random(str(setup)), ROUNDS)
    assert toll.acks >= ROUNDS * 10
    assert toll.in_flight
