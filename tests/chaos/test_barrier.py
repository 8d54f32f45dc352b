"""Three replicas let go in one instant where work is overdue: they start on an older database, or wake up together."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.simulator.driver import CannotDo, Slack
from bot.simulator.simulator import Simulator
from tests.chaos.fleet import Fleet, fleet_on
from tests.chaos.notes import note
from tests.chaos.older import is_made_older
from tests.chaos.scene import Scene
from tests.chaos.storm import USUAL_FAULTS, Toll, count, today
from tests.conftest import DATABASES
from tests.wire.memory import rows_of

MakeDatabase = Callable[[str], AbstractContextManager[str]]
TEAMS = 5
OVERDUE = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
LATE_MINUTES = (1, 25)
UNDER_WAY_SECONDS = (0.1, 0.6)
NOTHING_GETS_THROUGH = {"kind": "close", "chance": 0.7, "methods": ["chat.postMessage"]}


@pytest.mark.parametrize("kind", DATABASES)
def test_replicas_that_start_at_once_on_an_older_database_post_what_is_overdue_once(
    kind: str,
    sim: Simulator,
    slack: Slack,
    database: MakeDatabase,
    seed: str,
    tmp_path: Path,
) -> None:
    chance = random.Random(seed)
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots") as fleet:
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        first = today(scene)
        (instant, _), *later = scene.stops(first, 2)
        _dies_amid(instant, sim, fleet, chance)
        (overdue,) = rows_of(url, OVERDUE)[0]
        is_made_older(url)
        slack.clock.jump_to(instant + _late(chance))
        fleet.starts_at_once()
        slack.clock.settle()
        for stop, _ in later:
            slack.clock.turn_to(stop)
        toll = count(scene, scene.due(first, 2), Toll(kills=len(fleet.replicas)))
    print(f"{kind}, {overdue} overdue: {toll}")
    note("three replicas start at once on an older database", kind, toll)
    assert overdue
    assert toll.is_clean, toll.told()


@pytest.mark.parametrize("kind", DATABASES)
def test_replicas_that_wake_up_at_once_post_what_is_overdue_once(
    kind: str, slack: Slack, database: MakeDatabase, seed: str, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots") as fleet:
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        first = today(scene)
        slack.weather.faults(*USUAL_FAULTS, seed=chance.randrange(2**32))
        for instant, _ in scene.stops(first, 2):
            _sleeps_until(instant + _late(chance), fleet)
        toll = count(scene, scene.due(first, 2), Toll())
    print(f"{kind}: {toll}")
    note("three replicas wake up at once", kind, toll)
    assert toll.is_clean, toll.told()


def _dies_amid(instant: datetime, sim: Simulator, fleet: Fleet, chance: random.Random) -> None:
    """All of them, while most of what they post does not get through."""
    slack = fleet.slack
    slack.weather.faults(NOTHING_GETS_THROUGH, seed=chance.randrange(2**32))
    walk = threading.Thread(target=_turns, args=(slack, instant))
    before = sim.world.changes.version
    walk.start()
    slack.wait_for(lambda: sim.world.changes.version > before, 30)
    time.sleep(chance.uniform(*UNDER_WAY_SECONDS))
    for replica in fleet.replicas:
        replica.kill()
    walk.join()
    slack.weather.faults()


def _sleeps_until(instant: datetime, fleet: Fleet) -> None:
    """None of them notices how time goes by."""
    slack = fleet.slack
    fleet.stands_still()
    leap = threading.Thread(target=slack.clock.jump_to, args=(instant,))
    leap.start()
    slack.wait_for(lambda: slack.clock.now >= instant)
    fleet.goes_on()
    leap.join()


def _turns(slack: Slack, instant: datetime) -> None:
    with suppress(CannotDo):
        slack.clock.turn_to(instant)


def _late(chance: random.Random) -> timedelta:
    return timedelta(minutes=chance.uniform(*LATE_MINUTES))
