"""*Undo* under an answer, and what is said when it was pressed."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.message import Message
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.mrkdwn import said
from bot.messages.templates import label, say

WORDS = "undoing"
LONGEST = 100


def with_undo(message: Message, action: str, value: str) -> Message:
    """The same with the button, beside others where there are some."""
    button = blocks.button(label(WORDS, "undo"), action, value)
    rows = list(message.blocks)
    if rows and rows[-1]["type"] == "actions" and len(rows[-1]["elements"]) < 5:
        rows[-1] = blocks.actions([*rows[-1]["elements"], button])
    else:
        rows.append(blocks.actions([button]))
    return replace(message, blocks=tuple(rows))


def undone(ref: str, what: str) -> Message:
    """It is as it was; in place of the answer that had the button."""
    text = say(WORDS, "undone", ref=ref, what=said(clipped(" ".join(what.split()), LONGEST)))
    return Message(text, (blocks.section(text),), replaces=True)
