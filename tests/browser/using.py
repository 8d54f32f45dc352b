"""The page in somebody's hands: what tests do on it, by the words that stand there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
# What a browser notes by itself: the simulator said no (409), or a test cut the line.
EXPECTED = ("409 (Conflict)", "net::ERR_FAILED")


@contextmanager
def watched_page(browser: Browser) -> Iterator[Page]:
    """An empty page; whatever it complains about in its console fails the test at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert [line for line in complaints if not any(each in line for each in EXPECTED)] == []


class PageInUse:
    """Finds things as a person does, by their words; playwright waits until they are there."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)
        expect(self.chip("Ana")).to_have_attribute("aria-pressed", "true")

    def chip(self, person: str) -> Locator:
        return self.page.locator("#cast .chip").filter(has=self.page.get_by_text(person, exact=True))

    def act_as(self, person: str) -> None:
        self.chip(person).click()
        expect(self.chip(person)).to_have_attribute("aria-pressed", "true")

    def sidebar(self, name: str) -> Locator:
        return self.page.locator("#sidebar li button").filter(has=self.page.get_by_text(name, exact=True))

    def open(self, name: str) -> None:
        self.sidebar(name).click()
        expect(self.page.locator("#channel-head h1")).to_contain_text(name)

    @property
    def composer(self) -> Locator:
        return self.page.locator("#message-input")

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    @property
    def messages(self) -> Locator:
        return self.page.locator("#message-rows .message")

    def message(self, words: str) -> Locator:
        """The newest message of the open channel with these words."""
        return self.messages.filter(has_text=words).last

    @property
    def thread(self) -> Locator:
        return self.page.locator("#thread")

    def press(self, label: str) -> None:
        """The newest button with this label among the messages."""
        self.page.locator("#message-rows").get_by_role("button", name=label, exact=True).last.click()

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def fill(self, **fields: str) -> None:
        """Fills fields by a word of their label."""
        for word, value in fields.items():
            self.form.get_by_label(word).fill(value)

    def submit(self, label: str = "Send") -> None:
        self.form.get_by_role("button", name=label, exact=True).click()

    def turn(self, to: str, city: str | None = None) -> None:
        """Turns the clock and waits until it stands there."""
        if city is not None:
            self.page.get_by_label("In the time of").select_option(label=city)
        self.page.get_by_label("Turn the clock to").fill(to)
        self.page.get_by_role("button", name="Turn", exact=True).click()
        self.settled()

    def settled(self) -> None:
        expect(self.page.locator("#clock")).to_have_attribute("aria-busy", "false", timeout=35_000)

    @property
    def banner(self) -> Locator:
        return self.page.locator("#banners .banner")
