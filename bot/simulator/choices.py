"""What a person chose or typed in an element, in the shape in which Slack hands it to the app."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot.simulator.dress import all_elements

Json = dict[str, Any]
Lookup = Callable[[str], str | None]

TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
MANY_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
PLACES = {
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
NO_STATE = ("button", "overflow")


class BadChoice(Exception):
    """A person could not choose this; the text says what there is instead."""


def initial(element: Json) -> Json:
    """The state of an element that nobody has touched."""
    kind = element["type"]
    if kind in TYPED:
        return {"type": kind, "value": element.get("initial_value") or None}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    key, start = PLACES[kind]
    return {"type": kind, key: element.get(start, [] if kind.startswith("multi_") else None)}


def chosen(element: Json, given: Any, person: Lookup, channel: Lookup) -> Json:
    """The state after a person gave `given`: text, an option's label or value, a name, or a list of these."""
    kind = element["type"]
    if kind in TYPED:
        return {"type": kind, "value": str(given) if given not in (None, "") else None}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": None if given in (None, "") else _option(element, given)}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, each) for each in _many(given)]}
    return {"type": kind, PLACES[kind][0]: _place(kind, given, person, channel)}


def is_empty(state: Json) -> bool:
    return not any(value for key, value in state.items() if key != "type" and value not in (None, [], ""))


def initial_states(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """block_id → action_id → state, for everything in a surface that keeps one."""
    states: dict[str, dict[str, Json]] = {}
    for block, element in all_elements(blocks):
        if element["type"] not in NO_STATE:
            states.setdefault(block["block_id"], {})[element["action_id"]] = initial(element)
    return states


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _option(element: Json, given: Any) -> Json:
    wanted = given.get("value") if isinstance(given, dict) else given
    offered = options_of(element)
    for option in offered:
        if wanted in (option["value"], option["text"]["text"]):
            return option
    labels = ", ".join(option["text"]["text"] for option in offered) or "nothing"
    raise BadChoice(f'There is no option "{wanted}". Offered: {labels}.')


def _many(given: Any) -> Iterable[Any]:
    if given in (None, ""):
        return []
    return given if isinstance(given, list | tuple) else [given]


def _place(kind: str, given: Any, person: Lookup, channel: Lookup) -> Any:
    find: Lookup | None = None
    if "user" in kind:
        find = person
    elif "channel" in kind or "conversation" in kind:
        find = channel
    if kind.startswith("multi_"):
        return [_found(find, each) for each in _many(given)]
    return None if given in (None, "") else _found(find, given)


def _found(find: Lookup | None, given: Any) -> Any:
    if find is None:
        return given
    found = find(str(given))
    if found is None:
        raise BadChoice(f'There is no "{given}" here.')
    return found
