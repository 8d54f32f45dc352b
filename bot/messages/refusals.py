"""What a person hears when something cannot be done: what was understood, what is wrong, an example that works."""

from __future__ import annotations

from bot.domain.message import Block, Message
from bot.domain.text import clipped, plain
from bot.errors import Refusal
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, escape
from bot.messages.templates import say

LONGEST_ECHO = 1500
# Whoever typed more than there is room for gets all of it back: as much as one message holds beside the sentence.
LONGEST_TYPED = 9_000


def refused(refusal: Refusal, typed: str = "") -> Message:
    """The sentence, what was typed (nothing that a person typed is ever lost), and a line that works as it stands."""
    text = sentence(refusal)
    shown: list[Block] = [blocks.section(text)]
    spoken = str(text)
    if refusal.example:
        example = clipped(plain(refusal.example), LONGEST_ECHO)
        shown.append(_line(say("refusals", "try_this"), example))
        spoken += f" {say('refusals', 'try_this')} `{escape(example)}`"
    if typed:
        shown.append(_line(say("refusals", "you_typed"), clipped(plain(typed), LONGEST_TYPED)))
    return Message(cut(spoken, FALLBACK_CHARACTERS), tuple(shown))


def sentence(refusal: Refusal) -> Mrkdwn:
    """What was understood and what is wrong."""
    return Mrkdwn(refusal.sentence(lambda value: escape(clipped(plain(value), 300))))


def _line(lead: Mrkdwn, line: str) -> Block:
    return blocks.rich(blocks.rich_line([blocks.words(f"{lead} "), blocks.words(line, code=True)]))


def sorry(reference: str, typed: str = "") -> Message:
    """An unexpected fault: an apology with the reference under which the log has it."""
    text = say("refusals", "sorry", reference=reference)
    shown = [blocks.section(text)]
    if typed:
        shown.append(_line(say("refusals", "you_typed"), clipped(plain(typed), LONGEST_TYPED)))
    return Message(text, tuple(shown))
