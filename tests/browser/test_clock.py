"""The clock on the page: everybody's own time, and turning it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from bot.simulator.driver import Slack
from tests.browser.using import PageInUse
from tests.simulator.test_walk import Worker, attached


def shown(using: PageInUse) -> str:
    return using.page.locator("#time").inner_text()


def test_it_shows_the_time_of_the_person_acted_as(using: PageInUse) -> None:
    assert shown(using).split() == ["Mon", "23", "Nov", "08:00"]
    expect(using.chip("Chi")).to_contain_text("16:00 Tokyo")
    using.act_as("Ben")
    expect(using.page.locator("#clock-time")).to_have_text("02:00")


def test_it_is_turned_by_buttons_and_by_words(using: PageInUse) -> None:
    using.page.get_by_role("button", name="+15 min").click()
    expect(using.page.locator("#clock-time")).to_have_text("08:15")
    using.page.get_by_role("button", name="+1 h").click()
    expect(using.page.locator("#clock-time")).to_have_text("09:15")
    using.turn("Tue 09:30", "New York")
    assert shown(using).split() == ["Tue", "24", "Nov", "15:30"]


def test_it_is_turned_to_when_the_bot_has_something_to_do(using: PageInUse, slack: Slack) -> None:
    to_next_due = using.page.get_by_label("Turn to when the bot has something to do next")
    to_next_due.click()
    expect(using.banner).to_contain_text("Nothing is due")
    half_past_nine = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    bot = Worker(using.page.url, "bot", half_past_nine, half_past_nine + timedelta(hours=2))
    with attached(slack, bot):
        slack.clock.settle()
        to_next_due.click()
        expect(using.page.locator("#time")).to_have_text("Tue 24 Nov 09:30")
        assert bot.done_at == [half_past_nine]


def test_words_that_are_no_time_are_answered_with_some_that_are(using: PageInUse) -> None:
    using.turn("teatime")
    expect(using.banner).to_contain_text('Try "Tue 09:30"')


def test_it_can_be_let_tick_and_held(using: PageInUse) -> None:
    using.page.get_by_label("The clock stands still. Let it tick").click()
    expect(using.page.get_by_label("The clock ticks. Hold it")).to_be_visible()
    using.page.get_by_label("The clock ticks. Hold it").click()
    expect(using.page.get_by_label("The clock stands still. Let it tick")).to_be_visible()
