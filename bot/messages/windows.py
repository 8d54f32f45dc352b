"""Windows that only tell something, for where there is no place for a message."""

from __future__ import annotations

from bot.domain.message import Message, Modal
from bot.messages import blocks
from bot.messages.templates import label


def told_in_a_window(message: Message) -> Modal:
    return Modal(blocks.notice(label("choosing", "drumbeat"), message.blocks, close=label("choosing", "close")))
