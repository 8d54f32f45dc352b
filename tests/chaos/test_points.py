"""The bot dies at each step of the protocol, again and again: what was under way is there once, when it lives again."""

from __future__ import annotations

import math
import random
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.chaos.dying import Dying
from tests.chaos.fleet import QUICKER, fleet_on
from tests.chaos.notes import note
from tests.chaos.nursery import Nursery
from tests.chaos.points import POINTS, POINTS_OF_REPAIR, Point
from tests.chaos.scale import SCALE
from tests.chaos.scene import Scene
from tests.conftest import DATABASES


@pytest.mark.parametrize("point", (*POINTS, *POINTS_OF_REPAIR), ids=str)
@pytest.mark.parametrize("kind", DATABASES)
def test_a_death_at_this_point_loses_nothing_and_leaves_nothing_twice(
    kind: str,
    point: Point,
    slack: Slack,
    nursery: Nursery,
    database: Callable[[str], AbstractContextManager[str]],
    seed: str,
    tmp_path: Path,
) -> None:
    with database(kind) as url, fleet_on(url, slack, nursery, tmp_path / "bots", 1, **QUICKER) as fleet:
        scene = Scene(slack, teams=1)
        scene.is_set_up()
        dying = Dying(scene, fleet, random.Random(seed))
        for day in range(math.ceil(SCALE.each_point / len(point.stops))):
            dying.lives_through(day, point)
            assert set(dying.died_of) == {-signal.SIGKILL}, f"{point.name} was not crossed"
        toll = dying.toll()
    print(f"{kind}, {point.name}: {toll}")
    note("deaths at each step", kind, toll)
    assert toll.is_clean, toll.told()
