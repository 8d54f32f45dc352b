"""The disk that the database lies on fills up while people type and messages are due, and is freed again."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest

from bot.running import ENVIRONMENT_IS_WRONG
from bot.simulator.driver import Answer, CannotDo, Form, Slack
from bot.simulator.simulator import Simulator
from tests.chaos.disk import Disk, disk_at, why_not
from tests.chaos.fleet import Fleet, fleet_on
from tests.chaos.notes import note
from tests.chaos.scene import Scene
from tests.chaos.storm import Toll, count, today

TEAMS, DAYS = 4, 2
TEXTS = 60
FULL_SECONDS = (0.2, 3.0)
LOOK_AGAIN = 0.003
# What could not be shown is tried again after ten seconds at the latest.
TRIED_AGAIN_SECONDS = 20.0
FAULT = "went wrong on my side"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if why := why_not(folder):
        pytest.skip(f"no disk of one's own can be made here: {why}")
    folder.rmdir()
    with disk_at(folder) as disk:
        yield disk


@pytest.fixture
def fleet(slack: Slack, disk: Disk, tmp_path: Path) -> Iterator[Fleet]:
    with fleet_on(disk.url, slack, tmp_path / "bots", 1, nursery=disk.nursery) as fleet:
        fleet.replicas[0].forgive("a request failed", "a job failed", "could not be written", "could not be read")
        yield fleet


def test_what_is_typed_on_a_full_disk_is_echoed_or_kept_and_the_bot_lives_on(
    slack: Slack, fleet: Fleet, disk: Disk
) -> None:
    scene = Scene(slack, teams=1)
    scene.is_set_up()
    (team,), (bot,) = scene.teams, fleet.replicas
    born = bot.pid
    forms = {who: slack.says(who, team.channel, "/standup").form for who in team.people}
    texts = [f"typed-{number:03}" for number in range(TEXTS)]
    disk.fills_up()
    answers = {text: slack.says(team.people[0], team.channel, f"/feature log {text}").text for text in texts}
    refused = [text for text, answer in answers.items() if FAULT in answer]
    assert len(refused) > TEXTS / 2, "the disk is full"
    assert [text for text in refused if text not in answers[text]] == []
    assert {who: _submits(form, f"typed by {who}") for who, form in forms.items()} == {
        who: f"typed by {who}" for who in forms
    }
    slack.wait_for(lambda: bot.get("/readyz")[0] == 503, 10)
    disk.is_freed()
    slack.wait_for(lambda: bot.get("/readyz")[0] == 200, 10)
    found = {text: slack.says(team.people[0], team.channel, f"/feature find {text}") for text in texts}
    assert {text for text in texts if _is_there(text, found[text])} == set(texts) - set(refused)
    assert [_submits(form, f"typed by {who}") for who, form in forms.items()] == [None] * len(forms)
    assert bot.pid == born
    assert bot.has_ended() is None


def test_what_is_due_on_a_full_disk_is_posted_once_when_there_is_room_again(
    sim: Simulator, fleet: Fleet, disk: Disk, seed: str
) -> None:
    (bot,) = fleet.replicas
    born, chance = bot.pid, random.Random(seed)
    toll = _days_with_a_full_disk(sim, fleet, disk, chance, lambda: time.sleep(chance.uniform(*FULL_SECONDS)))
    note("a full disk", "sqlite", toll)
    assert toll.is_clean, toll.told()
    assert any("a job failed" in line and "disk is full" in line for line in bot.log)
    assert bot.pid == born
    assert bot.has_ended() is None


def test_who_dies_on_a_full_disk_says_so_in_a_sentence_until_there_is_room(
    sim: Simulator, fleet: Fleet, disk: Disk, seed: str
) -> None:
    (bot,) = fleet.replicas
    ends: list[int | None] = []

    def dies() -> None:
        bot.kill()
        bot.start()
        time.sleep(FULL_SECONDS[1])
        ends.append(bot.has_ended() if bot.pid else None)

    toll = _days_with_a_full_disk(sim, fleet, disk, random.Random(seed), dies)
    toll.kills = len(ends)
    note("a full disk, and a death on it", "sqlite", toll)
    print(f"exit statuses of those that were started on it: {ends}")
    assert toll.is_clean, toll.told()
    assert set(ends) <= {None, ENVIRONMENT_IS_WRONG}
    sentences = [line for line in bot.log if line.startswith("Cannot use the database")]
    assert len(sentences) == len([end for end in ends if end is not None])
    assert all("disk is full. Make room where it lies." in sentence for sentence in sentences)


def _days_with_a_full_disk(
    sim: Simulator, fleet: Fleet, disk: Disk, chance: random.Random, meanwhile: Callable[[], None]
) -> Toll:
    """At each stop it is full from a chosen message on, for as long as `meanwhile` takes."""
    scene = Scene(fleet.slack, TEAMS)
    scene.is_set_up()
    first = today(scene)
    for instant, due in scene.stops(first, DAYS):
        before, after = sim.world.changes.version, chance.randrange(due + 1)
        with _walking(fleet.slack, instant) as walk:
            while walk.is_alive() and sim.world.changes.version - before < after:
                time.sleep(LOOK_AGAIN)
            disk.fills_up()
            meanwhile()
            disk.is_freed()
        fleet.is_back()
        fleet.slack.clock.settle()
    wanted = scene.due(first, DAYS)
    with suppress(CannotDo):
        fleet.slack.wait_for(lambda: not wanted - scene.visible(), TRIED_AGAIN_SECONDS)
    return count(scene, wanted, Toll())


@contextmanager
def _walking(slack: Slack, instant: datetime) -> Iterator[threading.Thread]:
    """The clock is turned meanwhile; it has arrived when the block is left."""
    failed: list[BaseException] = []

    def turns() -> None:
        try:
            slack.clock.turn_to(instant)
        except CannotDo as fault:
            failed.append(fault)

    walk = threading.Thread(target=turns)
    walk.start()
    yield walk
    walk.join()
    assert failed == []


def _is_there(title: str, found: Answer) -> bool:
    """Its line with a number is there; what was looked for is said in any case."""
    return re.search(rf"F-\d+\W+{title}", found.text) is not None


def _submits(form: Form, text: str) -> str | None:
    """What stands in the form afterwards; None when it closed."""
    result = form.fill(today=text).submit()
    return None if result.closed else str(result.form.value("today"))
