"""People by name, as many as there is room for: nobody is mentioned, and nobody left out without a word."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.text import clipped
from bot.messages.mrkdwn import Mrkdwn, escape
from bot.messages.templates import say

LONGEST_NAME = 40
MOST_NAMES = 25


def short(name: str) -> Mrkdwn:
    return escape(clipped(name, LONGEST_NAME))


def as_many_as_fit(names: Iterable[Mrkdwn], room: int, most: int = MOST_NAMES) -> list[Mrkdwn]:
    """The first of them, within `room` characters of markup, and last how many more there are."""
    everybody = list(names)
    shown: list[Mrkdwn] = []
    for name in everybody[:most]:
        room -= len(name) + 2
        if room < 0:
            break
        shown.append(name)
    left = len(everybody) - len(shown)
    return [*shown, say("people", "more", count=left)] if left else shown
