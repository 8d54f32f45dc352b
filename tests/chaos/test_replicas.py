"""Three replicas on one database, killed again and again while calls go wrong: each message is there exactly once."""

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
from tests.chaos.scale import A_PART, DAYS, SCALE, TEAMS
from tests.chaos.scene import Scene
from tests.chaos.storm import USUAL_FAULTS, Storm
from tests.conftest import DATABASES


@pytest.mark.parametrize("part", range(SCALE.parts))
@pytest.mark.parametrize("kind", DATABASES)
def test_nothing_is_lost_and_nothing_is_there_twice_whoever_dies(
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
        toll = Storm(sim, scene, fleet, chance).rages(DAYS, SCALE.kills_a_part)
    print(f"{kind}, part {part + 1} of {SCALE.parts}: {toll}")
    note("replicas killed at random", kind, toll)
    assert toll.due == A_PART
    assert toll.is_clean, toll.told()
    assert toll.in_flight > toll.kills / 2, "kills meet work in flight"
