"""A simulated Slack and the real bot beside it: one pair for all tests that leave it well, or one of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from tests.wire.bots import Bot
from tests.wire.setups import SETUPS, Setup, bot_in
from tests.wire.stage import CAST, Stage, next_monday_evening

NUMBERS = count(1)
# Between these no clock of the cast is changed: what is 12:00 in Berlin is 20:00 in Tokyo and 6:00 in New York.
FIRST_MORNING = datetime(2026, 11, 2, 7, tzinfo=UTC)
LAST_EVENING = datetime(2027, 2, 27, tzinfo=UTC)
# Where other work keeps the machine busy, Slack waits twice as long for an ack before it shows its banner.
SPEED = 0.5
SECONDS_A_TEST = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes that are started, killed and waited for take longer than other tests may; PostgreSQL's turn is slow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(SECONDS_A_TEST))
            if _setup_of(item) in SETUPS[1:]:
                item.add_marker(pytest.mark.slow)


def _setup_of(item: pytest.Item) -> object:
    """The setup of a bot from the fixtures below, for one that did not choose its setups itself."""
    from_here = isinstance(item, pytest.Function) and {"houses", "bot"} & set(item.fixturenames)
    return item.callspec.params.get("setup") if from_here and hasattr(item, "callspec") else None


@pytest.fixture(scope="session", params=SETUPS, ids=str)
def setup(request: pytest.FixtureRequest) -> Setup:
    found: Setup = request.param
    return found


class Houses:
    """A Slack and a bot that serve test after test, a week each: starting them takes seconds. New ones in spring."""

    def __init__(self, setup: Setup, folders: pytest.TempPathFactory) -> None:
        self._setup, self._folders = setup, folders
        self._open = ExitStack()
        self._bot: Bot | None = None

    def bot(self) -> Bot:
        if self._bot is not None and self._bot.slack.clock.now > LAST_EVENING:
            self.close()
        if self._bot is None:
            sim = self._open.enter_context(running(cast(FIRST_MORNING), speed=SPEED))
            folder = self._folders.mktemp("shared")
            self._bot = self._open.enter_context(bot_in(self._setup, Slack(sim.url), folder))
        return self._bot

    def close(self) -> None:
        self._bot = None
        self._open.close()


@pytest.fixture(scope="session")
def houses(setup: Setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    houses = Houses(setup, tmp_path_factory)
    yield houses
    houses.close()


@pytest.fixture
def stage(houses: Houses) -> Iterator[Stage]:
    """A new channel, on a Monday evening in Berlin, in the Slack that tests share."""
    bot = houses.bot()
    next_monday_evening(bot.slack.clock)
    stage = Stage(bot.slack, bot, f"#checkout-{next(NUMBERS)}")
    stage.slack.adds_channel(stage.channel, [*CAST, "Drumbeat"])
    yield stage
    stage.clears()
    bot.assert_well()


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A Slack of the test's own."""
    with running(cast(), speed=SPEED) as sim:
        yield Slack(sim.url)


@pytest.fixture
def bot(setup: Setup, slack: Slack, tmp_path: Path) -> Iterator[Bot]:
    """A bot of the test's own, on an empty database."""
    with bot_in(setup, slack, tmp_path / "bot") as bot:
        yield bot


@pytest.fixture
def own_stage(slack: Slack, bot: Bot) -> Stage:
    """#checkout in a Slack of the test's own, on a Monday evening in Berlin."""
    next_monday_evening(slack.clock)
    return Stage(slack, bot, "#checkout")
