"""How much fits in one message: caps of our own, below what Slack was seen to take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.message import Block

# Slack refuses around 13,200 characters over all blocks, whatever its documents say.
MESSAGE_CHARACTERS = 12_000
MESSAGE_BLOCKS = 50
SECTION_CHARACTERS = 3_000
FALLBACK_CHARACTERS = 3_000
TITLE_CHARACTERS = 24


def characters(blocks: Iterable[Block]) -> int:
    """Everything that people read in these blocks, by length."""
    return sum(_characters(block) for block in blocks)


def _characters(value: Any) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_characters(inner) for inner in value.values() if isinstance(inner, dict | list))
    if isinstance(value, list):
        return sum(_characters(inner) for inner in value)
    return 0


def fitting(groups: Sequence[Sequence[Block]], *, besides: Sequence[Block] = ()) -> int:
    """How many of the groups of blocks fit, in order, beside other blocks and one line that tells of the rest."""
    room = MESSAGE_CHARACTERS - characters(besides) - 300
    places = MESSAGE_BLOCKS - len(besides) - 1
    for index, group in enumerate(groups):
        room -= characters(group)
        places -= len(group)
        if room < 0 or places < 0:
            return index
    return len(groups)
