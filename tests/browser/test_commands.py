"""Slash commands in the composer: suggested, sent, answered, and what one sees when the bot fails."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bot.simulator.driver import Slack
from tests.browser.using import PageInUse
from tests.simulator.listening import RawBot

STANDUP = {"command": "/standup", "description": "Hold stand-ups", "usage_hint": "new|log|report"}
STATS = {"command": "/stats", "description": "Numbers", "usage_hint": ""}


def test_a_slash_suggests_the_commands_that_the_app_declared(
    using: PageInUse, slack: Slack, raw_bot: RawBot, page: Page
) -> None:
    slack.set_app(commands=[STANDUP, STATS])
    using.composer.press_sequentially("/st")
    suggested = page.locator("#message-suggestions li")
    expect(suggested).to_have_text(["/standup new|log|reportHold stand-ups", "/stats Numbers"])
    using.composer.press("ArrowDown")
    using.composer.press("ArrowUp")
    using.composer.press("Enter")
    expect(using.composer).to_have_value("/standup ")
    expect(suggested).to_have_count(0)
    expect(page.locator("#composer .usage")).to_have_text("new|log|report")
    using.composer.press_sequentially("list")
    raw_bot.answers["/standup"] = {"response_type": "ephemeral", "text": "None yet."}
    using.composer.press("Enter")
    expect(using.message("None yet.")).to_contain_text("Only visible to you")
    assert raw_bot.heard_of("/standup")[0]["text"] == "list"


def test_a_command_that_is_typed_out_is_sent_by_enter(using: PageInUse, slack: Slack, raw_bot: RawBot) -> None:
    slack.set_app(commands=[STANDUP])
    raw_bot.answers["/standup"] = {"text": "Here I am."}
    using.composer.press_sequentially("/standup")
    using.composer.press("Enter")
    expect(using.message("Here I am.")).to_be_visible()


def test_escape_closes_the_suggestions(using: PageInUse, page: Page) -> None:
    using.composer.press_sequentially("/inv")
    expect(page.get_by_role("listbox")).to_be_visible()
    using.composer.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_bot_that_fails_is_a_banner_and_the_words_are_kept(using: PageInUse, raw_bot: RawBot) -> None:
    raw_bot.answers["/standup"] = 500
    using.say("/standup log b: everything")
    expect(using.banner).to_contain_text("/standup failed with the error")
    expect(using.composer).to_have_value("/standup log b: everything")
    using.banner.get_by_label("Dismiss").click()
    expect(using.banner).to_have_count(0)


def test_what_nobody_can_do_is_told_in_a_sentence(using: PageInUse) -> None:
    using.say("/kick @Nobody")
    expect(using.banner).to_contain_text("/kick needs a person")


def test_a_simulator_that_went_away_is_told_and_found_again(using: PageInUse, page: Page) -> None:
    page.route("**/control/**", lambda route: route.abort())
    using.composer.fill("Is anybody there?")
    using.composer.press("Enter")
    expect(using.banner.filter(has_text="Is it still running?")).to_be_visible()
    expect(using.composer).to_have_value("Is anybody there?")
    page.unroute("**/control/**")
