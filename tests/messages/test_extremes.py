"""Sixty people, long answers, hostile names: whatever is said of them, Slack takes it, and it says what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from slack_sdk.models.blocks import Block as SdkBlock

from bot.domain.message import Block, Message
from bot.messages import occurrences
from bot.messages.limits import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, SECTION_CHARACTERS, characters
from bot.simulator import judge
from bot.slack.response_url import body_of
from tests.messages.every_message import ZONE, forms, of_each_person, of_the_gathering, of_the_team
from tests.messages.pictures import ANSWERS, NAMES, crowd, crowds
from tests.messages.reading import shown

CROWDS = crowds()
# What Slack's parser would act on, were it in the text: an entity of its own, or a character that should be escaped.
MARKUP = re.compile(r"<(?:!date\^\d+\^[^|<>]*\|[^<>]*|#C0CHECKOUT|https://[^|<> ]+\|F-\d+)>|&(?:amp|lt|gt);")


def wrong_with(name: str, message: Message) -> list[str]:
    """What Slack, its SDK and our own constants say against a message."""
    blocks = list(message.blocks)
    wrong = judge.message({"text": message.text, "blocks": blocks}) + judge.ack(body_of(message))
    if characters(blocks) > MESSAGE_CHARACTERS:
        wrong.append(f"{characters(blocks)} characters")
    if len(blocks) > MESSAGE_BLOCKS:
        wrong.append(f"{len(blocks)} blocks")
    wrong += [f"a section of {size} characters" for size in map(section_size, blocks) if size > SECTION_CHARACTERS]
    if len(message.text) > 4000:
        wrong.append(f"a text of {len(message.text)} characters")
    return [f"{name}: {line}" for line in wrong + against_the_sdk(blocks)]


def section_size(block: Block) -> int:
    return len(block["text"]["text"]) if block["type"] == "section" else 0


def against_the_sdk(blocks: Iterable[Block]) -> list[str]:
    """What the SDK's models find wrong, where they know a block."""
    found = []
    for block in blocks:
        parsed = SdkBlock.parse(block)
        if parsed is None:
            found.append(f"the SDK does not know {block['type']}")
        elif block["type"] != "rich_text":  # its models of rich text keep what they are given
            try:
                parsed.validate_json()
            except Exception as refusal:  # noqa: BLE001 whatever it raises is its verdict
                found.append(str(refusal))
    return found


def unescaped(message: Message) -> list[str]:
    """What Slack would take for markup of ours in the texts that it parses."""
    texts = [str(message.text)]
    for block in message.blocks:
        texts += [block["text"]["text"]] if block["type"] == "section" else []
        texts += [element["text"] for element in block["elements"]] if block["type"] == "context" else []
    rests = [MARKUP.sub("", text) for text in texts]
    return [rest for rest in rests if re.search("[<>&]", rest)]


@pytest.mark.parametrize("which", CROWDS)
def test_slack_takes_what_is_said_of_a_crowd(which: str) -> None:
    picture = CROWDS[which]
    said = [*of_the_gathering(picture), *of_each_person(picture)]
    assert [line for name, message in said for line in wrong_with(name, message)] == []
    assert {name: unescaped(message) for name, message in said if unescaped(message)} == {}


@pytest.mark.parametrize("which", NAMES)
@pytest.mark.parametrize("text", ("broadcasts", "ampersands"))
def test_slack_takes_what_is_said_of_a_team_and_to_a_person(which: str, text: str) -> None:
    typed = {"broadcasts": "<!channel> & <@U1> ", "ampersands": "&"}[text] * 500
    said = list(of_the_team(NAMES[which], typed))
    assert [line for name, message in said for line in wrong_with(name, message)] == []
    assert {name: unescaped(message) for name, message in said if unescaped(message)} == {}


@pytest.mark.parametrize("which", ANSWERS)
def test_slack_takes_every_form(which: str) -> None:
    picture = crowd("Ana <b>", ANSWERS[which], people=12)
    wrong = {name: judge.view(view) for name, view in forms(picture, ANSWERS[which])}
    assert {name: lines for name, lines in wrong.items() if lines} == {}


def test_nobody_is_left_out_of_the_counts_without_a_word() -> None:
    for which, picture in CROWDS.items():
        if which.startswith("all ") and "skipped" not in which and "answered" not in which:
            assert "more" in shown(occurrences.wrap_up(picture, ZONE, updated_at=None)), which
