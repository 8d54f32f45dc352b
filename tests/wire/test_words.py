"""What people type comes out as typed, and inert: nothing in it rings, links or formats."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.simulator.driver import Message
from tests.wire.stage import BERLIN, Stage

KINDS = {
    "everybody is named and nobody rings": "tell <!channel> and <!here|here> and @here @channel @everyone",
    "what HTML and Slack escape": "a < b && c > d &amp; &lt;b&gt; <b>bold</b>",
    "what Slack formats": "*bold* _slanted_ ~struck~ `code` ```block``` :tada: > quoted",
    "backticks without an end": "run `make test and `` and ``` and see",
    "forged tokens": "<@U0BEN00001> <#C0CHECKOUT|x> <https://evil.example|https://bank.example>",
    "from right to left": "שלום עולם (a) مرحبا 1 + 2",
    "emoji of many parts": "👩‍👩‍👧‍👦 🇩🇪 👍🏽 ☕️ é",
    "templates and markup of others": "{{ 7 * 7 }} {% raw %} %s {0} ${HOME} <script>alert(1)</script>",
    "quotes and backslashes": "\\n \\\" ' “curly” C:\\temp 'single'",
    "a key inside a word": "see https://example.com/t:x?a=1&b=2 and time 9:30",
}
LONG = "long " * 599 + "tail!"


def test_what_is_typed_into_the_form_comes_out_as_typed_and_inert(stage: Stage) -> None:
    typed = "\n".join(KINDS.values())
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    assert stage.opens_form("Ana").fill(today=typed, blockers=typed).submit().closed
    stage.clock.turn_to("Tue 12:00", BERLIN)

    (in_thread,) = stage.cards()
    read_back = stage.says("Ana", "/standup report today").message
    assert read_back
    for message in (in_thread, read_back, stage.card("Ana")):
        assert {kind for kind, line in KINDS.items() if f"• {line}\n" not in message.text + "\n"} == set()
        assert_inert(message)
    assert f"Ana: {' / '.join(KINDS.values())}"[:400] in stage.wrap_up().text
    assert_inert(stage.wrap_up())
    assert stage.card("Ana").press("Edit").form.value("today") == typed


def test_three_thousand_characters_stand_in_the_thread_and_in_the_report_in_full(stage: Stage) -> None:
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    assert stage.opens_form("Ana").fill(yesterday=LONG, today=LONG, blockers=LONG).submit().closed
    stage.clock.turn_to("Tue 12:00", BERLIN)
    (in_thread,) = stage.cards()
    assert in_thread.text.count(LONG) == 3
    assert stage.report().count(LONG) == 3
    assert stage.card("Ana").press("Edit").form.value("today") == LONG


def test_what_is_typed_in_one_line_keeps_its_mentions_and_links_and_rings_nobody_else(stage: Stage) -> None:
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.says("Ana", "/standup log t: pair with @Ben in #general on https://example.com/a?b=1&c=<2> & <!channel>")
    stage.slack.settle()
    (card,) = stage.cards()
    assert "• pair with @Ben in #general on https://example.com/a?b=1&c=<2> & <!channel>" in card.text
    assert [each["type"] for each in elements(card) if each["type"] != "text"] == ["user", "channel", "link"]


def test_several_lines_are_several_items(stage: Stage) -> None:
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.opens_form("Ana").fill(today="Invoices\n\nthe tests\n").submit()
    assert "Today\n• Invoices\n• the tests" in stage.report()


def elements(message: Message) -> list[dict[str, Any]]:
    """Everything that stands in the lines of rich text."""

    def within(part: Any) -> list[dict[str, Any]]:
        if isinstance(part, list):
            return [found for each in part for found in within(each)]
        if not isinstance(part, dict):
            return []
        if part.get("type") in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
            return list(part["elements"])
        return within(part.get("elements", []))

    return [found for block in message.blocks for found in within(block)]


def assert_inert(message: Message) -> None:
    """Typed words stand in rich text as text; the fallback is escaped, so that no token of Slack's is in it."""
    typed = [each for each in elements(message) if each["type"] not in ("text", "link")]
    assert typed == []
    ours = r"<!date\^[^<>]*>"
    for spoken in (message.fallback, json.dumps([block for block in message.blocks if block["type"] != "rich_text"])):
        assert re.findall(r"<[!@#]", re.sub(ours, "", spoken)) == []
