"""Answers sent to the `response_url` of an interaction: to Slack's own hosts and to nobody else (decision 28)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from bot.domain.message import Message
from bot.slack.answers import said
from bot.slack.client import SlackRefused, SlackSilent
from bot.slack.transport import Silence, Transport

SLACK_HOSTS = ("slack.com", "hooks.slack.com", "slack-gov.com", "hooks.slack-gov.com")
ANSWER_SECONDS = 3.0
DEFAULT_PORTS = {"https": 443, "http": 80}


class ForeignAddress(Exception):
    """A response_url that is not Slack's: nothing was sent."""


def allowed(url: str, api_url: str) -> bool:
    """Whether an address is Slack's over https, or has scheme, host and port of the API address we were given."""
    origin = _origin(url)
    if origin is None:
        return False
    scheme, host, port = origin
    return (scheme == "https" and host in SLACK_HOSTS and port == 443) or origin == _origin(api_url)


def respond(
    transport: Transport, url: str, message: Message, *, api_url: str, deadline: float = ANSWER_SECONDS
) -> None:
    """Says `message` where the interaction was; raises ForeignAddress, SlackRefused (used_url, …) or SlackSilent."""
    if not allowed(url, api_url):
        raise ForeignAddress
    headers = {"Content-Type": "application/json; charset=utf-8"}
    reply = transport.send(url, json.dumps(body_of(message)).encode(), headers, deadline=deadline)
    if isinstance(reply, Silence):
        raise SlackSilent(reply.reason)
    if reply.status >= 500:
        raise SlackSilent(f"http_{reply.status}")
    answer = said(reply)
    if reply.status != 200 or (answer is not None and not answer["ok"]):
        raise SlackRefused(_error(reply.body, answer, reply.status), answer or {})


def body_of(message: Message) -> dict[str, Any]:
    """A message as an answer: in an ack as well as to a response_url."""
    body: dict[str, Any] = {
        "response_type": "in_channel" if message.public else "ephemeral",
        "replace_original": message.replaces,
        "text": message.text,
    }
    if message.blocks:
        body["blocks"] = list(message.blocks)
    return body


def _error(body: bytes, answer: dict[str, Any] | None, status: int) -> str:
    """Slack answers with a bare word here (`used_url`); anything longer is somebody else's page."""
    if answer is not None:
        return str(answer.get("error", "no_error_code"))
    word = body[:100].decode("ascii", "replace").strip()
    return word if word.replace("_", "").isalpha() and len(word) < 60 else f"http_{status}"


def _origin(url: str) -> tuple[str, str, int] | None:
    if "\\" in url or any(letter.isspace() for letter in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    if parts.hostname is None or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
