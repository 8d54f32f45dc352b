"""A line that can be read in two ways: the question, and what is said where it was too long to ask."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.message import Message
from bot.domain.text import clipped, plain
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import cut, escape
from bot.messages.templates import say

LONGEST_ECHO = 300


def which(noun: str, default: str, line: str, text: str, *, as_text: str, as_verb: str) -> Message:
    """Two buttons, the text first. `line` is how the verb would be run; `as_…` are the buttons' values."""
    shown = {name: clipped(" ".join(plain(typed).split()), LONGEST_ECHO) for name, typed in (("a", line), ("b", text))}
    question = say("choosing", "which", line=shown["a"].replace("`", "'"), verb=default, text=shown["b"])
    word = line.split(maxsplit=1)[0]
    keep = blocks.button(str(say("choosing", "keep", verb=default)), f"{noun}.as_text", as_text, style="primary")
    run = blocks.button(str(say("choosing", "run", word=word)), f"{noun}.as_verb", as_verb)
    return Message(cut(question, FALLBACK_CHARACTERS), (blocks.section(question), blocks.actions([keep, run])))


def too_long_to_ask(message: Message, word: str) -> Message:
    """The answer to a line that was taken as text, with a note why nobody asked."""
    note = say("choosing", "too_long", word=escape(word))
    return replace(message, blocks=(*message.blocks, blocks.context(note)))
