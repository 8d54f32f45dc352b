"""The clock on the page: everybody's own time, and turning it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.using import PageInUse


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


def test_words_that_are_no_time_are_answered_with_some_that_are(using: PageInUse) -> None:
    using.turn("teatime")
    expect(using.banner).to_contain_text('Try "Tue 09:30"')


def test_it_can_be_let_tick_and_held(using: PageInUse) -> None:
    using.page.get_by_label("The clock stands still. Let it tick").click()
    expect(using.page.get_by_label("The clock ticks. Hold it")).to_be_visible()
    using.page.get_by_label("The clock ticks. Hold it").click()
    expect(using.page.get_by_label("The clock stands still. Let it tick")).to_be_visible()
