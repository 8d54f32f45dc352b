"""What `make chaos` does for minutes, for seconds: replicas that die, and deaths where they hurt most."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.chaos.dying import Dying
from tests.chaos.fleet import QUICKER, fleet_on
from tests.chaos.points import STRETCHES, Stretch
from tests.chaos.scene import Scene
from tests.chaos.storm import Storm
from tests.conftest import DATABASES

MakeDatabase = Callable[[str], AbstractContextManager[str]]
LOST_REPLIES = {"kind": "lose_reply", "chance": 0.05, "methods": ["chat.postMessage"]}
NAMES = ("claimed", "on its way", "answered", "looked")
HURT_MOST = Stretch("hurts most", tuple(point for each in STRETCHES for point in each.points if point.name in NAMES))
DEATHS = 3  # at each


@pytest.mark.parametrize("kind", DATABASES)
def test_replicas_die_and_nothing_is_lost_or_there_twice(
    kind: str, sim: Simulator, slack: Slack, database: MakeDatabase, seed: str, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots", 2, pace=QUICKER) as fleet:
        scene = Scene(slack, teams=4)
        scene.is_set_up()
        slack.weather.faults(LOST_REPLIES, {"kind": "history_lag", "seconds": 0.3}, seed=chance.randrange(2**32))
        toll = Storm(sim, scene, fleet, chance).rages(days=1, kills=3)
    assert toll.is_clean, toll.told()


def test_deaths_at_the_steps_that_hurt_most_lose_nothing_and_leave_nothing_twice(
    slack: Slack, database: MakeDatabase, seed: str, tmp_path: Path
) -> None:
    with database("sqlite") as url, fleet_on(url, slack, tmp_path / "bots", 1, pace=QUICKER) as fleet:
        scene = Scene(slack, teams=1)
        scene.is_set_up()
        dying = Dying(scene, fleet, random.Random(seed))
        dying.lives_through(HURT_MOST, DEATHS)
        toll = dying.toll()
    assert toll.kills == DEATHS * len(NAMES)
    assert toll.is_clean, dying.told(toll)
