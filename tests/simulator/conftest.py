"""A simulated Slack for each test, and bots for it to talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from bot.simulator.world import World
from tests.simulator.listening import FrontDoor, RawBot, front_door


@pytest.fixture(scope="session")
def door() -> Iterator[FrontDoor]:
    with front_door() as door:
        yield door


@pytest.fixture
def world() -> World:
    return cast()


@pytest.fixture
def still(world: World) -> Simulator:
    """A Slack that is put together and not served: for what needs no socket."""
    return Simulator(world)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with running() as sim:
        yield sim


@pytest.fixture
def slack(sim: Simulator) -> Slack:
    return Slack(sim.url)


@pytest.fixture
def raw_bot(slack: Slack, door: FrontDoor) -> RawBot:
    """A bot that answers what the test tells it to."""
    bot = RawBot()
    slack.set_app(request_url=door.open_for(bot.answer))
    return bot
