"""Block Kit, by our own builders: plain dicts, the same for the same input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.message import Block
from bot.messages.limits import SECTION_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut


def plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def section(text: Mrkdwn, *, block_id: str | None = None, accessory: Block | None = None) -> Block:
    """A paragraph of markup. `verbatim` keeps Slack from linking what looks like a name or an address."""
    block: Block = {"type": "section", "text": _markup(text)}
    if block_id is not None:
        block["block_id"] = block_id
    if accessory is not None:
        block["accessory"] = accessory
    return block


def context(text: Mrkdwn) -> Block:
    """A line of small print."""
    return {"type": "context", "elements": [_markup(text)]}


def _markup(text: Mrkdwn) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": cut(text, SECTION_CHARACTERS), "verbatim": True}


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, action: str, value: str, *, style: str | None = None) -> Block:
    """`action` is `noun.verb`, `value` the id of what it is about."""
    element: Block = {"type": "button", "text": plain_text(label), "action_id": action, "value": value}
    if style is not None:
        element["style"] = style
    return element


def actions(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def rich(*parts: Block) -> Block:
    """Rich text, which Slack shows as it is: for whatever people typed."""
    return {"type": "rich_text", "elements": list(parts)}


def rich_line(elements: Iterable[dict[str, Any]]) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def rich_list(items: Iterable[Iterable[dict[str, Any]]]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": [rich_line(item) for item in items]}


def words(text: str, *, bold: bool = False, code: bool = False) -> dict[str, Any]:
    """A run of characters inside rich text."""
    style = {name: True for name, wanted in (("bold", bold), ("code", code)) if wanted}
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def text_input(field: str, label: str, *, value: str = "", hint: str = "", longest: int = 3000) -> Block:
    """A question with room for several lines. The block's id is the name of the field; it may stay empty."""
    element: Block = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": longest}
    if value:
        element["initial_value"] = value
    return _question(field, label, element, optional=True, hint=hint)


def line_input(
    field: str, label: str, *, value: str = "", hint: str = "", longest: int = 80, optional: bool = False
) -> Block:
    """A question with one line to write in, which may not stay empty unless it is optional."""
    element: Block = {"type": "plain_text_input", "action_id": "text", "max_length": longest}
    if value:
        element["initial_value"] = value
    return _question(field, label, element, optional=optional, hint=hint)


def time_input(field: str, label: str, *, value: str = "", optional: bool = False, hint: str = "") -> Block:
    """A time of day, `HH:MM`."""
    element: Block = {"type": "timepicker", "action_id": "time"}
    if value:
        element["initial_time"] = value
    return _question(field, label, element, optional=optional, hint=hint)


def choices_input(field: str, label: str, choices: Mapping[str, str], *, chosen: Sequence[str] = ()) -> Block:
    """Boxes to tick: label by value, at most ten."""
    options = [{"text": plain_text(name), "value": value} for value, name in choices.items()]
    ticked = [option for option in options if option["value"] in chosen]
    element: Block = {"type": "checkboxes", "action_id": "choices", "options": options}
    if ticked:
        element["initial_options"] = ticked
    return _question(field, label, element)


def channel_input(field: str, label: str, *, value: str = "", hint: str = "") -> Block:
    """A channel, public or private."""
    element: Block = {
        "type": "conversations_select",
        "action_id": "channel",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if value:
        element["initial_conversation"] = value
    return _question(field, label, element, hint=hint)


def select_input(field: str, label: str, choices: Mapping[str, str], *, chosen: str = "", hint: str = "") -> Block:
    """One of several from a menu: label by value, at most a hundred."""
    options = [{"text": plain_text(name), "value": value} for value, name in choices.items()]
    element: Block = {"type": "static_select", "action_id": "choice", "options": options}
    if chosen in choices:
        element["initial_option"] = next(option for option in options if option["value"] == chosen)
    return _question(field, label, element, hint=hint)


def radio_input(field: str, label: str, choices: Mapping[str, str], *, chosen: str = "") -> Block:
    """One of a few, all of them in sight: label by value, at most ten."""
    options = [{"text": plain_text(name), "value": value} for value, name in choices.items()]
    element: Block = {"type": "radio_buttons", "action_id": "choice", "options": options}
    if chosen:
        element["initial_option"] = next(option for option in options if option["value"] == chosen)
    return _question(field, label, element)


def person_input(field: str, label: str, *, value: str = "", optional: bool = False, hint: str = "") -> Block:
    """Somebody of the workspace; `value` is a Slack id."""
    element: Block = {"type": "users_select", "action_id": "person"}
    if value:
        element["initial_user"] = value
    return _question(field, label, element, optional=optional, hint=hint)


def day_input(field: str, label: str, *, value: str = "", optional: bool = False, hint: str = "") -> Block:
    """A day, `YYYY-MM-DD`."""
    element: Block = {"type": "datepicker", "action_id": "day"}
    if value:
        element["initial_date"] = value
    return _question(field, label, element, optional=optional, hint=hint)


def _question(field: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": field,
        "optional": optional,
        "label": plain_text(label),
        "element": element,
    }
    return block | ({"hint": plain_text(hint)} if hint else {})


def notice(title: str, blocks: Sequence[Block], *, close: str) -> dict[str, Any]:
    """A window that only tells something."""
    return {"type": "modal", "title": plain_text(title), "close": plain_text(close), "blocks": list(blocks)}


def home(blocks: Sequence[Block]) -> dict[str, Any]:
    """The App Home tab."""
    return {"type": "home", "blocks": list(blocks)}


def modal(
    title: str, callback: str, blocks: Sequence[Block], *, about: str = "", submit: str, close: str
) -> dict[str, Any]:
    """A form. `about` is the id of what it is about; it comes back with the answer and is checked there."""
    return {
        "type": "modal",
        "title": plain_text(title),
        "callback_id": callback,
        "private_metadata": about,
        "submit": plain_text(submit),
        "close": plain_text(close),
        "blocks": list(blocks),
    }
