"""Our own caps and Slack's judgement, held against each other on one corpus of cases."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.message import Block
from bot.messages import blocks
from bot.messages.limits import (
    MESSAGE_BLOCKS,
    MESSAGE_CHARACTERS,
    SECTION_CHARACTERS,
    TITLE_CHARACTERS,
    characters,
    fitting,
)
from bot.messages.mrkdwn import Mrkdwn
from bot.simulator import judge
from bot.simulator.judge.surfaces import MOST_BLOCK_TEXT
from bot.simulator.judge.surfaces import characters as judged_characters
from tests.messages.every_message import of_each_person, of_the_gathering
from tests.messages.pictures import crowds


def paragraphs(sizes: list[int]) -> list[Block]:
    return [blocks.section(Mrkdwn("x" * size)) for size in sizes]


def bare_section(size: int) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * size}}


def refused(shown: list[Block]) -> list[str]:
    return judge.message({"text": "hello", "blocks": shown})


# Each case: its blocks, whether our caps allow it, whether Slack takes it. Ours never allow what Slack refuses.
CORPUS: dict[str, tuple[list[Any], bool, bool]] = {
    "one word": (paragraphs([4]), True, True),
    "as much as we allow": (paragraphs([3000] * 4), True, True),
    "between ours and Slack's": (paragraphs([3000] * 4 + [1000]), False, True),
    "more than Slack takes": (paragraphs([3000] * 4 + [1300]), False, False),
    "as many blocks as we allow": (paragraphs([10] * 50), True, True),
    "one block too many": (paragraphs([10] * 51), False, False),
    "the longest section": ([bare_section(3000)], True, True),
    "a section too long": ([bare_section(3001)], False, False),
    "rich text of our size": ([blocks.rich(blocks.rich_list([[blocks.words("x" * 12_000)]]))], True, True),
    "rich text too long": ([blocks.rich(blocks.rich_list([[blocks.words("x" * 13_300)]]))], False, False),
    "small print of our size": ([blocks.context(Mrkdwn("x" * 3000))] * 4, True, True),
}


def allowed(shown: list[Block]) -> bool:
    sizes = [len(block["text"]["text"]) for block in shown if block["type"] == "section"]
    return (
        characters(shown) <= MESSAGE_CHARACTERS
        and len(shown) <= MESSAGE_BLOCKS
        and all(size <= SECTION_CHARACTERS for size in sizes)
    )


@pytest.mark.parametrize("case", CORPUS)
def test_our_caps_and_slacks_judgement_are_as_written(case: str) -> None:
    shown, ours, slacks = CORPUS[case]
    assert (allowed(shown), refused(shown) == []) == (ours, slacks)
    assert not ours or slacks


def test_both_count_the_same_characters() -> None:
    for picture in list(crowds().values())[::3]:
        for name, message in (*of_the_gathering(picture), *of_each_person(picture)):
            assert characters(message.blocks) == judged_characters(list(message.blocks)), name


def test_ours_lies_below_slacks_with_room_to_spare() -> None:
    assert MESSAGE_CHARACTERS + 1000 <= MOST_BLOCK_TEXT


def test_a_section_is_never_longer_than_one_may_be() -> None:
    assert refused([blocks.section(Mrkdwn("&amp;" * 2000)), blocks.context(Mrkdwn("&amp;" * 2000))]) == []


@pytest.mark.parametrize(
    ("sizes", "fits"), (([], 0), ([100] * 3, 3), ([3000] * 5, 3), ([12_001], 0), ([10] * 60, 49), ([2900] * 4, 4))
)
def test_as_many_groups_fit_as_leave_room_for_a_line_on_the_rest(sizes: list[int], fits: int) -> None:
    groups = [[blocks.rich(blocks.rich_line([blocks.words("x" * size)]))] for size in sizes]
    assert fitting(groups) == fits
    rest = blocks.context(Mrkdwn("x" * 300))
    assert refused([*(block for group in groups[:fits] for block in group), rest]) == []


def test_what_stands_besides_takes_its_room() -> None:
    groups = [[block] for block in paragraphs([1000] * 20)]
    assert fitting(groups, besides=paragraphs([3000, 3000])) == 5


def test_a_title_is_as_long_as_slack_takes() -> None:
    view = blocks.modal("x" * TITLE_CHARACTERS, "a.b", paragraphs([1]), submit="Send", close="Cancel")
    assert judge.view(view) == []
    assert judge.view({**view, "title": blocks.plain_text("x" * (TITLE_CHARACTERS + 1))}) != []
