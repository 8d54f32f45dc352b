"""Makes the pictures in docs/pictures, after the two weeks that the demo begins with: `python -m scripts.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bot.demonstration import bot_process
from bot.fortnight import BEGINS, CHANNEL, OPENS, STORY, gather, tell
from bot.simulator.cast import cast
from bot.simulator.driver import Slack
from bot.simulator.server import running
from tests.browser.chromium import chromium
from tests.browser.using import PageInUse

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
PATIENCE_MS = 20_000


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running(cast(BEGINS)) as sim, tempfile.TemporaryDirectory() as folder, bot_process(sim, Path(folder)):
        slack = Slack(sim.url)
        gather(slack)
        tell(slack, STORY)
        slack.clock.turn_to(OPENS)
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1180, "height": 1000}, device_scale_factor=1)
            page.set_default_timeout(PATIENCE_MS)
            using = PageInUse(page, sim.url)
            take_what_stands_there(using)
            take_forms(using)
            take_a_monday(using, slack)
            take_answers(using, slack)
            take_a_retro(using, slack)
            take_an_agenda(using, slack)


def take_what_stands_there(using: PageInUse) -> None:
    take(using.message("Week 47 · Checkout"), "digest")
    take(using.message("Retro 2 - gathering cards"), "retro-gather")
    take(using.message("Retro 1 - Thu 12 Nov"), "retro-summary")
    using.open("Drumbeat")
    using.page.get_by_role("tab", name="Home").click()
    take(using.page.locator("#home > *").first, "app-home")
    using.page.get_by_role("tab", name="Messages").click()
    using.open("checkout")


def take_answers(using: PageInUse, slack: Slack) -> None:
    """What is answered to Ana alone."""
    slack.says("Hua", CHANNEL, "/standup block The staging disk fills up every night")
    for line, words, name in (
        ("/feature show F-1", "F-1 Export to CSV", "feature"),
        ("/feature list sort:votes", "Features of Checkout", "feature-list"),
        ("/feature roadmap", "Roadmap", "roadmap"),
        ("/standup blockers", "The staging disk fills up", "blockers"),
        ("/retro actions", "Write down who answers support", "actions"),
        ("/summary", "since", "summary"),
    ):
        take(_answer(using, line, words), name)


def _answer(using: PageInUse, line: str, words: str) -> Locator:
    before = using.messages.count()
    using.say(line)
    expect(using.messages).to_have_count(before + 1)
    return using.message(words)


def take_forms(using: PageInUse) -> None:
    forms = {"/standup": "standup-form", "/feature": "feature-form", "/feature score F-4": "score-form"}
    for line, name in {**forms, "/retro add": "card-form"}.items():
        using.say(line)
        take(using.form, name)
        using.form.get_by_role("button", name="Cancel", exact=True).click()
        expect(using.form).to_have_count(0)


def take_a_retro(using: PageInUse, slack: Slack) -> None:
    """The second retro, from the moment at which all cards are shown."""
    slack.says("Chi", CHANNEL, "/retro ! Show sketches before they are done")
    slack.says("Ana", CHANNEL, "/retro next")
    slack.settle()
    take(using.message("Retro 2 - all cards on the table"), "retro-reveal")
    slack.says("Ana", CHANNEL, "/retro next")
    slack.settle()
    take(using.message("Retro 2 - voting"), "retro-vote")
    for who, line in (("Ana", "R-7 3"), ("Ben", "R-7 2"), ("Chi", "R-9"), ("Gil", "R-8 2"), ("Ana", "R-9 2")):
        slack.says(who, CHANNEL, f"/retro vote {line}")
    slack.says("Ana", CHANNEL, "/retro next")
    slack.says("Ana", CHANNEL, "/retro action Ask for a bigger disk @Gil due:fri")
    slack.settle()
    take(using.message("Retro 2 - talking"), "retro-discuss")
    slack.says("Ana", CHANNEL, "/retro close")
    slack.settle()


def take_a_monday(using: PageInUse, slack: Slack) -> None:
    """The README's picture: the day's post, the wrap-up, and the thread on the right."""
    slack.says("Chi", CHANNEL, "/standup log y: pictures for the launch t: the empty basket, again b: nothing")
    slack.clock.turn_to("Mon 09:35", BERLIN)
    for who, did, does, blocked in (
        ("Ana", "Retro", "The launch of F-3", ""),
        ("Gil", "Faults of F-3", "The last one of them", "The bank has not said a word about partial refunds"),
    ):
        asked = [each for each in slack.dms(who) if "Fill in" in each.buttons][-1]
        asked.press("Fill in").form.fill({"yesterday": did, "today": does, "blockers": blocked}).submit()
    slack.clock.turn_to("Mon 12:00", BERLIN)
    using.message("Daily - Mon 23").get_by_role("button", name="replies").click()
    expect(using.thread.locator(".message")).to_have_count(4)
    using.message("wrap-up of Mon 23").scroll_into_view_if_needed()
    _still(using.page)
    using.page.screenshot(path=PICTURES / "standup.png", animations="disabled")
    using.thread.get_by_role("button", name="Close").first.click()


def take_an_agenda(using: PageInUse, slack: Slack) -> None:
    slack.clock.turn_to("Tue 13:00", BERLIN)
    take(using.message("Checkout · Planning - "), "agenda")


def take(what: Locator, name: str) -> None:
    """One thing on the page, as big as it is."""
    _still(what.page)
    expect(what).to_be_visible()
    what.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def _still(page: Page) -> None:
    """The page has drawn what happened last, and no button lights up because the mouse happens to be there."""
    page.mouse.move(0, 999)
    page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
