"""What may not happen to a text on its way out: refused by Slack, changed, taken for markup, evaluated, a ping."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.attendance import Attendee, Gathering
from bot.domain.message import Block, Message
from bot.domain.text import TOKEN
from bot.messages import ceremonies, occurrences, reports
from bot.simulator import judge
from bot.slack.response_url import body_of
from tests.hostile.strings import PRODUCT

BERLIN = ZoneInfo("Europe/Berlin")
LONGEST_SHOWN = 3000
# Markup of our own in texts that Slack parses: dates in the reader's time, links to channels and to the message in
# which a feature was asked for, the three escapes.
OURS = re.compile(r"<!date\^\d+\^[^|<>]*\|[^<>]*>|<#C[A-Z0-9]+>|<https://[^|<>\s]+\|F-\d+>|&(?:amp|lt|gt);")
INERT = {"text", "channel", "link"}
PERSON = re.compile(r"@([UW][A-Z0-9]+)")


def against(picture: Gathering, somebody: Attendee) -> Iterator[str]:
    """What is wrong with all that is said about somebody's answers."""
    for name, message in said_of(picture, somebody):
        for line in against_message(message, pings=pinged(somebody.answers) if name == "card" else set()):
            yield f"{name}: {line}"
    yield from (f"form: {line}" for line in judge.view(ceremonies.form(picture, somebody, BERLIN).view))
    yield from against_card(occurrences.card(picture, somebody), somebody.answers)


def said_of(picture: Gathering, somebody: Attendee) -> Iterator[tuple[str, Message]]:
    card = occurrences.card(picture, somebody)
    yield "card", card
    yield "day", occurrences.day(picture, BERLIN)
    yield "prompt", occurrences.prompt(picture, somebody)
    yield "reminder", occurrences.reminder(picture, somebody)
    yield "wrap-up", occurrences.wrap_up(picture, BERLIN, updated_at=somebody.deadline_at + timedelta(hours=1))
    yield "report", reports.report([picture], only=frozenset([somebody.slack_id]), public=True)
    yield "saved", ceremonies.saved(picture, somebody, BERLIN, changed=True)


def against_message(message: Message, *, pings: set[str]) -> Iterator[str]:
    """`pings` are the ids of the people who may be pinged."""
    blocks = list(message.blocks)
    yield from judge.message({"text": message.text, "blocks": blocks})
    yield from judge.ack(body_of(message))
    for text in (str(message.text), *parsed_by_slack(blocks)):
        if re.search("[<>&]", OURS.sub("", text)):
            yield f"taken for markup: {ascii(text)[:200]}"
    for piece in pieces(blocks):
        if piece["type"] not in INERT and not (piece["type"] == "user" and piece["user_id"] in pings):
            yield f"a ping or worse: {piece}"
        if piece["type"] == "link" and not piece["url"].startswith(("https://", "http://", "mailto:")):
            yield f"leads elsewhere: {piece}"
    if str(PRODUCT) in json.dumps([message.text, blocks]):
        yield f"evaluated: {ascii(message.text)[:200]}"


def against_card(card: Message, answers: Mapping[str, str]) -> Iterator[str]:
    """Each line of what was typed is a line on the card, character by character."""
    lists = [part for block in card.blocks if block["type"] == "rich_text" for part in block["elements"]]
    items = [item for part in lists if part["type"] == "rich_text_list" for item in part["elements"]]
    seen = {"".join(piece["text"] for piece in item["elements"] if piece["type"] == "text") for item in items}
    for text in answers.values():
        lines = [TOKEN.sub("", line) for line in text.splitlines() if line.strip()]
        if len(text) <= LONGEST_SHOWN:
            yield from (f"not shown: {ascii(line)[:200]}" for line in lines if line not in seen)
        elif not any(item.endswith("…") for item in seen):
            yield f"cut without a word: {ascii(text)[:80]}"


def pinged(answers: Mapping[str, str]) -> set[str]:
    """The people of whom Slack itself said that they were mentioned."""
    return {found[1] for text in answers.values() for token in TOKEN.findall(text) if (found := PERSON.match(token))}


def parsed_by_slack(blocks: list[Block]) -> Iterator[str]:
    """The texts in which Slack would find mentions and links."""
    for block in blocks:
        holders = [block.get("text"), *(block["elements"] if block["type"] == "context" else [])]
        yield from (holder["text"] for holder in holders if holder and holder["type"] == "mrkdwn")


def pieces(part: Any) -> Iterator[dict[str, Any]]:
    """Everything that stands in lines of rich text."""
    if isinstance(part, list):
        for each in part:
            yield from pieces(each)
    elif part["type"] == "rich_text_section":
        yield from part["elements"]
    elif part["type"].startswith("rich_text"):
        yield from pieces(part["elements"])
