"""What goes back to Slack as the body of the ack to a form."""

from __future__ import annotations

from typing import Any

from bot.domain.message import Modal
from bot.domain.text import plain
from bot.errors import Refusal


def next_view(modal: Modal) -> dict[str, Any]:
    return {"response_action": "update", "view": modal.view}


def field_error(refusal: Refusal, field: str) -> dict[str, Any]:
    """A sentence at a field of the form, which stays open with all that was typed. Plain text: nothing is escaped."""
    sentence = refusal.sentence().replace("*", "")
    if refusal.example:
        sentence += f" For example: {plain(refusal.example)}"
    return {"response_action": "errors", "errors": {field: sentence}}


def plain_field_error(text: str, field: str) -> dict[str, Any]:
    return {"response_action": "errors", "errors": {field: text}}
