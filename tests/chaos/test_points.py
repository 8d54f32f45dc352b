"""The bot dies at each step of the protocol, again and again: what was under way is there once, when it lives again."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.chaos.dying import Dying
from tests.chaos.fleet import QUICKER, fleet_on
from tests.chaos.notes import note
from tests.chaos.points import STRETCHES, Stretch
from tests.chaos.scale import SCALE
from tests.chaos.scene import Scene
from tests.conftest import DATABASES

DEATHS = 10  # at each point, in one part


@pytest.mark.parametrize("part", range(SCALE.each_point // DEATHS))
@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
@pytest.mark.parametrize("kind", DATABASES)
def test_a_death_at_these_points_loses_nothing_and_leaves_nothing_twice(
    kind: str,
    stretch: Stretch,
    part: int,
    slack: Slack,
    database: Callable[[str], AbstractContextManager[str]],
    seed: str,
    tmp_path: Path,
) -> None:
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots", 1, pace=QUICKER) as fleet:
        scene = Scene(slack, stretch.teams)
        scene.is_set_up()
        dying = Dying(scene, fleet, random.Random(seed))
        dying.lives_through(stretch, DEATHS)
        toll = dying.toll()
    print(f"{kind}, {stretch.name}, part {part + 1}: {toll}")
    note("deaths at each step", kind, toll)
    assert toll.kills == DEATHS * len(stretch.points)
    assert toll.is_clean, dying.told(toll)
