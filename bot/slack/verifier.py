"""The lock on the door: only requests that Slack signed, just now, reach what is behind it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1024 * 1024
BODY_SECONDS = 5.0
OLDEST_SECONDS = 300
NEWEST_SECONDS = 60  # into the future: Slack's clock and ours may differ a little
TIMESTAMP = re.compile(rb"[0-9]{1,12}")
SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")

Headers = Iterable[tuple[bytes, bytes]]
REFUSALS = {
    401: b'{"error":"invalid request"}',
    408: b'{"error":"too slow"}',
    413: b'{"error":"too large"}',
}


class Forged(Exception):
    """Not provably Slack's; `reason` is a word for the metric, `status` what is answered. Neither holds any input."""

    def __init__(self, reason: str, status: int = 401) -> None:
        self.reason = reason
        self.status = status
        super().__init__(reason)


def timestamp_and_signature(headers: Headers, now: float) -> tuple[bytes, bytes]:
    """The two headers, if each is there once, well formed and fresh; raises Forged. `now`: real time, unix seconds."""
    given: dict[bytes, list[bytes]] = {b"x-slack-request-timestamp": [], b"x-slack-signature": []}
    for name, value in headers:
        if name.lower() in given:
            given[name.lower()].append(value)
    if not all(given.values()):
        raise Forged("missing")
    if any(len(values) > 1 for values in given.values()):
        raise Forged("duplicate")
    (timestamp,), (signature,) = given.values()
    if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
        raise Forged("malformed")
    age = now - int(timestamp)
    if age > OLDEST_SECONDS:
        raise Forged("stale")
    if age < -NEWEST_SECONDS:
        raise Forged("future")
    return timestamp, signature


def verify(secret: bytes, headers: Headers, body: bytes, now: float) -> None:
    """Raises Forged unless Slack signed these very bytes at a time near `now`."""
    timestamp, signature = timestamp_and_signature(headers, now)
    right = "v0=" + hmac.new(secret, b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), signature):
        raise Forged("signature")


class Verifier:
    """ASGI middleware: reads the raw body within its limits, and hands on what Slack signed, unchanged.

    `refused` hears the reason for each refusal. What is not signed (the query) does not go on.
    """

    def __init__(
        self,
        app: ASGIApp,
        signing_secret: str,
        *,
        refused: Callable[[str], None],
        real_time: Callable[[], float] = time.time,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        if not signing_secret:
            raise ValueError("an empty signing secret would let everybody in")
        self._app = app
        self._secret = signing_secret.encode()
        self._refused = refused
        self._real_time = real_time
        self._body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            timestamp_and_signature(scope["headers"], self._real_time())  # before we take in a megabyte
            body = await self._whole_body(scope, receive)
            if body is None:
                return  # whoever it was has hung up
            verify(self._secret, scope["headers"], body, self._real_time())
        except Forged as forged:
            self._refused(forged.reason)
            await _refuse(send, forged.status)
            return
        await self._app({**scope, "query_string": b""}, _replay(body, receive), send)

    async def _whole_body(self, scope: Scope, receive: Receive) -> bytes | None:
        _refuse_announced_size(scope["headers"])
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    body += message.get("body", b"")
                    if len(body) > MOST_BYTES:
                        raise Forged("too_large", 413)
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise Forged("too_slow", 408) from None


def _refuse_announced_size(headers: Headers) -> None:
    for name, value in headers:
        if name.lower() == b"content-length" and (not value.isdigit() or len(value) > 9 or int(value) > MOST_BYTES):
            raise Forged("too_large", 413)


async def _refuse(send: Send, status: int) -> None:
    """A constant answer; the connection is closed, so that nobody has to read the rest of what is being sent."""
    body = REFUSALS[status]
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, whole; then whatever comes (that the other side hung up)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
