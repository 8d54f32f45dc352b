"""A simulated Slack for each test, and bots for it to talk to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from bot.simulator.world import World
from tests.simulator.listening import FrontDoor, RawBot, front_door
from tests.simulator.plugging import PluggedBot, plugged


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


@pytest.fixture(scope="session")
def leaving() -> Iterator[ThreadPoolExecutor]:
    """Stops what the next test need not wait for: a web server takes a fifth of a second to go."""
    with ThreadPoolExecutor(4, "leaving") as leaving:
        yield leaving


@pytest.fixture
def sim(leaving: ThreadPoolExecutor) -> Iterator[Simulator]:
    # Slower than life: a machine that is busy with other tests must not run into Slack's three seconds.
    with ExitStack() as stack:
        yield stack.enter_context(running(speed=0.2))
        leaving.submit(stack.pop_all().close)


@pytest.fixture
def slack(sim: Simulator) -> Slack:
    return Slack(sim.url)


@pytest.fixture
def raw_bot(slack: Slack, door: FrontDoor) -> RawBot:
    """A bot that answers what the test tells it to."""
    bot = RawBot()
    slack.set_app(request_url=door.open_for(bot.answer))
    return bot


@pytest.fixture
def plugged_bot(sim: Simulator, slack: Slack) -> Iterator[PluggedBot]:
    slack.set_app(socket_mode=True)
    with plugged(sim) as bot:
        yield bot


@pytest.fixture
def hasty() -> Iterator[tuple[Slack, PluggedBot]]:
    """Where three seconds are a fifth of one: for what is not acknowledged."""
    with running(speed=15) as sim, plugged(sim) as bot:
        slack = Slack(sim.url)
        slack.set_app(socket_mode=True)
        yield slack, bot
