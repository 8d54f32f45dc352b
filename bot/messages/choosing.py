"""A line that can be read in two ways: the question, and what is said where it was too long to ask."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.message import Message
from bot.domain.text import clipped, plain
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, escape
from bot.messages.templates import say

LONGEST_ECHO, LONGEST_WORD = 300, 60


def which(
    noun: str, default: str, line: str, text: str, *, as_text: str, as_verb: str, why: Mrkdwn | None = None
) -> Message:
    """Two buttons, the verb first. `line` is how it would be run, `why` says why it was not; `as_…`: their values."""
    shown = {name: clipped(" ".join(plain(typed).split()), LONGEST_ECHO) for name, typed in (("a", line), ("b", text))}
    asked = say("choosing", "which", line=shown["a"].replace("`", "'"), verb=default, text=shown["b"])
    question = asked if why is None else Mrkdwn(f"{why}\n{asked}")
    word = line.split(maxsplit=1)[0]
    keep = blocks.button(str(say("choosing", "keep", verb=default)), f"{noun}.as_text", as_text)
    run = blocks.button(str(say("choosing", "run", word=word)), f"{noun}.as_verb", as_verb, style="primary")
    return Message(cut(question, FALLBACK_CHARACTERS), (blocks.section(question), blocks.actions([run, keep])))


def slip(word: str, near: str) -> Mrkdwn:
    """A verb was typed nearly right."""
    return say("choosing", "slip", word=clipped(plain(word), LONGEST_WORD), near=near)


def goes_like_this(usage: str) -> Mrkdwn:
    return say("choosing", "goes_like_this", usage=usage)


def no_meeting(name: str) -> Mrkdwn:
    return say("choosing", "no_meeting", name=clipped(" ".join(plain(name).split()), LONGEST_WORD))


def too_long_to_ask(message: Message, word: str) -> Message:
    """The answer to a line that was taken as text, with a note why nobody asked."""
    note = say("choosing", "too_long", word=escape(word))
    return replace(message, blocks=(*message.blocks, blocks.context(note)))
