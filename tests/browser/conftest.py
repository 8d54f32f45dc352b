"""A real Chromium on the simulator's page; where there is none, these tests say loudly that they were not run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.browser.using import PageInUse, watched_page
from tests.simulator.listening import FrontDoor, RawBot, front_door

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",  # as root, in a container, it does not start otherwise
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "THE PAGE WAS NOT TESTED: no Chromium was found. Install it (Debian: apt-get install chromium) "
    "or name the program in the environment variable CHROMIUM."
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


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
