"""An ack comes after the commit: who dies between a command and its commit has promised nothing, and kept nothing."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.chaos.doomed import AFTER, COMMITTED, Doom
from tests.chaos.fleet import fleet_on
from tests.chaos.scene import Scene
from tests.conftest import DATABASES

# The last that is written for a command, in its transaction.
LAST_WORD = "bot.storage.inbox:keep_answer"


@pytest.mark.parametrize("when", (AFTER, COMMITTED), ids=("before the commit", "after it"))
@pytest.mark.parametrize("kind", DATABASES)
def test_nothing_is_acknowledged_before_it_is_kept(
    kind: str,
    when: str,
    slack: Slack,
    database: Callable[[str], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots", 1) as fleet:
        scene = Scene(slack, teams=1)
        scene.is_set_up()
        (team,), (bot,) = scene.teams, fleet.replicas
        bot.will_die_of(Doom(LAST_WORD, when))
        answer = slack.says(team.people[0], team.channel, "/feature log Export to CSV")
        assert bot.ended() == -signal.SIGKILL
        fleet.starts()
        found = slack.says(team.people[0], team.channel, "/feature find Export")
    assert not answer.acked
    assert ("F-1" in found.text) == (when == COMMITTED)
