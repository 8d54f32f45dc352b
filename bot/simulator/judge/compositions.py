"""Text objects, options and confirmations: what elements and blocks are composed of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.simulator.judge.checks import Check, anything, at, boolean, listing, one_of, shape, string, url

STYLE = one_of("primary", "danger")


def plain(most: int) -> Check:
    """A plain_text object."""
    return _text(most, ("plain_text",))


def words(most: int) -> Check:
    """A text object, plain_text or mrkdwn."""
    return _text(most, ("plain_text", "mrkdwn"))


def _text(most: int, kinds: tuple[str, ...]) -> Check:
    whole = {
        "plain_text": shape({"type": anything, "text": string(most)}, {"emoji": boolean}),
        "mrkdwn": shape({"type": anything, "text": string(most)}, {"verbatim": boolean}),
    }

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at(pointer, "must provide an object")
        elif value.get("type") not in kinds:
            yield at(f"{pointer}/type", "must be one of: " + ", ".join(kinds))
        else:
            yield from whole[value["type"]](value, pointer)

    return check


def option(label: Check) -> Check:
    return shape(
        {"text": label, "value": string(150)},
        {"description": words(75), "url": url(3000)},
    )


PLAIN_OPTION = option(plain(75))
OPTION = option(words(75))
OPTION_GROUP = shape({"label": plain(75), "options": listing(PLAIN_OPTION, 100)}, {})
CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
DISPATCH = shape({}, {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)})
CONVERSATION_FILTER = shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
