"""A bot's front door for tests: one web server a worker, and at each of its addresses a bot of one test."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Json = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


class FrontDoor:
    """Addresses, and who answers at each."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._handlers: dict[str, Handler] = {}
        self._count = itertools.count(1)

    def open_for(self, handler: Handler) -> str:
        """The request URL at which this handler answers from now on."""
        name = str(next(self._count))
        self._handlers[name] = handler
        return f"{self.url}/{name}"

    async def answer(self, request: Request) -> Response:
        return await self._handlers[request.path_params["name"]](request)


@contextmanager
def front_door() -> Iterator[FrontDoor]:
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        door = FrontDoor(f"http://127.0.0.1:{listener.getsockname()[1]}")
        app = Starlette(routes=[Route("/{name}", door.answer, methods=["POST"])])
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield door
        server.should_exit = True
        thread.join(5)


class RawBot:
    """A bot without any library: notes what it hears, and answers what the test laid out for it.

    `answers` maps a command, a payload's type or an event's type to a dict (JSON), a str (plain text), an int (status),
    or a function of what was heard that returns one of these. What is not there is answered by an empty 200.
    """

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.answers: dict[str, Any] = {}

    def heard_of(self, kind: str) -> list[Json]:
        return [each for each in self.heard if kind in (each.get("command"), each.get("type"))]

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        heard = self._read(body)
        self.heard.append(heard)
        answer = self.answers.get(heard.get("command") or heard["type"], "")
        if callable(answer):
            answer = answer(heard)
            if inspect.isawaitable(answer):
                answer = await answer
        return self._response(answer)

    @staticmethod
    def _read(body: bytes) -> Json:
        if body.startswith(b"{"):
            envelope: Json = json.loads(body)
            return {**envelope["event"], "envelope": envelope}
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        return json.loads(form["payload"]) if "payload" in form else form

    @staticmethod
    def _response(answer: Any) -> Response:
        if isinstance(answer, int):
            return Response(status_code=answer)
        if isinstance(answer, dict):
            return JSONResponse(answer)
        return PlainTextResponse(answer)


async def too_late(heard: Json) -> str:
    """An answer that comes after Slack's patience, at the speed at which tests run."""
    await asyncio.sleep(0.6)
    return "too late"
