"""What a person reads on a message or a view, top to bottom, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.simulator import entities
from bot.simulator.world import Json, Message, Person, World


def message(world: World, said: Message, reader: Person) -> str:
    """The words of the blocks; the fallback text when there are none."""
    if said.blocks:
        return blocks(world, said.blocks, reader)
    return entities.read(world, said.text, reader)


def blocks(world: World, surface: list[Json], reader: Person) -> str:
    lines = (line for block in surface for line in _lines(world, block, reader))
    return "\n".join(line for line in lines if line)


def _lines(world: World, block: Json, reader: Person) -> Iterator[str]:
    def text(composition: Any) -> str:
        return _text(world, composition, reader)

    match block["type"]:
        case "section":
            yield text(block.get("text"))
            yield from map(text, block.get("fields") or [])
        case "header":
            yield text(block["text"])
        case "context":
            yield "  ".join(filter(None, map(text, block["elements"])))
        case "input":
            yield text(block["label"])
            yield text(block.get("hint"))
        case "image":
            yield text(block.get("title")) or block["alt_text"]
        case "rich_text":
            for part in block["elements"]:
                yield from _rich(world, part, reader)


def _text(world: World, composition: Any, reader: Person) -> str:
    if not isinstance(composition, dict):
        return ""
    if composition.get("type") == "mrkdwn":
        return entities.read(world, composition["text"], reader)
    return str(composition.get("text") or composition.get("alt_text") or "")


def _rich(world: World, part: Json, reader: Person) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        for number, item in enumerate(part["elements"], start=1):
            bullet = "•" if part["style"] == "bullet" else f"{number}."
            yield "  " * int(part.get("indent", 0)) + f"{bullet} " + _pieces(world, item["elements"], reader)
    else:
        yield _pieces(world, part["elements"], reader).rstrip("\n")


def _pieces(world: World, pieces: list[Json], reader: Person) -> str:
    return "".join(_piece(world, piece, reader) for piece in pieces)


def _piece(world: World, piece: Json, reader: Person) -> str:
    match piece["type"]:
        case "text":
            return str(piece["text"])
        case "link":
            return str(piece.get("text") or piece["url"])
        case "emoji":
            return f":{piece['name']}:"
        case "user":
            return entities.read(world, f"<@{piece['user_id']}>", reader)
        case "channel":
            return entities.read(world, f"<#{piece['channel_id']}>", reader)
        case "broadcast":
            return f"@{piece['range']}"
        case "date":
            return entities.read(world, f"<!date^{piece['timestamp']}^{piece['format']}>", reader)
        case _:
            return ""
