"""Text on its way in and out: what people type, what is stored, what they read."""

from __future__ import annotations

import pytest

from bot.simulator import entities, reading
from bot.simulator.cast import ACME, ANA, BEN, CHI
from bot.simulator.world import Json, World
from tests.simulator.calling import actions, button, question, section


@pytest.mark.parametrize(
    ("typed", "sent"),
    (
        ("Fix A & B <now>", "Fix A &amp; B &lt;now&gt;"),
        ("ask @Ben and @chi.", "ask <@U0BEN00001> and <@U0CHI00001>."),
        ("ask @Nobody at ana@acme.test", "ask @Nobody at ana@acme.test"),
        ("in #checkout", "in <#C0CHECKOUT|checkout>"),
        ("in #lab and #nowhere", "in <#C0LAB00001|> and #nowhere"),
        ("see https://example.org/a?b=1&c=2.", "see <https://example.org/a?b=1&amp;c=2.>"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("<https://example.org>", "&lt;<https://example.org>&gt;"),
        ("A&#B", "A&amp;#B"),
    ),
)
def test_what_is_typed_is_sent_as_slack_sends_it(world: World, typed: str, sent: str) -> None:
    assert entities.sent(world, ACME, typed) == sent


@pytest.mark.parametrize(
    ("markup", "read"),
    (
        ("<@U0BEN00001> wrote &lt;b&gt; &amp;amp;", "@Ben wrote <b> &amp;"),
        ("<#C0CHECKOUT|checkout> <#C0CHECKOUT>", "#checkout #checkout"),
        ("<https://example.org|here> <https://example.org>", "here https://example.org"),
        ("<!channel> <!here|here>", "@channel here"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("<!date^1795509000^{date_short} at {time}|soon>", "Nov 24, 2026 at 09:30"),
        ("<!subteam^S1|@designers>", "@designers"),
    ),
)
def test_markup_is_read_as_a_person_reads_it(world: World, markup: str, read: str) -> None:
    assert entities.read(world, markup, world.people[ANA]) == read


def test_a_date_is_shown_in_the_readers_own_time(world: World) -> None:
    moment = "<!date^1795509000^{date_num} {time}|soon>"
    read = {who: entities.read(world, moment, world.people[who]) for who in (ANA, BEN, CHI)}
    assert read == {ANA: "2026-11-24 09:30", BEN: "2026-11-24 03:30", CHI: "2026-11-24 17:30"}


def test_a_private_channel_is_not_named_to_who_is_outside(world: World) -> None:
    assert entities.read(world, "<#C0LAB00001|lab>", world.people[ANA]) == "#lab"
    assert entities.read(world, "<#C0LAB00001|lab>", world.people[CHI]) == "private channel"


def test_a_surface_is_read_from_top_to_bottom_without_its_buttons(world: World) -> None:
    surface: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Daily <b>"}},
        section("*1/3* by <@U0BEN00001>", accessory=button("More")),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "left"}, {"type": "plain_text", "text": "right"}]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "a"}, {"type": "plain_text", "text": "b"}]},
        actions(button("Fill in")),
        question("today", "What will you do?"),
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "As typed: <!channel>"}]},
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0BEN00001"}]},
                        {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://example.org"}]},
                    ],
                },
            ],
        },
    ]
    assert reading.blocks(world, surface, world.people[ANA]).splitlines() == [
        "Daily <b>",
        "*1/3* by @Ben",
        "left",
        "right",
        "a  b",
        "What will you do?",
        "As typed: <!channel>",
        "1. @Ben",
        "2. https://example.org",
    ]
