"""Slack's markup on the page: what becomes bold, a link, a name, a moment, and what stays the text that it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.simulator.cast import ANA, BEN, CHECKOUT, cast
from bot.simulator.server import running

NINE_THIRTY_IN_BERLIN = 1795509000  # Tue 24 Nov 2026 08:30 UTC

STYLES = (
    ("plain", "plain"),
    ("*bold*", "<strong>bold</strong>"),
    ("_italic_ and ~gone~", "<em>italic</em> and <del>gone</del>"),
    ("*_both_*", "<strong><em>both</em></strong>"),
    ("snake_case_name, 2*3*4", "snake_case_name, 2*3*4"),
    ("* not bold *", "* not bold *"),
    ("*two* and *three*", "<strong>two</strong> and <strong>three</strong>"),
    ("`*code*`", "<code>*code*</code>"),
    ("before\n```\na *b*\n c```\nafter", "before\n<pre>a *b*\n c</pre>after"),
    ("``` never closed", "``` never closed"),
    ("&gt; quoted\nnot", "<blockquote>quoted</blockquote>not"),
    ("a &gt; b", "a &gt; b"),
    (":white_check_mark: done :not_an_emoji: 09:30:15", "✅ done :not_an_emoji: 09:30:15"),
)
TOKENS = (
    (f"<@{BEN}>", '<span class="mention ">@Ben</span>'),
    (f"<@{ANA}>", '<span class="mention mine">@Ana</span>'),
    ("<@U0NOBODY00|gone>", '<span class="mention ">@gone</span>'),
    (f"<#{CHECKOUT}>", '<button class="mention" type="button">#checkout</button>'),
    ("<#C0SECRET00|>", '<span class="mention">private channel</span>'),
    ("<!channel>", '<span class="mention broadcast">@channel</span>'),
    ("<https://a.example/?b=1&amp;c=2|the &lt;docs&gt;>", "the &lt;docs&gt;"),
    (f"<!date^{NINE_THIRTY_IN_BERLIN}^{{time}}|never>", '<time title="never">09:30</time>'),
    (f"<!date^{NINE_THIRTY_IN_BERLIN}^{{date_num}} {{time_secs}}|x>", '<time title="x">2026-11-24 09:30:00</time>'),
    (f"<!date^{NINE_THIRTY_IN_BERLIN}^{{date_long}}|x>", '<time title="x">Tuesday, November 24, 2026</time>'),
    (f"<!date^{NINE_THIRTY_IN_BERLIN}^{{date_short_pretty}} {{time}}|x>", '<time title="x">Tomorrow 09:30</time>'),
    (f"<!date^{NINE_THIRTY_IN_BERLIN}^{{ago}}|x>", '<time title="x">in 1 day</time>'),
    ("<!date^tomorrow^{time}|in the morning>", '<time title="in the morning">in the morning</time>'),
)
HOSTILE = (
    "<img src=x onerror=window.hacked=1>",
    "&lt;img src=x onerror=window.hacked=1&gt;",
    "<script>window.hacked=1</script>",
    "<javascript:window.hacked=1|press me>",
    "<data:text/html,x|press me>",
    "*<img src=x onerror=window.hacked=1>*",
    "```<img src=x onerror=window.hacked=1>```",
    "<https://a.example|<img src=x onerror=window.hacked=1>>",
    "<!date^1^{time}|<img src=x>>",
    '"><svg onload=window.hacked=1>',
)
AS_HTML = """async ([text, auto]) => {
    const { mrkdwn } = await import("/js/mrkdwn.js");
    return mrkdwn(text, auto).innerHTML;
}"""


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Page]:
    """The page of Ana, in Berlin, on Monday morning; these tests change nothing on it."""
    with running(cast()) as sim:
        page = browser.new_page()
        page.goto(sim.url)
        expect(page.locator("#cast .mine")).to_contain_text("Ana")
        yield page
        page.close()


def html(page: Page, text: str, urls: bool = False, names: bool = False) -> str:
    return str(page.evaluate(AS_HTML, [text, {"urls": urls, "names": names}]))


@pytest.mark.parametrize(("markup", "shown"), STYLES)
def test_styles_are_shown_as_slack_shows_them(opened: Page, markup: str, shown: str) -> None:
    assert html(opened, markup) == shown


@pytest.mark.parametrize(("markup", "shown"), TOKENS)
def test_what_stands_in_angle_brackets_is_shown_by_name_and_in_ones_own_time(
    opened: Page, markup: str, shown: str
) -> None:
    assert shown in html(opened, markup)


@pytest.mark.parametrize("markup", HOSTILE)
def test_hostile_text_makes_no_element_that_does_anything(opened: Page, markup: str) -> None:
    found = html(opened, markup, urls=True, names=True)
    harmless = opened.evaluate(
        """(found) => {
            const holder = document.implementation.createHTMLDocument("").body;
            holder.innerHTML = found;
            const allowed = ["SPAN", "STRONG", "PRE", "TIME", "A", "BR"];
            return [...holder.querySelectorAll("*")].every((each) =>
                allowed.includes(each.tagName) && !/^(javascript|data):/i.test(each.getAttribute("href") ?? "") &&
                ![...each.attributes].some((attribute) => attribute.name.startsWith("on")));
        }""",
        found,
    )
    assert harmless, found
    assert opened.evaluate("window.hacked") is None


def test_a_broadcast_that_was_typed_as_text_stays_text(opened: Page) -> None:
    assert html(opened, "&lt;!channel&gt; &amp;lt;") == "&lt;!channel&gt; &amp;lt;"


def test_addresses_and_names_are_linked_only_where_the_bot_did_not_say_verbatim(opened: Page) -> None:
    said = "see https://a.example/x, @here and #checkout"
    assert html(opened, said) == said
    loose = html(opened, said, urls=True, names=True)
    assert '<a href="https://a.example/x"' in loose
    assert '<span class="mention broadcast">@here</span>' in loose
    assert '<button class="mention" type="button">#checkout</button>' in loose
