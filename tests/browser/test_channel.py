"""The middle of the page: messages as they come, who sees which, threads, the day, what is unread."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from bot.simulator.cast import ANA, CHECKOUT
from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.browser.using import PageInUse
from tests.simulator.calling import actions, button, call, post, section

HOSTILE = "<img src=x onerror=window.hacked=1>"


def test_what_one_says_is_there_for_the_others(using: PageInUse) -> None:
    using.say("Good morning <everybody> & *all*")
    expect(using.message("Good morning <everybody> & all")).to_contain_text("Ana")
    using.act_as("Ben")
    expect(using.message("Good morning")).to_contain_text("Ana")


def test_enter_sends_and_shift_enter_makes_a_line(using: PageInUse) -> None:
    using.composer.fill("one")
    using.composer.press("Shift+Enter")
    using.composer.press_sequentially("two")
    using.composer.press("Enter")
    expect(using.message("one").locator(".mrkdwn")).to_have_text("one\ntwo")
    expect(using.composer).to_have_value("")


def test_names_that_are_typed_become_mentions(using: PageInUse) -> None:
    using.composer.press_sequentially("@be")
    using.composer.press("Enter")
    using.composer.press_sequentially("please look into #che")
    using.composer.press("Tab")
    using.composer.press("Enter")
    expect(using.messages.last.locator(".mention")).to_have_text(["@Ben", "#checkout"])
    using.act_as("Ben")
    expect(using.messages.last.locator(".mention.mine")).to_have_text("@Ben")


def test_messages_of_one_person_follow_each_other_under_one_name(using: PageInUse, slack: Slack) -> None:
    for words in ("first", "second"):
        using.say(words)
    expect(using.messages).to_have_count(2)
    expect(using.messages.locator(".head")).to_have_count(1)
    slack.says("Ben", "#checkout", "third")
    expect(using.messages.locator(".head")).to_have_text(["Ana08:00", "Ben08:00"])


def test_a_new_message_leaves_the_others_and_what_is_being_typed_as_they_are(
    using: PageInUse, slack: Slack, page: Page
) -> None:
    using.say("first")
    using.message("first").evaluate("(node) => { node.kept = true; }")
    using.composer.fill("half a sentence")
    slack.says("Ben", "#checkout", "second")
    expect(using.message("second")).to_be_visible()
    assert using.message("first").evaluate("(node) => node.kept") is True
    expect(using.composer).to_have_value("half a sentence")
    expect(using.composer).to_be_focused()


def test_a_draft_waits_where_it_was_typed(using: PageInUse) -> None:
    using.composer.fill("for checkout")
    using.open("general")
    expect(using.composer).to_have_value("")
    using.act_as("Ben")
    using.act_as("Ana")
    using.open("checkout")
    expect(using.composer).to_have_value("for checkout")


def test_a_private_answer_is_shown_to_its_reader_alone(using: PageInUse, sim: Simulator) -> None:
    call(sim, "chat.postEphemeral", channel=CHECKOUT, user=ANA, text="For your eyes")
    expect(using.message("For your eyes")).to_contain_text("Only visible to you")
    post(sim, CHECKOUT, "For everybody")
    using.act_as("Ben")
    expect(using.message("For everybody")).to_be_visible()
    expect(using.message("For your eyes")).to_have_count(0)


def test_an_edited_message_says_so(using: PageInUse, sim: Simulator) -> None:
    posted = post(sim, CHECKOUT, "Draft")
    expect(using.message("Draft")).not_to_contain_text("(edited)")
    call(sim, "chat.update", channel=CHECKOUT, ts=posted["ts"], text="Final")
    expect(using.message("Final")).to_contain_text("(edited)")
    expect(using.message("Draft")).to_have_count(0)


def test_a_thread_opens_on_the_right_and_takes_replies(using: PageInUse, sim: Simulator) -> None:
    parent = post(sim, CHECKOUT, "The day")
    post(sim, CHECKOUT, "Ana's card", thread_ts=parent["ts"])
    expect(using.message("Ana's card")).to_have_count(0)
    using.message("The day").get_by_role("button", name="1 reply").click()
    expect(using.thread).to_contain_text("Ana's card")
    using.thread.get_by_label("Reply…").fill("Thank you")
    using.thread.get_by_label("Reply…").press("Enter")
    expect(using.thread.locator(".message")).to_have_count(3)
    expect(using.message("The day")).to_contain_text("2 replies")
    using.thread.get_by_label("Reply…").press("Escape")
    expect(using.thread).to_be_hidden()
    expect(using.composer).to_be_focused()


def test_unread_messages_are_counted_until_one_looks(using: PageInUse, slack: Slack) -> None:
    slack.says("Ben", "#general", "Lunch?")
    slack.says("Ben", "#general", "Anybody?")
    expect(using.sidebar("general")).to_contain_text("2")
    using.open("general")
    expect(using.sidebar("general").locator(".badge")).to_have_count(0)
    using.open("checkout")
    expect(using.sidebar("general").locator(".badge")).to_have_count(0)


def test_each_person_sees_their_own_channels(using: PageInUse) -> None:
    expect(using.sidebar("lab")).to_be_visible()
    using.act_as("Chi")
    expect(using.sidebar("payments")).to_be_visible()
    expect(using.sidebar("lab")).to_have_count(0)
    using.act_as("Fay")
    expect(using.page.locator("#workspace-name")).to_have_text("Other")
    expect(using.sidebar("checkout")).to_have_count(0)


def test_where_one_cannot_write_the_page_says_why(using: PageInUse, page: Page) -> None:
    using.open("attic")
    expect(page.locator("#composer .instead")).to_have_text("This channel is archived.")
    using.open("payments")
    expect(page.locator("#composer")).to_contain_text("You are not in #payments.")
    page.get_by_role("button", name="Join").click()
    using.say("Hello there")
    expect(using.message("Hello there")).to_be_visible()


def test_whoever_and_whatever_is_called_like_markup_stays_words(
    using: PageInUse, slack: Slack, sim: Simulator, page: Page
) -> None:
    slack.adds_person(HOSTILE)
    expect(using.chip(HOSTILE)).to_be_visible()
    using.say(HOSTILE)
    options = [{"text": {"type": "plain_text", "text": HOSTILE}, "value": "x"}]
    menu = {"type": "static_select", "action_id": "menu", "options": options}
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}
    shown = [
        section(HOSTILE.replace("<", "&lt;").replace(">", "&gt;"), accessory=button(HOSTILE)),
        {"type": "header", "text": {"type": "plain_text", "text": HOSTILE}},
        {"type": "rich_text", "elements": [rich]},
        actions(menu),
    ]
    post(sim, CHECKOUT, "hostile", blocks=shown)
    expect(using.messages.last.get_by_role("heading")).to_have_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_a_reload_finds_the_same_person_in_the_same_channel(using: PageInUse, page: Page) -> None:
    using.act_as("Ben")
    using.open("general")
    page.reload()
    expect(using.chip("Ben")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#channel-head h1")).to_contain_text("general")
