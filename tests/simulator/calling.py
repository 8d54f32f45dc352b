"""Calling the Web API as the bot, and the blocks and views that tests are made of."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from bot.simulator.api.endpoint import answer_call
from bot.simulator.simulator import Simulator

Json = dict[str, Any]
TOKEN = "xoxb-acme-drumbeat"


def call(sim: Simulator, method: str, token: str | None = TOKEN, **args: Any) -> Json:
    """The answer, `ok` or not; over a socket when this Slack is served, as it then lives in another thread."""
    if not sim.url:
        return answer_call(sim, method, args, token)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{sim.api_url}{method}", json.dumps(args).encode(), headers)
    with urllib.request.urlopen(request) as response:
        answer: Json = json.load(response)
    return answer


def post(sim: Simulator, channel: str, text: str = "Hello", **more: Any) -> Json:
    """A post that keeps the rules. AssertionError when it is refused."""
    answer = call(sim, "chat.postMessage", channel=channel, text=text, unfurl_links=False, unfurl_media=False, **more)
    assert answer["ok"], answer
    return answer


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def question(block_id: str, label: str, element: Json | None = None, **more: Any) -> Json:
    """An input block; a line of text unless another element is given."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": {"action_id": "answer", **(element or {"type": "plain_text_input"})},
        **more,
    }


def modal(*blocks: Json, title: str = "Today", **more: Any) -> Json:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks),
        **more,
    }
