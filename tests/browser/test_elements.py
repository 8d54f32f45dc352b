"""What is used in a message itself: buttons that ask first, menus, the home tab."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from bot.simulator.cast import ANA, CHECKOUT
from bot.simulator.simulator import Simulator
from tests.browser.using import PageInUse
from tests.simulator.calling import actions, button, call, post, section
from tests.simulator.listening import RawBot

CONFIRM = {
    "title": {"type": "plain_text", "text": "Really?"},
    "text": {"type": "plain_text", "text": "This cannot be undone."},
    "confirm": {"type": "plain_text", "text": "Delete"},
    "deny": {"type": "plain_text", "text": "Keep"},
}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def test_a_button_that_asks_first_is_pressed_only_after_a_yes(
    using: PageInUse, sim: Simulator, raw_bot: RawBot
) -> None:
    post(sim, CHECKOUT, "Delete?", blocks=[actions(button("Delete", confirm=CONFIRM))])
    asked = using.page.get_by_role("alertdialog")
    using.press("Delete")
    expect(asked).to_contain_text("This cannot be undone.")
    asked.get_by_role("button", name="Keep").click()
    expect(asked).to_have_count(0)
    assert raw_bot.heard_of("block_actions") == []
    using.press("Delete")
    asked.get_by_role("button", name="Delete").click()
    expect(asked).to_have_count(0)
    expect(using.page.locator("[aria-busy=true]")).to_have_count(0)
    assert len(raw_bot.heard_of("block_actions")) == 1


def test_menus_in_a_message_are_sent_at_once(using: PageInUse, sim: Simulator, raw_bot: RawBot) -> None:
    heard: list[str] = []

    def note(payload: dict[str, Any]) -> str:
        heard.append(payload["actions"][0]["selected_option"]["value"])
        post(sim, CHECKOUT, f"You chose {heard[-1]}")
        return ""

    raw_bot.answers["block_actions"] = note
    options = [{"text": plain(label), "value": label.lower()} for label in ("Off", "Nothing")]
    menu = {"type": "static_select", "action_id": "skip", "options": options, "placeholder": plain("Skip today")}
    overflow = {"type": "overflow", "action_id": "more", "options": options}
    post(sim, CHECKOUT, "Skip?", blocks=[section("Skip?", accessory=overflow), actions(menu)])
    using.page.get_by_label("Skip today").select_option(label="Off")
    expect(using.message("You chose off")).to_be_visible()
    using.page.get_by_label("More actions").click()
    using.page.get_by_role("menuitem", name="Nothing").click()
    expect(using.message("You chose nothing")).to_be_visible()
    assert heard == ["off", "nothing"]


def test_a_menu_in_a_message_asks_the_bot_for_its_options(using: PageInUse, sim: Simulator, raw_bot: RawBot) -> None:
    offered = {"options": [{"text": plain("Export to CSV"), "value": "F-1"}]}

    def note(heard: dict[str, Any]) -> str:
        post(sim, CHECKOUT, f"You chose {heard['actions'][0]['selected_option']['value']}")
        return ""

    raw_bot.answers |= {"block_suggestion": offered, "block_actions": note}
    menu = {"type": "external_select", "action_id": "feature", "min_query_length": 1, "placeholder": plain("Feature")}
    post(sim, CHECKOUT, "Which?", blocks=[section("Which?"), actions(menu)])
    using.message("Which?").get_by_label("Feature").press_sequentially("exp")
    using.message("Which?").get_by_role("option", name="Export to CSV").click()
    expect(using.message("Which?").locator(".pill")).to_contain_text("Export to CSV")
    expect(using.message("You chose F-1")).to_be_visible()


def test_the_home_tab_is_shown_when_the_bot_published_it(using: PageInUse, sim: Simulator, raw_bot: RawBot) -> None:
    def publish(heard: dict[str, Any]) -> str:
        blocks = [section("*Your teams*"), actions(button("Refresh", "refresh"))]
        call(sim, "views.publish", user_id=heard["user"], view={"type": "home", "blocks": blocks})
        return ""

    raw_bot.answers["app_home_opened"] = publish
    using.open("Drumbeat")
    using.page.get_by_role("tab", name="Home").click()
    expect(using.page.locator("#home strong")).to_have_text("Your teams")
    using.page.get_by_role("button", name="Refresh").click()
    expect(using.page.locator("[aria-busy=true]")).to_have_count(0)
    assert raw_bot.heard_of("block_actions")[0]["user"]["id"] == ANA
    using.page.get_by_role("tab", name="Messages").click()
    expect(using.composer).to_be_visible()


def test_every_kind_of_block_has_its_look(using: PageInUse, sim: Simulator) -> None:
    bullet = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one", "style": {"bold": True}}]}
    parts = [
        {"type": "rich_text_list", "style": "bullet", "elements": [bullet]},
        {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": ANA}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a = 1"}]},
    ]
    fields = [{"type": "mrkdwn", "text": "*Left*"}, {"type": "plain_text", "text": "*Right*"}]
    picture = {"type": "image", "image_url": f"{sim.url}/icon.svg", "alt_text": "A drum"}
    shown = [
        {"type": "header", "text": plain("Title")},
        {"type": "section", "fields": fields},
        {"type": "divider"},
        {"type": "rich_text", "elements": parts},
        picture,
        {"type": "context", "elements": [plain("small"), picture | {"alt_text": "small drum"}]},
    ]
    post(sim, CHECKOUT, "all", blocks=shown)
    message = using.messages.last
    expect(message.get_by_role("heading")).to_have_text("Title")
    expect(message.locator(".fields > div")).to_have_text(["Left", "*Right*"])
    expect(message.locator("li strong")).to_have_text("one")
    expect(message.locator("blockquote")).to_have_text("@Ana")
    expect(message.locator("pre")).to_have_text("a = 1")
    expect(message.get_by_alt_text("A drum", exact=True)).to_be_visible()
    expect(message.locator(".context")).to_contain_text("small")
