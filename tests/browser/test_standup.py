"""A stand-up held by hand on the page: the real bot, two people in two zones, from the first command to the wrap-up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demo import running_demo
from tests.browser.using import PageInUse, watched_page


@pytest.fixture
def demo() -> Iterator[str]:
    with running_demo() as address:
        yield address


@pytest.fixture
def using(demo: str, browser: Browser) -> Iterator[PageInUse]:
    with watched_page(browser) as page:
        yield PageInUse(page, demo)


@pytest.mark.timeout(150)
def test_a_standup_is_held_by_hand_by_two_people_in_two_zones(using: PageInUse) -> None:
    using.say("/team new Checkout")
    expect(using.message("Checkout is a team now")).to_be_visible()
    using.say("/standup new Daily at 9:30 mon-fri close 12:00")
    expect(using.message("Daily is set up for Checkout")).to_contain_text("in each person's own time")

    using.turn("Tue 09:30", "Berlin")
    fill_in(
        using,
        yesterday="Refunds for <b>partial</b> orders",
        today="Invoices",
        way="The sandbox is down & nobody is on it",
    )
    using.open("checkout")
    expect(using.message("Checkout · Daily")).to_contain_text("1 reply")

    using.turn("Tue 12:00", "Berlin")
    wrap_up = using.message("wrap-up of Tue 24 Nov")
    expect(wrap_up).to_contain_text("1/2 in")
    expect(wrap_up).to_contain_text("The sandbox is down & nobody is on it")
    expect(wrap_up).to_contain_text("Ben (until")

    using.act_as("Ben")
    using.turn("Tue 09:30", "New York")
    fill_in(using, yesterday="<!channel> reviews", today="The export")
    using.act_as("Ana")
    using.open("checkout")
    expect(wrap_up).to_contain_text("2/2 in")
    using.message("Checkout · Daily - Tue").get_by_role("button", name="replies").click()
    expect(using.thread).to_contain_text("Refunds for <b>partial</b> orders")
    expect(using.thread).to_contain_text("<!channel> reviews")
    expect(using.thread.locator(".broadcast")).to_have_count(0)


def fill_in(using: PageInUse, **answers: str) -> None:
    """Presses the button in one's own conversation with the bot, and answers by a word of each question."""
    expect(using.sidebar("Drumbeat").locator(".badge")).to_be_visible()
    using.open("Drumbeat")
    using.press("Fill in")
    using.fill(**answers)
    using.submit()
    expect(using.form).to_have_count(0)
    expect(using.message("you are in")).to_be_visible()
