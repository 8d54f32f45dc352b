"""Reading a message as people do: everything that its blocks show, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.domain.message import Block, Message


def shown(message: Message | Iterable[Block]) -> str:
    """Blocks as lines: markup as it stands, `• ` before items, `[label]` for buttons, `label: value` for fields."""
    blocks = message.blocks if isinstance(message, Message) else message
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "section":
            return [block["text"]["text"]]
        case "context":
            return [f"({element['text']})" for element in block["elements"]]
        case "actions":
            return [" ".join(f"[{button['text']['text']}]" for button in block["elements"])]
        case "rich_text":
            return [line for part in block["elements"] for line in _rich(part)]
        case "input":
            return [f"{block['label']['text']} {block['element'].get('initial_value', '')}".strip()]
        case other:
            return [f"({other})"]


def _rich(part: dict[str, Any]) -> list[str]:
    if part["type"] == "rich_text_list":
        return [f"• {_run(item)}" for item in part["elements"]]
    return [_run(part)]


def _run(section: dict[str, Any]) -> str:
    return "".join(_piece(piece) for piece in section["elements"])


def _piece(piece: dict[str, Any]) -> str:
    match piece["type"]:
        case "user":
            return f"<user {piece['user_id']}>"
        case "channel":
            return f"<channel {piece['channel_id']}>"
        case "link":
            return f"<link {piece['url']} {piece['text']}>"
        case _:
            style = piece.get("style", {})
            mark = "`" if style.get("code") else "*" if style.get("bold") else ""
            return f"{mark}{piece['text']}{mark}"
