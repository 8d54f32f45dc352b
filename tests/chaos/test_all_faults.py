"""All that can go wrong at once, crashes of the database too; and Slack taking messages after they were given up."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.chaos.crashing import Crashes, crashing
from tests.chaos.databases import Cluster
from tests.chaos.fleet import Fleet, fleet_on
from tests.chaos.notes import note
from tests.chaos.scale import A_PART, DAYS, SCALE, TEAMS
from tests.chaos.scene import Scene
from tests.chaos.storm import EVERY_FAULT, Storm
from tests.conftest import DATABASES

KILLS = 10
# As fast as everything else here: ten times the settle time, and patience with a slow machine.
TEN_MINUTES = 30.0
Json = dict[str, Any]
MakeDatabase = Callable[[str], AbstractContextManager[str]]


@pytest.mark.parametrize("part", range(SCALE.parts_of_faults))
def test_nothing_is_lost_and_nothing_is_there_twice_when_everything_fails_now_and_then(
    part: int,
    sim: Simulator,
    slack: Slack,
    cluster: Cluster,
    database: MakeDatabase,
    seed: str,
    tmp_path: Path,
) -> None:
    chance = random.Random(seed)
    with database("postgresql") as url, fleet_on(url, slack, tmp_path / "bots") as fleet:
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        slack.weather.faults(*EVERY_FAULT, seed=chance.randrange(2**32))
        with crashing(cluster, fleet, random.Random(f"{seed}-crashes")) as crashes:
            toll = Storm(sim, scene, fleet, chance, _in_calm(fleet, crashes)).rages(DAYS, KILLS)
    print(f"part {part + 1} of {SCALE.parts_of_faults}, {crashes.times} crashes of PostgreSQL: {toll}")
    note("every fault at once, crashes of PostgreSQL too", "postgresql", toll)
    assert toll.due == A_PART
    assert toll.is_clean, toll.told()
    assert crashes.times


@pytest.mark.parametrize("kind", DATABASES)
def test_what_slack_took_after_it_was_given_up_is_there_twice_for_a_while_only(
    kind: str, sim: Simulator, slack: Slack, database: MakeDatabase, seed: str, tmp_path: Path
) -> None:
    """Taken 4.5 s after it was sent: 1 s for an answer, 2 s until history is believed."""
    chance = random.Random(seed)
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots") as fleet:
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        late = {"kind": "late", "seconds": 4.5, "chance": 0.1, "methods": ["chat.postMessage"]}
        slack.weather.faults(late, {"kind": "history_lag", "seconds": 0.3}, seed=chance.randrange(2**32))
        toll = Storm(sim, scene, fleet, chance).rages(days=1, kills=2)
    took = seconds_twice(slack.requests())
    print(f"{kind}: {toll}; {len(took)} were there twice, for {max(took, default=0):.1f} s at most")
    toll.repaired = len(took)
    note("taken by Slack after it was given up", kind, toll)
    assert took
    assert max(took) <= TEN_MINUTES
    assert toll.is_clean, toll.told()


def seconds_twice(calls: list[Json]) -> list[float]:
    """How long each second copy was there."""
    copies = {
        each["answer"]["ts"]: _at(each) for each in calls if each["method"] == "chat.postMessage" and _is_ok(each)
    }
    gone = {each["args"]["ts"]: _at(each) for each in calls if each["method"] == "chat.delete" and _is_ok(each)}
    return [(gone[ts] - copies[ts]).total_seconds() for ts in gone]


def _is_ok(call: Json) -> bool:
    return bool(call["answer"]["ok"])


def _at(call: Json) -> datetime:
    return datetime.fromisoformat(call["at"])


def _in_calm(fleet: Fleet, crashes: Crashes) -> Callable[[random.Random], None]:
    def strike(chance: random.Random) -> None:
        with crashes.calm:
            fleet.kills_one(chance)

    return strike
