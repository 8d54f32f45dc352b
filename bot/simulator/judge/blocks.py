"""Blocks, and the lists of them that a message, a modal and a home tab hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.simulator.judge.checks import Check, anything, at, boolean, by_type, listing, string, typed, url
from bot.simulator.judge.compositions import plain, words
from bot.simulator.judge.elements import ACCESSORY, IN_ACTIONS, IN_CONTEXT, IN_INPUT
from bot.simulator.judge.rich_text import RICH_TEXT_PART

_ID: dict[str, Check] = {"block_id": string(255)}


def _section(value: Any, pointer: str) -> Iterator[str]:
    yield from _SECTION(value, pointer)
    if value.get("text") is None and value.get("fields") is None:
        yield at(pointer, "missing required field: text")


def _image(value: Any, pointer: str) -> Iterator[str]:
    yield from _IMAGE(value, pointer)
    if value.get("image_url") is None and value.get("slack_file") is None:
        yield at(pointer, "missing required field: image_url")


_SECTION = typed(
    {},
    {**_ID, "text": words(3000), "fields": listing(words(2000), 10), "accessory": ACCESSORY, "expand": boolean},
)
_IMAGE = typed(
    {"alt_text": string(2000)}, {**_ID, "image_url": url(3000), "slack_file": anything, "title": plain(2000)}
)
_INPUT = typed(
    {"label": plain(2000), "element": IN_INPUT},
    {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
)
BLOCK = by_type(
    {
        "section": _section,
        "header": typed({"text": plain(150)}, _ID),
        "divider": typed({}, _ID),
        "context": typed({"elements": listing(IN_CONTEXT, 10)}, _ID),
        "actions": typed({"elements": listing(IN_ACTIONS, 25)}, _ID),
        "input": _INPUT,
        "image": _image,
        "rich_text": typed({"elements": listing(RICH_TEXT_PART, 1000)}, _ID),
    }
)


def judge_blocks(blocks: Any, pointer: str, most: int, least: int = 0) -> list[str]:
    """Everything that Slack would say about a list of blocks at `pointer`."""
    wrong = list(listing(BLOCK, most, least)(blocks, pointer))
    if isinstance(blocks, list):
        wrong += _twice(blocks, pointer)
    return wrong


def _twice(blocks: list[Any], pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                yield at(f"{pointer}/{index}/block_id", f"`block_id` `{block_id}` already exists")
            seen.add(block_id)
        yield from _actions_twice(block, f"{pointer}/{index}")


def _actions_twice(block: dict[str, Any], pointer: str) -> Iterator[str]:
    elements = block.get("elements")
    if block.get("type") != "actions" or not isinstance(elements, list):
        return
    seen: set[str] = set()
    for index, element in enumerate(elements):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str):
            if action_id in seen:
                what = f"`action_id` `{action_id}` already exists for `block_id` `{block.get('block_id')}`"
                yield at(f"{pointer}/elements/{index}/action_id", what)
            seen.add(action_id)
