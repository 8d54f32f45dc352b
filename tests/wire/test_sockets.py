"""Socket Mode: lines that end in every way that Slack has for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from bot.simulator.driver.surfaces import Answer
from tests.wire.bots import Bot
from tests.wire.setups import BY_SOCKET, BY_SOCKET_ON_POSTGRESQL, bot_in


@pytest.fixture(params=(BY_SOCKET, BY_SOCKET_ON_POSTGRESQL), ids=str)
def plugged(request: pytest.FixtureRequest, slack: Slack, tmp_path: Path) -> Iterator[Bot]:
    with bot_in(request.param, slack, tmp_path / "bot") as bot:
        yield bot


@pytest.mark.parametrize(
    "end",
    (
        lambda slack: slack.sockets.drop(1),
        lambda slack: slack.sockets.refresh(),
        lambda slack: slack.sockets.warn(),
        lambda slack: slack.sockets.refresh(1),
    ),
    ids=("one is dropped", "both are refreshed", "both are warned", "one is refreshed"),
)
def test_no_command_is_lost_when_lines_end(plugged: Bot, end: Callable[[Slack], None]) -> None:
    slack = plugged.slack
    slack.says("Ana", "#checkout", "/team new Checkout")
    for _ in range(3):
        end(slack)
        for _ in range(5):
            answer = slack.says("Ana", "#checkout", "/team show")
            assert answer.banner is None
            assert "*Checkout*" in answer.text


def test_lines_that_fall_silent_are_replaced(plugged: Bot) -> None:
    slack = plugged.slack
    slack.sockets.silence()
    answer = slack.wait_for(lambda: _if_answered(slack), seconds=60)
    assert "*Drumbeat keeps your team in rhythm.*" in answer.text


def _if_answered(slack: Slack) -> Answer | None:
    answer = slack.says("Ana", "#checkout", "/drumbeat")
    return None if answer.banner else answer


def test_without_a_line_it_is_not_ready_and_over_http_slack_finds_nothing(plugged: Bot) -> None:
    assert plugged.get("/readyz")[0] == 200
    assert plugged.get("/slack/events")[0] == 404
