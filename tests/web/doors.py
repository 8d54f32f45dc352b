"""The HTTP side on a real socket, with a door that notes what got through, and raw requests to throw at it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.metrics import Metrics
from bot.web.health import Health
from bot.web.serve import address_of, bind, build
from bot.web.server import create_app
from tests.slack.signing import SECRET, Headers


@dataclass
class Door:
    """What stands behind the verifier: notes bodies, answers 200."""

    bodies: list[bytes] = field(default_factory=list)
    queries: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.queries.append(scope["query_string"])
        self.bodies.append((await receive())["body"])
        headers = [(b"content-length", b"5"), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"taken"})


@dataclass
class House:
    """A running server: where it is, what got in, what it counted."""

    port: int
    url: str
    door: Door
    metrics: Metrics

    def dial(self) -> socket.socket:
        """A raw connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def post(self, headers: Headers, body: bytes, path: str = "/slack/events") -> tuple[int, bytes]:
        """Status and body of the answer to one raw POST."""
        with self.dial() as connection:
            connection.sendall(raw(headers, body, path))
            return answer_on(connection)

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of the answer to one raw GET."""
        with self.dial() as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            return answer_on(connection)


def raw(headers: Headers, body: bytes, path: str = "/slack/events") -> bytes:
    """A request as it goes over the wire, whatever is in its headers."""
    lines = [f"POST {path} HTTP/1.1".encode(), b"Host: x", b"Connection: close", b"Content-Length: %d" % len(body)]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def answer_on(connection: socket.socket) -> tuple[int, bytes]:
    """Reads to the end of the connection; status 0 when nothing came."""
    got = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


def nothing() -> None:
    """A database that takes every write."""


def healthy(write: Callable[[], None] = nothing, reached: Callable[[], bool] = lambda: True) -> Health:
    """A Health that is well, but for what is given."""
    return Health(database_takes_a_write=write, slack_reached=reached)


@contextlib.contextmanager
def standing(health: Health | None = None, *, door_open: bool = True) -> Iterator[House]:
    """The whole HTTP side, serving in a thread."""
    door, metrics = Door(), Metrics()
    app = create_app(
        slack_door=door if door_open else None,
        signing_secret=SECRET,
        health=health or healthy(),
        metrics=metrics,
    )
    with serving(app) as (port, url):
        yield House(port, url, door, metrics)


@contextlib.contextmanager
def serving(app: ASGIApp) -> Iterator[tuple[int, str]]:
    """Any app on the project's server, in a thread; its port and address."""
    listener = bind("127.0.0.1", 0)
    port, url = listener.getsockname()[1], address_of(listener)
    server = build(app)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield port, url
    finally:
        server.should_exit = True
        thread.join(20)
