"""A simulated Slack and the real bot beside it: one pair for all tests that leave it well, or one of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from tests.wire.bots import Bot
from tests.wire.setups import ON_SQLITE, SETUPS, Setup, bot_in
from tests.wire.stage import CAST, Stage, next_monday_evening

NUMBERS = count(1)
# Where other work keeps the machine busy, Slack waits twice as long for an ack before it shows its banner.
SPEED = 0.5
SECONDS_A_TEST = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes that are started, killed and waited for take longer than other tests may."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST))


@pytest.fixture(scope="session", params=SETUPS, ids=str)
def setup(request: pytest.FixtureRequest) -> Setup:
    found: Setup = request.param
    return found


@pytest.fixture(scope="session")
def shared_bot(setup: Setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """Starting one takes seconds: this one serves test after test, each in a channel of its own."""
    with running(cast(), speed=SPEED) as sim, bot_in(setup, Slack(sim.url), tmp_path_factory.mktemp("shared")) as bot:
        yield bot


@pytest.fixture
def stage(shared_bot: Bot) -> Iterator[Stage]:
    """A new channel, on a Monday evening in Berlin, in the Slack that tests share."""
    slack = shared_bot.slack
    next_monday_evening(slack.clock)
    stage = Stage(slack, shared_bot, f"#checkout-{next(NUMBERS)}")
    slack.adds_channel(stage.channel, [*CAST, "Drumbeat"])
    yield stage
    stage.clears()
    shared_bot.assert_well()


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A Slack of the test's own."""
    with running(cast(), speed=SPEED) as sim:
        yield Slack(sim.url)


@pytest.fixture
def bot(slack: Slack, tmp_path: Path) -> Iterator[Bot]:
    """A bot of the test's own, on an empty SQLite file."""
    with bot_in(ON_SQLITE, slack, tmp_path / "bot") as bot:
        yield bot


@pytest.fixture
def own_stage(slack: Slack, bot: Bot) -> Stage:
    """#checkout in a Slack of the test's own, on a Monday evening in Berlin."""
    next_monday_evening(slack.clock)
    return Stage(slack, bot, "#checkout")
