"""The clock that people see is set forward over due times and back again: nothing is silent, nothing there twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.chaos.fleet import fleet_on
from tests.chaos.scene import DAY, PROMPT, WRAP_UP, Scene
from tests.chaos.storm import today
from tests.chaos.told import is_told, told_in
from tests.conftest import DATABASES
from tests.wire.stage import BERLIN

TEAMS = 4
# Of Tuesday, at each of which the clock is wrong by some hours for a while: before all that is due, and amid it.
GOES_WRONG = ("07:00", "09:31", "11:45")
# The questions of 9:30 are still asked two hours late; with the second, nobody can be asked any more.
NOT_TOO_LATE, TOO_LATE = (2.6, 4.4), (5.0, 9.0)


@pytest.mark.parametrize("hours", (NOT_TOO_LATE, TOO_LATE), ids=("not too late", "too late"))
@pytest.mark.parametrize("kind", DATABASES)
def test_what_is_due_is_posted_or_told_once_however_the_clock_jumps(
    kind: str,
    hours: tuple[float, float],
    slack: Slack,
    database: Callable[[str], AbstractContextManager[str]],
    seed: str,
    tmp_path: Path,
) -> None:
    chance = random.Random(seed)
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots", 2):
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        slack.clock.turn_to("Tue 06:00", BERLIN)
        first = today(scene)
        for right in GOES_WRONG:
            now = slack.clock.turn_to(right, BERLIN)
            ahead = timedelta(hours=chance.uniform(*hours))
            slack.clock.jump_to(now + ahead)
            seen = scene.visible()
            slack.clock.jump_to(now)
            print(f"at {right} ahead by {ahead}, and back")
            assert scene.visible() == seen, "setting it back posts nothing"
        slack.clock.turn_to("20:00", BERLIN)
        slack.clock.turn_to("Wed 20:00", BERLIN)
        visible = scene.visible()
        told = {team.channel: told_in(scene, team) for team in scene.teams}
    due = [each for each in scene.due(first, 2) if each.kind in (PROMPT, DAY, WRAP_UP)]
    silent = [each for each in due if visible[each] != 1 and not is_told(each, scene, told)]
    posted = [each for each in due if visible[each] == 1]
    print(f"{kind}: {len(due)} due, {len(posted)} posted, the others told")
    assert silent == []
    assert (len(posted) == len(due)) == (hours is NOT_TOO_LATE)
    assert [each for each, times in visible.items() if times > 1] == []
    assert [each for each in due if each.day > first and visible[each] != 1] == [], "the day after is as any other"
