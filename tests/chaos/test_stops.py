"""SIGTERM under load, replica after replica: each ends well and in time, and nothing is lost or there twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.chaos.fleet import fleet_on
from tests.chaos.notes import note
from tests.chaos.scale import SCALE
from tests.chaos.scene import Scene
from tests.chaos.storm import USUAL_FAULTS, Storm
from tests.conftest import DATABASES

SECONDS = 15.0
A_PART = 20
TEAMS, DAYS = 10, 3


@pytest.mark.parametrize("part", range(SCALE.sigterms // A_PART // len(DATABASES)))
@pytest.mark.parametrize("kind", DATABASES)
def test_whoever_is_asked_to_stop_finishes_what_is_under_way(
    kind: str,
    part: int,
    sim: Simulator,
    slack: Slack,
    database: Callable[[str], AbstractContextManager[str]],
    seed: str,
    tmp_path: Path,
) -> None:
    chance = random.Random(seed)
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots") as fleet:
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        slack.weather.faults(*USUAL_FAULTS, seed=chance.randrange(2**32))
        toll = Storm(sim, scene, fleet, chance, fleet.stops_one).rages(DAYS, A_PART)
    slowest = max(seconds for _, seconds in fleet.stopped)
    print(f"{kind}, part {part + 1}: {toll}; the slowest stop took {slowest:.1f} s")
    note("SIGTERM under load", kind, toll)
    assert [status for status, _ in fleet.stopped] == [0] * A_PART
    assert slowest <= SECONDS
    assert toll.is_clean, toll.told()
