"""Slack Bolt: the only file that knows it. Each request is handed to a thread by the kind of its payload."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request import payload_utils
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.commands.door import Door
from bot.commands.events import Events
from bot.slack.sockets import NotTaken

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

        ways = (
            Way(payload_utils.is_slash_command, self._door.command),
            Way(payload_utils.is_block_actions, self._door.press),
            Way(payload_utils.is_view_submission, self._door.form),
            Way(payload_utils.is_shortcut, self._door.shortcut),
            Way(payload_utils.is_view_closed, _nothing_to_do),
            Way(payload_utils.is_event, self._events.take),
        )
        return AsyncApp(
            name="drumbeat",  # else it looks for the file that called it, in every module there is
            logger=logging.getLogger("slack_bolt"),
            client=AsyncWebClient(token, base_url=api_url, retry_handlers=[]),
            before_authorize=_Taking(ways, self._threads),
            authorize=authorize,
            # Done before Bolt, on the raw bytes.
            request_verification_enabled=False,
            # Its own joining of a channel is what the bot waits for.
            ignoring_self_events_enabled=False,
        )


class Way(NamedTuple):
    """One kind of payload, and what takes it: a body goes in, that of the ack comes out (None: an empty one)."""

    leads: Callable[[dict[str, Any]], bool]
    take: Callable[[dict[str, Any]], dict[str, Any] | None]


class _Taking(AsyncMiddleware):
    """Answers what has a way, in a thread; the rest (`url_verification`, what nobody knows) is Bolt's.

    Bolt's listeners would do the same, for as much again as all that Bolt does before it looks for one.
    """

    def __init__(self, ways: Sequence[Way], threads: ThreadPoolExecutor) -> None:
        self._ways, self._threads = ways, threads

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 Bolt's name for it
    ) -> BoltResponse | None:
        for way in self._ways:
            if way.leads(req.body):
                # Commit, then ack.
                answer = await asyncio.get_running_loop().run_in_executor(self._threads, way.take, req.body)
                return await (req.context.ack() if answer is None else req.context.ack(answer))
        return await next()


def _nothing_to_do(_body: dict[str, Any]) -> None:
    """Somebody closed a window."""
