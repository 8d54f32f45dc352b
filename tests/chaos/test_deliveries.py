"""Ten thousand deliveries, many of them repetitions, in any order, to bots that die: each has its effect once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.chaos.fleet import fleet_on
from tests.chaos.notes import keep
from tests.chaos.repeated import delivered, last_command, lines_of, shuffled
from tests.chaos.scale import SCALE
from tests.chaos.scene import Scene
from tests.conftest import DATABASES
from tests.wire.memory import rows_of

PARTS = 4  # of each database
DELIVERIES = SCALE.deliveries // len(DATABASES) // PARTS
DISTINCT = DELIVERIES * 2 // 5
KILLS = 8


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", DATABASES)
def test_each_delivery_has_its_effect_once(
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
        scene = Scene(slack, teams=1)
        scene.is_set_up()
        team = scene.teams[0]
        slack.says(team.people[0], team.channel, "/feature log the first")
        titles = [f"Wish {number:05}" for number in range(DISTINCT)]
        bodies = shuffled(lines_of(last_command(sim), [f"log {title}" for title in titles]), DELIVERIES, chance)
        count = asyncio.run(delivered(fleet, bodies, KILLS, chance))
        logged = [title for (title,) in rows_of(url, "SELECT title FROM features") if title.startswith("Wish")]
    print(f"{kind}, part {part + 1}: {count}")
    missing, again = set(titles) - set(logged), len(logged) - len(set(logged))
    counts = {"occurrences": DISTINCT, "deaths": count.kills, "lost": len(missing), "twice": again}
    keep(f"deliveries, {DELIVERIES * PARTS:,} with their repetitions", kind, **counts)
    assert count.answered == DELIVERIES
    assert count.kills == KILLS
    assert sorted(logged) == titles
