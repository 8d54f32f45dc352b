"""Requests that carry Slack's signature and ids of somebody else's: what a tampered client could make Slack send."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from typing import Any
from uuid import uuid4

from tests import canaries
from tests.slack.signing import signed
from tests.wire.stage import Stage


def pressed(stage: Stage, who: str, action: str, about: str) -> tuple[int, str]:
    """A button with any value, pressed in that person's direct messages."""
    place = {"container": {"type": "message", "channel_id": "D0FORGED01"}, "channel": {"id": "D0FORGED01"}}
    actions = [{"type": "button", "action_id": action, "block_id": "b", "value": about}]
    return _sent(stage, _by(stage, who, "block_actions") | place | {"actions": actions})


def filled_in(stage: Stage, who: str, about: str, text: str) -> tuple[int, str]:
    """A stand-up's form with any `private_metadata`."""
    canaries.typed(text)
    state = {"today": {"today": {"type": "plain_text_input", "value": text}}}
    view = {
        "id": f"V{uuid4().hex[:10].upper()}",
        "type": "modal",
        "callback_id": "standup.answer",
        "private_metadata": about,
        "state": {"values": state},
    }
    return _sent(stage, _by(stage, who, "view_submission") | {"view": view})


def typed_in(stage: Stage, who: str, command: str, text: str, channel: str = "C0CHECKOUT") -> tuple[int, str]:
    """A slash command with any text, the halves of characters included."""
    canaries.typed(text)
    person = stage.slack.person(who)
    fields = {
        "command": command,
        "text": text.encode("utf-8", "surrogatepass"),
        "team_id": person.workspace,
        "user_id": person.id,
        "channel_id": channel,
        "channel_name": "checkout",
        "api_app_id": "A0DRUMBEAT",
        "trigger_id": uuid4().hex,
    }
    return _posted(stage, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")


def happened(stage: Stage, event: dict[str, Any]) -> tuple[int, str]:
    """An event of the workspace."""
    envelope = {
        "type": "event_callback",
        "team_id": stage.slack.person("Ana").workspace,
        "api_app_id": "A0DRUMBEAT",
        "event_id": f"Ev{uuid4().hex}",
        "event": event,
    }
    return _posted(stage, json.dumps(envelope).encode(), "application/json")


def _by(stage: Stage, who: str, kind: str) -> dict[str, Any]:
    person = stage.slack.person(who)
    return {
        "type": kind,
        "team": {"id": person.workspace, "domain": "x"},
        "user": {"id": person.id, "team_id": person.workspace},
        "api_app_id": "A0DRUMBEAT",
        "trigger_id": uuid4().hex,
    }


def _sent(stage: Stage, payload: dict[str, Any]) -> tuple[int, str]:
    """Status and body of the answer."""
    body = urllib.parse.urlencode({"payload": json.dumps(payload)}).encode()
    return _posted(stage, body, "application/x-www-form-urlencoded")


def _posted(stage: Stage, body: bytes, content_type: str) -> tuple[int, str]:
    secret = stage.bot.settings["SLACK_SIGNING_SECRET"]
    headers = {name.decode(): text.decode() for name, text in signed(body, str(int(time.time())).encode(), secret)}
    headers["Content-Type"] = content_type
    request = urllib.request.Request(f"{stage.bot.url}/slack/events", body, headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.status, response.read().decode()
