"""The host stands still for six hours over due times: what was due is posted late, or told to somebody."""

from __future__ import annotations

import signal
import threading
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

TEAMS = 10
ASLEEP = timedelta(hours=6)


@pytest.mark.parametrize("falls_asleep", ("05:00", "08:00", "11:00"))
@pytest.mark.parametrize("kind", DATABASES)
def test_what_was_due_while_the_host_stood_still_is_posted_late_or_told(
    kind: str,
    falls_asleep: str,
    slack: Slack,
    database: Callable[[str], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots", 1) as fleet:
        scene = Scene(slack, TEAMS)
        scene.is_set_up()
        slack.clock.turn_to("Tue " + falls_asleep, BERLIN)
        first = today(scene)
        (bot,) = fleet.replicas
        bot.signal(signal.SIGSTOP)
        waking = slack.clock.now + ASLEEP
        leap = threading.Thread(target=slack.clock.jump_to, args=(waking,))
        leap.start()
        slack.wait_for(lambda: slack.clock.now >= waking)
        bot.signal(signal.SIGCONT)
        leap.join()
        slack.clock.turn_to("20:00", BERLIN)
        visible = scene.visible()
        told = {team.channel: told_in(scene, team) for team in scene.teams}
    due = [each for each in scene.due(first, 1) if each.kind in (PROMPT, DAY, WRAP_UP)]
    silent = [each for each in due if visible[each] != 1 and not is_told(each, scene, told)]
    assert silent == []
    assert [each for each, times in visible.items() if times > 1] == []
