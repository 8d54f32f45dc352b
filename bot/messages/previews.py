"""What a line would make or post, for the eyes of whoever typed it."""

from __future__ import annotations

from bot.domain.message import Block, Message
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import cut
from bot.messages.templates import say


def only_a_preview(message: Message) -> Message:
    """The same under a line that says so, without buttons: what they are about is not there."""
    lead = say("previews", "lead")
    shown = [_still(block) for block in message.blocks if block["type"] != "actions"]
    return Message(cut(f"{lead} {message.text}", FALLBACK_CHARACTERS), (blocks.context(lead), *shown))


def _still(block: Block) -> Block:
    return {key: value for key, value in block.items() if key != "accessory"}
