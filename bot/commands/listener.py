"""Slack Bolt: the only file that knows it. One listener per kind of payload hands each request to a thread."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.commands.door import Door
from bot.commands.events import Events
from bot.slack.sockets import NotTaken

ANY = re.compile(".*", re.DOTALL)
# Handlers wait for the database most of the time; more threads than this would only queue there.
HANDLERS = 32


class Listener:
    """Bolt in front of the door; `asgi` takes what the verifier let through."""

    def __init__(self, door: Door, events: Events, *, token: str, api_url: str) -> None:
        self._door, self._events = door, events
        self._threads = ThreadPoolExecutor(max_workers=HANDLERS, thread_name_prefix="request")
        self._bolt = self._listening(token, api_url)
        self._handler = AsyncSlackRequestHandler(self._bolt)

    @property
    def asgi(self) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self._handler.handle(Request(scope, receive))
            await response(scope, receive, send)

        return app

    async def take_envelope(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        """A Socket Mode envelope; the payload of its ack. Raises NotTaken for what Slack shall send again."""
        headers: dict[str, str | Sequence[str]] = {
            f"x-slack-retry-{name}": [str(envelope[key])]
            for name, key in (("num", "retry_attempt"), ("reason", "retry_reason"))
            if envelope.get(key) is not None
        }
        request = AsyncBoltRequest(mode="socket_mode", body=envelope.get("payload") or {}, headers=headers)
        response = await self._bolt.async_dispatch(request)
        if response.status != 200:
            raise NotTaken
        if not response.body:
            return None
        if response.first_headers().get("content-type", "").startswith("application/json"):
            return dict(json.loads(response.body))
        return {"text": response.body}

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    def _listening(self, token: str, api_url: str) -> AsyncApp:
        async def authorize(**_: Any) -> AuthorizeResult:
            # Which workspace may do what is the door's question; Bolt's own way asks Slack at every request.
            return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

        app = AsyncApp(
            logger=logging.getLogger("slack_bolt"),
            client=AsyncWebClient(token, base_url=api_url, retry_handlers=[]),
            authorize=authorize,
            # Commit, then ack: and without this flag Bolt polls for the ack every 10 ms.
            process_before_response=True,
            # Done before Bolt, on the raw bytes.
            request_verification_enabled=False,
            # Its own joining of a channel is what the bot waits for.
            ignoring_self_events_enabled=False,
        )

        async def on_command(ack: Any, body: dict[str, Any]) -> None:
            await self._answer(ack, self._door.command, body)

        async def on_press(ack: Any, body: dict[str, Any]) -> None:
            await self._answer(ack, self._door.press, body)

        async def on_form(ack: Any, body: dict[str, Any]) -> None:
            await self._answer(ack, self._door.form, body)

        async def on_shortcut(ack: Any, body: dict[str, Any]) -> None:
            await self._answer(ack, self._door.shortcut, body)

        async def on_event(body: dict[str, Any]) -> None:
            await self._in_thread(self._events.take, body)

        async def nothing_to_do(ack: Any) -> None:
            await ack()

        app.command(ANY)(on_command)
        app.action(ANY)(on_press)
        app.view(ANY)(on_form)
        app.shortcut(ANY)(on_shortcut)
        app.view_closed(ANY)(nothing_to_do)
        app.event(ANY)(on_event)
        return app

    async def _answer(
        self, ack: Any, take: Callable[[dict[str, Any]], dict[str, Any] | None], body: dict[str, Any]
    ) -> None:
        answer = await self._in_thread(take, body)
        await (ack() if answer is None else ack(answer))

    async def _in_thread(self, take: Callable[[dict[str, Any]], Any], body: dict[str, Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, take, body)
