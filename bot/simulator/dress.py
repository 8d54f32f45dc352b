"""What Slack adds to blocks: an id for each block and element that came without one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from bot.simulator.ids import Ids

Json = dict[str, Any]
_NOT_INTERACTIVE = ("image", "mrkdwn", "plain_text")


def with_ids(blocks: list[Json] | None, ids: Ids) -> list[Json]:
    """A copy in which every block has a block_id and every element an action_id."""
    dressed = copy.deepcopy(blocks or [])
    for block in dressed:
        block.setdefault("block_id", ids.secret(8))
        for element in elements(block):
            element.setdefault("action_id", ids.secret(8))
    return dressed


def elements(block: Json) -> Iterator[Json]:
    """The elements of a block that a person can use."""
    inside: list[Json | None] = []
    if block.get("type") == "actions":
        inside = block["elements"]
    elif block.get("type") == "input":
        inside = [block.get("element")]
    elif block.get("type") == "section":
        inside = [block.get("accessory")]
    for element in inside:
        if isinstance(element, dict) and element.get("type") not in _NOT_INTERACTIVE:
            yield element


def all_elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """(block, element) for every element that a person can use."""
    for block in blocks:
        for element in elements(block):
            yield block, element


def label_of(block: Json, element: Json) -> str:
    """The words on a button, or beside an input."""
    for holder, key in ((element, "text"), (block, "label"), (element, "placeholder"), (block, "text")):
        if isinstance(holder.get(key), dict):
            return str(holder[key].get("text", ""))
    return ""
