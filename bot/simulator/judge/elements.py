"""What can stand inside a block: buttons, selects, pickers, inputs, small pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.simulator.judge.checks import Check, anything, at, boolean, by_type, listing, number, string, typed, url
from bot.simulator.judge.compositions import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    OPTION,
    OPTION_GROUP,
    PLAIN_OPTION,
    STYLE,
    plain,
    words,
)

_ACTION: dict[str, Check] = {"action_id": string(255), "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT: dict[str, Check] = {**_ACTION, "placeholder": plain(150)}
_TYPED: dict[str, Check] = {
    "action_id": string(255),
    "placeholder": plain(150),
    "dispatch_action_config": DISPATCH,
    "focus_on_load": boolean,
}
_MANY: dict[str, Check] = {"max_selected_items": number(1, 1000)}


def _one_source_of_options(select: Check) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from select(value, pointer)
        if "options" in value and "option_groups" in value:
            yield at(pointer, "must not have both `options` and `option_groups`")
        elif "options" not in value and "option_groups" not in value:
            yield at(pointer, "missing required field: options")

    return check


_OPTIONS: dict[str, Check] = {"options": listing(PLAIN_OPTION, 100), "option_groups": listing(OPTION_GROUP, 100)}
_QUERY: dict[str, Check] = {"min_query_length": number(0, 1000)}

_BUTTON = typed(
    {"text": plain(75)},
    {
        "action_id": string(255),
        "value": string(2000, least=0),
        "url": url(3000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
_STATIC = _one_source_of_options(typed({}, {**_SELECT, **_OPTIONS, "initial_option": PLAIN_OPTION}))
_MULTI_STATIC = _one_source_of_options(
    typed({}, {**_SELECT, **_OPTIONS, **_MANY, "initial_options": listing(PLAIN_OPTION, 100)})
)
_TEXT_INPUT = typed(
    {},
    {
        **_TYPED,
        "initial_value": string(3000, least=0),
        "multiline": boolean,
        "min_length": number(0, 3000),
        "max_length": number(1, 3000),
    },
)
_NUMBER_INPUT = typed(
    {"is_decimal_allowed": boolean},
    {**_TYPED, "initial_value": string(100), "min_value": string(100), "max_value": string(100)},
)
_CONVERSATION: dict[str, Check] = {
    **_SELECT,
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
_RESPONSE: dict[str, Check] = {"response_url_enabled": boolean}

SELECTS: dict[str, Check] = {
    "static_select": _STATIC,
    "multi_static_select": _MULTI_STATIC,
    "external_select": typed({}, {**_SELECT, **_QUERY, "initial_option": PLAIN_OPTION}),
    "multi_external_select": typed({}, {**_SELECT, **_QUERY, **_MANY, "initial_options": listing(PLAIN_OPTION, 100)}),
    "users_select": typed({}, {**_SELECT, "initial_user": string(255)}),
    "multi_users_select": typed({}, {**_SELECT, **_MANY, "initial_users": listing(string(255), 1000)}),
    "conversations_select": typed({}, {**_CONVERSATION, **_RESPONSE, "initial_conversation": string(255)}),
    "multi_conversations_select": typed(
        {}, {**_CONVERSATION, **_MANY, "initial_conversations": listing(string(255), 1000)}
    ),
    "channels_select": typed({}, {**_SELECT, **_RESPONSE, "initial_channel": string(255)}),
    "multi_channels_select": typed({}, {**_SELECT, **_MANY, "initial_channels": listing(string(255), 1000)}),
}
PICKERS: dict[str, Check] = {
    "datepicker": typed({}, {**_SELECT, "initial_date": string(10)}),
    "timepicker": typed({}, {**_SELECT, "initial_time": string(5), "timezone": string(100)}),
    "datetimepicker": typed({}, {**_ACTION, "initial_date_time": number(0, 9_999_999_999)}),
}
CHOICES: dict[str, Check] = {
    "checkboxes": typed({"options": listing(OPTION, 10)}, {**_ACTION, "initial_options": listing(OPTION, 10)}),
    "radio_buttons": typed({"options": listing(OPTION, 10)}, {**_ACTION, "initial_option": OPTION}),
}
TYPING: dict[str, Check] = {
    "plain_text_input": _TEXT_INPUT,
    "number_input": _NUMBER_INPUT,
    "email_text_input": typed({}, {**_TYPED, "initial_value": string(3000)}),
    "url_text_input": typed({}, {**_TYPED, "initial_value": string(3000)}),
}
BUTTONS: dict[str, Check] = {
    "button": _BUTTON,
    "overflow": typed({"options": listing(PLAIN_OPTION, 5)}, {"action_id": string(255), "confirm": CONFIRM}),
}
PICTURE = typed(
    {"alt_text": string(2000)},
    {"image_url": url(3000), "slack_file": anything, "image_width": anything, "image_height": anything},
)

IN_ACTIONS = by_type({**BUTTONS, **SELECTS, **PICKERS, **CHOICES})
IN_INPUT = by_type({**TYPING, **SELECTS, **PICKERS, **CHOICES})
ACCESSORY = by_type({**BUTTONS, **SELECTS, **PICKERS, **CHOICES, "image": PICTURE})
IN_CONTEXT = by_type({"image": PICTURE, "plain_text": words(3000), "mrkdwn": words(3000)})
