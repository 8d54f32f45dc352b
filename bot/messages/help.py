"""Help: the same table that routes the commands, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.message import Message
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut
from bot.messages.templates import label, say


def verbs(command: str, about: str, rows: Sequence[tuple[str, str, str]], default: str = "") -> Message:
    """What one command can do; rows of usage, meaning and a whole line that works; the verb for any other text."""
    title = say("help", "title", command=command, about=about)
    lines = [say("help", "verb", usage=usage, meaning=meaning, example=example) for usage, meaning, example in rows]
    if default:
        lines.append(say("help", "default", command=command, verb=default))
    text = Mrkdwn("\n".join([title, *lines]))
    return Message(cut(text, FALLBACK_CHARACTERS), (blocks.section(title), *(blocks.section(line) for line in lines)))


def commands(rows: Sequence[tuple[str, str]]) -> Message:
    """All commands, a line each."""
    title = say("help", "all_title")
    lines = [say("help", "command", command=command, about=about) for command, about in rows]
    text = cut("\n".join([title, *lines]), FALLBACK_CHARACTERS)
    return Message(text, (blocks.section(title), *(blocks.section(line) for line in lines)))


def all_of_one() -> str:
    """What the help on one command is."""
    return label("help", "all_of_one")
