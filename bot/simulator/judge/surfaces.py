"""Messages, views and the bodies of acks, judged as Slack judges them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.simulator.judge.blocks import judge_blocks
from bot.simulator.judge.checks import anything, at, boolean, listing, one_of, shape, string
from bot.simulator.judge.compositions import PLAIN_OPTION, plain

BLOCKS_IN_MESSAGE, BLOCKS_IN_VIEW = 50, 100
MOST_TEXT, MOST_BLOCK_TEXT, MOST_VIEW_BYTES = 40_000, 13_200, 250_000

_VIEW_FIELDS = {
    "type": one_of("modal", "home"),
    "blocks": anything,
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}
_MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    {**_VIEW_FIELDS, "submit": plain(24), "close": plain(24)},
)
_HOME = shape({"type": one_of("home"), "blocks": anything}, {**_VIEW_FIELDS, "title": plain(24)})


def message(payload: dict[str, Any], most_text: int = MOST_TEXT) -> list[str]:
    """What is wrong with a message: one of Slack's error codes, or lines with json-pointers; empty when it is fine."""
    text, blocks = payload.get("text"), payload.get("blocks")
    if not text and not blocks and not payload.get("attachments"):
        return ["no_text"]
    if isinstance(text, str) and len(text) > most_text:
        return ["msg_too_long"]
    if text is not None and not isinstance(text, str):
        return ["invalid_arguments"]
    if blocks is None:
        return []
    wrong = judge_blocks(blocks, "/blocks", BLOCKS_IN_MESSAGE)
    if not wrong and characters(blocks) > MOST_BLOCK_TEXT:
        return ["msg_blocks_too_long"]
    return wrong


def message_refusal(wrong: list[str]) -> dict[str, Any]:
    """The answer of the Web API to a message about which `message` said this."""
    if len(wrong) == 1 and "json-pointer" not in wrong[0]:
        return {"ok": False, "error": wrong[0]}
    return {
        "ok": False,
        "error": "invalid_blocks",
        "errors": wrong,
        "response_metadata": {"messages": [f"[ERROR] {line}" for line in wrong]},
    }


def view(payload: Any, kinds: tuple[str, ...] = ("modal", "home")) -> list[str]:
    """What is wrong with a view; `view_too_large` alone, or lines with json-pointers below /view."""
    if not isinstance(payload, dict):
        return [at("/view", "must provide an object")]
    if len(json.dumps(payload)) > MOST_VIEW_BYTES:
        return ["view_too_large"]
    if payload.get("type") not in kinds:
        return [at("/view/type", "must be one of: " + ", ".join(kinds))]
    wrong = list((_MODAL if payload["type"] == "modal" else _HOME)(payload, "/view"))
    if payload.get("blocks") is not None:
        wrong += judge_blocks(payload["blocks"], "/view/blocks", BLOCKS_IN_VIEW)
    return wrong + list(_submit_is_missing(payload))


def _submit_is_missing(payload: dict[str, Any]) -> Iterator[str]:
    blocks = payload.get("blocks")
    holds_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if payload["type"] == "modal" and holds_input and not payload.get("submit"):
        yield at("/view", "missing required field: submit (required when an input block is within blocks)")


def view_refusal(wrong: list[str]) -> dict[str, Any]:
    """The answer of the Web API to a view about which `view` said this."""
    if wrong == ["view_too_large"]:
        return {"ok": False, "error": "view_too_large"}
    lines = [at("/view", "failed to match all allowed schemas"), *wrong]
    return {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {"messages": [f"[ERROR] {line}" for line in lines]},
    }


_ANSWER = {
    "response_type": one_of("in_channel", "ephemeral"),
    "replace_original": boolean,
    "delete_original": boolean,
    "thread_ts": string(50),
}


def ack(payload: Any) -> list[str]:
    """What is wrong with the body of a command's ack, or with what is sent to a response_url."""
    if not isinstance(payload, dict):
        return ["must be a JSON object"]
    wrong = [line for key, check in _ANSWER.items() if key in payload for line in check(payload[key], f"/{key}")]
    has_words = any(payload.get(key) for key in ("text", "blocks", "attachments"))
    if payload.get("response_type") == "in_channel" or payload.get("delete_original"):
        return wrong + (message(payload) if has_words else [])
    return wrong + message(payload)


def view_answer(payload: Any, input_blocks: set[str]) -> list[str]:
    """What is wrong with the answer to a submitted view whose input blocks have these ids."""
    if not isinstance(payload, dict):
        return ["must be a JSON object"]
    action = payload.get("response_action")
    if action == "clear":
        return []
    if action in ("update", "push"):
        return view(payload.get("view"), ("modal",))
    if action == "errors":
        return _field_errors(payload.get("errors"), input_blocks)
    return [at("/response_action", "must be one of: clear, update, push, errors")]


def _field_errors(errors: Any, input_blocks: set[str]) -> list[str]:
    if not isinstance(errors, dict) or not errors:
        return [at("/errors", "must provide an object with at least one block_id")]
    wrong = [at(f"/errors/{key}", "is no input block of this view") for key in errors if key not in input_blocks]
    return wrong + [at(f"/errors/{key}", "must be a string") for key, said in errors.items() if not _is_said(said)]


def _is_said(said: Any) -> bool:
    return isinstance(said, str) and bool(said)


def options(payload: Any) -> list[str]:
    """What is wrong with the options that were suggested for an external select."""
    if not isinstance(payload, dict):
        return ["must be a JSON object"]
    if "option_groups" in payload:
        group = shape({"label": plain(75), "options": listing(PLAIN_OPTION, 100, least=0)}, {})
        return list(listing(group, 100, least=0)(payload["option_groups"], "/option_groups"))
    return list(listing(PLAIN_OPTION, 100, least=0)(payload.get("options"), "/options"))


def characters(value: Any) -> int:
    """How much text blocks hold, all of it together."""
    if isinstance(value, dict):
        return sum(
            len(part) if key == "text" and isinstance(part, str) else characters(part) for key, part in value.items()
        )
    if isinstance(value, list):
        return sum(map(characters, value))
    return 0
