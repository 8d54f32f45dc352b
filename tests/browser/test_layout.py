"""The page on wide and narrow screens, in the dark, for those who hear it and for those who type."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.simulator.cast import CHECKOUT
from bot.simulator.server import PAGE
from bot.simulator.simulator import Simulator
from tests.browser.using import PageInUse
from tests.simulator.calling import actions, button, post, section

SIZES = ((1280, 800), (900, 700), (390, 780))
NAMELESS = """() => [...document.querySelectorAll("button, input, select, textarea")]
    .filter((each) => each.checkVisibility())
    .filter((each) => !each.textContent.trim() && !each.getAttribute("aria-label") && !each.labels?.length)
    .map((each) => each.outerHTML)"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_sticks_out_at_any_size(using: PageInUse, sim: Simulator, page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    post(sim, CHECKOUT, "long", blocks=[section("word" * 200), actions(button("Fill in"))])
    expect(using.message("word")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('#channel').scrollWidth") <= width
    for name in ("Message #checkout", "Turn the clock to"):
        box = page.get_by_label(name).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height


def test_on_a_narrow_screen_the_channels_come_when_asked_for(using: PageInUse, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    expect(using.sidebar("general")).to_be_hidden()
    page.get_by_label("Channels", exact=True).click()
    using.open("general")
    expect(using.sidebar("general")).to_be_hidden()


def test_the_dark_has_colours_of_its_own(using: PageInUse, page: Page) -> None:
    colour = "getComputedStyle(document.querySelector('#channel')).backgroundColor"
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == "rgb(26, 29, 33)"


def test_everything_that_can_be_used_has_a_name(using: PageInUse, page: Page) -> None:
    using.say("Hello")
    expect(using.message("Hello")).to_be_visible()
    assert page.evaluate(NAMELESS) == []


def test_the_page_asks_nobody_else_for_anything(sim: Simulator, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    using = PageInUse(page, sim.url)
    expect(using.composer).to_be_visible()
    assert [url for url in asked if not url.startswith(sim.url)] == []


def test_each_part_of_the_page_is_read_at_once() -> None:
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in (PAGE / "js").glob("*.js")}
    assert {name: lines for name, lines in lengths.items() if lines > 200} == {}
    assert len(lengths) > 20
