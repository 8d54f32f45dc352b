"""A real Chromium on the simulator's page; where there is none, these tests say loudly that they were not run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.browser.chromium import NoChromium, chromium
from tests.browser.using import PageInUse, watched_page
from tests.simulator.listening import FrontDoor, RawBot, front_door


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: playwright keeps an event loop in this thread, in which other tests could not run theirs."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(chromium())
        except NoChromium as missing:
            pytest.skip(f"THE PAGE WAS NOT TESTED: {missing}")
        yield browser


@pytest.fixture
def page(browser: Browser, sim: Simulator) -> Iterator[Page]:
    """An empty page, which is gone before its simulator goes."""
    with watched_page(browser) as page:
        yield page


@pytest.fixture(scope="session")
def door() -> Iterator[FrontDoor]:
    with front_door() as door:
        yield door


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with running(cast()) as sim:
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


@pytest.fixture
def using(page: Page, sim: Simulator) -> PageInUse:
    """The page, opened as Ana in #checkout."""
    return PageInUse(page, sim.url)
