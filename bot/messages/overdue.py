"""What a ceremony's owner is told when messages of theirs do not get through in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.message import Message
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, moment
from bot.messages.names import short
from bot.messages.templates import say

WORDS = "overdue"
MOST_LINES = 15


def overdue(ceremonies: Mapping[tuple[str, str], int], others: int, since: datetime, zone: ZoneInfo) -> Message:
    """How many messages of each ceremony (by its team's name and its own) are late; `zone`: the reader's."""
    head = say(WORDS, "head", count=sum(ceremonies.values()) + others, since=moment(since, zone))
    lines = [
        say(WORDS, "of_ceremony", team=short(team), ceremony=short(name), count=count)
        for (team, name), count in list(ceremonies.items())[:MOST_LINES]
    ]
    if len(ceremonies) > MOST_LINES:
        lines.append(say(WORDS, "more", count=len(ceremonies) - MOST_LINES))
    if others:
        lines.append(say(WORDS, "others", count=others))
    told = Mrkdwn("\n".join([head, *lines]))
    what_now = say(WORDS, "what_now")
    return Message(cut(f"{told}\n{what_now}", FALLBACK_CHARACTERS), (blocks.section(told), blocks.context(what_now)))
