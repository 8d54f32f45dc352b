"""Answers to a response_url: to whom, and what is said."""

from __future__ import annotations

import json

import pytest

from bot.domain.message import Message
from bot.slack.client import SlackRefused, SlackSilent
from bot.slack.response_url import ForeignAddress, allowed, respond
from bot.slack.transport import PooledTransport
from tests.slack.servers import Call, always, closed_port, speaking

SLACK = "https://slack.com/api/"
SIMULATOR = "http://127.0.0.1:9000/api/"


@pytest.mark.parametrize(
    ("url", "api_url"),
    (
        ("https://hooks.slack.com/commands/T1/2/3", SLACK),
        ("https://slack.com/x", SLACK),
        ("https://hooks.slack-gov.com/commands/T1/2/3", SLACK),
        ("https://HOOKS.slack.com:443/x", SLACK),
        ("http://127.0.0.1:9000/response/1", SIMULATOR),
    ),
)
def test_slacks_own_addresses_are_allowed(url: str, api_url: str) -> None:
    assert allowed(url, api_url)


@pytest.mark.parametrize(
    "url",
    (
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evil.example/hooks.slack.com",
        "https://hooks.slack.com@evil.example/x",
        "https://someone@hooks.slack.com/x",
        "https://evil.example\\@hooks.slack.com/x",
        "https://hooks.slack.com\n.evil.example/x",
        "https://files.slack.com/x",
        "http://127.0.0.1:9001/x",
        "https://127.0.0.1:9000/x",
        "http://127.0.0.1:99999/x",
        "http://[::1/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "//hooks.slack.com/x",
        "",
    ),
)
def test_everybody_elses_are_not(url: str, transport: PooledTransport) -> None:
    assert not allowed(url, SIMULATOR)
    with pytest.raises(ForeignAddress):
        respond(transport, url, Message("Hi"), api_url=SIMULATOR)


def test_a_message_is_said_as_it_is_meant(transport: PooledTransport) -> None:
    with speaking(always(b"ok")) as server:
        respond(transport, server.url + "r/1", Message("Hi", ({"type": "divider"},)), api_url=server.url)
        respond(transport, server.url + "r/1", Message("Hi", public=True, replaces=True), api_url=server.url)
    first, second = (json.loads(body) for body in server.bodies())
    assert first == {
        "response_type": "ephemeral",
        "replace_original": False,
        "text": "Hi",
        "blocks": [{"type": "divider"}],
    }
    assert second == {"response_type": "in_channel", "replace_original": True, "text": "Hi"}


@pytest.mark.parametrize(
    ("body", "status", "error"),
    ((b"used_url", 404, "used_url"), (b"<html>", 403, "http_403"), (b'{"ok":false,"error":"no_text"}', 200, "no_text")),
)
def test_a_refusal_is_raised_by_its_word(transport: PooledTransport, body: bytes, status: int, error: str) -> None:
    with speaking(always(body, status)) as server, pytest.raises(SlackRefused) as caught:
        respond(transport, server.url + "r/1", Message("Hi"), api_url=server.url)
    assert caught.value.error == error


def test_silence_is_raised(transport: PooledTransport) -> None:
    nowhere = f"http://127.0.0.1:{closed_port()}/api/"
    with pytest.raises(SlackSilent):
        respond(transport, nowhere + "r/1", Message("Hi"), api_url=nowhere)
    with speaking(Call.reset) as server, pytest.raises(SlackSilent):
        respond(transport, server.url + "r/1", Message("Hi"), api_url=server.url)
