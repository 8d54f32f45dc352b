"""Makes the pictures in docs/pictures from a stand-up that the real bot holds: `python -m scripts.pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from bot.simulator.driver import Slack
from tests.browser.chromium import chromium
from tests.browser.demo import running_demo
from tests.browser.using import PageInUse

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_demo() as address, chromium() as browser:
        slack = Slack(address)
        hold_tuesday(slack)
        hold_wednesday(slack)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=1)
        take_the_channel(page, address)


def hold_tuesday(slack: Slack) -> None:
    """The day on which the team starts; Chi's morning in Tokyo is over."""
    slack.says("Ana", "#checkout", "/team new Checkout")
    slack.says("Ana", "#checkout", "/standup new Daily at 9:30 mon-fri close 12:00")
    slack.clock.turn_to("Tue 09:30", BERLIN)
    answers(slack, "Ana", yesterday="Talked to three shops about refunds", today="Scores for the roadmap")
    slack.clock.turn_to("Tue 12:00", BERLIN)
    slack.clock.turn_to("Tue 09:30", NEW_YORK)
    answers(slack, "Ben", yesterday="Payment retries", today="Refund API")


def hold_wednesday(slack: Slack) -> None:
    """Until the deadline in Berlin, when Ben's morning in New York is still to come."""
    slack.clock.turn_to("Wed 09:32", TOKYO)
    answers(
        slack,
        "Chi",
        yesterday="Sketches of the refund form",
        today="Test them with two shops\nCopy for the error states",
        way="No test shop has partial orders yet",
    )
    slack.clock.turn_to("Wed 09:31", BERLIN)
    answers(
        slack,
        "Ana",
        yesterday="Roadmap scores are in",
        today="Launch note for partial refunds",
        way="The bank has not sent its sandbox keys",
    )
    slack.says("Ana", "#checkout", "@Chi I can set up a shop with partial orders after lunch :wave:")
    slack.clock.turn_to("Wed 12:00", BERLIN)


def answers(slack: Slack, name: str, **words: str) -> None:
    form = slack.last_dm(name).press("Fill in").form
    by_block = {block: words[word] for block, label in form.labels.items() for word in words if word in label}
    form.fill(by_block).submit()


def take_the_channel(page: Page, address: str) -> None:
    """The README's picture: the day's post, the wrap-up, and the thread on the right."""
    using = PageInUse(page, address)
    using.message("Daily - Wed").get_by_role("button", name="replies").click()
    expect(using.thread.locator(".message")).to_have_count(3)
    page.mouse.move(0, 799)
    page.screenshot(path=PICTURES / "standup.png", animations="disabled")


if __name__ == "__main__":
    main()
