"""How bytes get to Slack: pooled connections, one deadline for the whole exchange, and no hidden second try."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

import aiohttp

MOST_BYTES = 8 * 1024 * 1024  # of one answer
IDLE_SECONDS = 4.0  # shorter than any server's own (uvicorn's is 5): what Slack closes while we send is a doubtful post
CONNECTIONS = 220  # a few more than the courier carries at once: reads and edits need theirs


@dataclass(frozen=True)
class Reply:
    """What came back in full."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Silence:
    """Nothing usable came back. `sent` is False only when it is certain that not one byte of the request left."""

    sent: bool
    reason: str


class Transport(Protocol):
    """Whatever can carry one POST; safe to call from many threads at once."""

    def begin(
        self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float
    ) -> concurrent.futures.Future[Reply | Silence]:
        """Posts once, and does not wait; `deadline`: seconds for everything together, however slowly it drips back."""

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Reply | Silence:
        """The same, and waits for what comes back."""


class Late(Exception):
    """The deadline had passed before the first byte could leave: this host stood still."""


class _Attempt:
    """Whether a connection was there yet: from then on the request may have arrived."""

    def __init__(self, deadline: float) -> None:
        self.sent = False
        self._until = awake_seconds() + deadline

    def connected(self) -> None:
        if awake_seconds() > self._until:
            raise Late
        self.sent = True


def awake_seconds() -> float:
    """A clock that nobody turns and that goes on while the host sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class PooledTransport:
    """Kept-alive connections on an event loop in a thread of its own; `proxies` reads HTTPS_PROXY and its like."""

    def __init__(self, *, proxies: bool = False) -> None:
        self._loop = asyncio.new_event_loop()
        self._closed = False
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack-transport", daemon=True)
        self._thread.start()
        self._session = asyncio.run_coroutine_threadsafe(_open_session(proxies), self._loop).result()

    def begin(
        self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float
    ) -> concurrent.futures.Future[Reply | Silence]:
        """Posts once, within `deadline` seconds; redirects are not followed."""
        if self._closed:
            return _at_once(Silence(sent=False, reason="closed"))
        exchange = self._exchange(url, body, headers, deadline, _Attempt(deadline))
        try:
            return asyncio.run_coroutine_threadsafe(exchange, self._loop)
        except RuntimeError:  # the loop was closed between two lines
            exchange.close()
            return _at_once(Silence(sent=False, reason="closed"))

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Reply | Silence:
        """Posts once, and waits for the answer."""
        answer = self.begin(url, body, headers, deadline=deadline)
        try:
            # The loop keeps the deadline itself; this is for a loop that stands still.
            return answer.result(deadline + 1)
        except TimeoutError:
            answer.cancel()
            return Silence(sent=True, reason="timeout")

    async def _exchange(
        self, url: str, body: bytes, headers: Mapping[str, str], deadline: float, attempt: _Attempt
    ) -> Reply | Silence:
        try:
            async with (
                asyncio.timeout(deadline),
                self._session.post(
                    url, data=body, headers=headers, allow_redirects=False, trace_request_ctx=attempt
                ) as response,
            ):
                return await _whole(response)
        except (TimeoutError, Late):
            return Silence(attempt.sent, "timeout")
        except asyncio.CancelledError:  # we hang up
            return Silence(attempt.sent, "closed")
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            return Silence(attempt.sent, type(failure).__name__)

    def close(self) -> None:
        """Gives up what is under way and hangs up."""
        if self._closed:
            return
        self._closed = True
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _hang_up(self) -> None:
        under_way = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._session.close()


async def _open_session(proxies: bool) -> aiohttp.ClientSession:
    async def connected(_session: aiohttp.ClientSession, context: SimpleNamespace, _event: Any) -> None:
        context.trace_request_ctx.connected()

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(connected)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
        timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
        cookie_jar=aiohttp.DummyCookieJar(),
        trace_configs=[trace],
        trust_env=proxies,
    )


def _at_once(silence: Silence) -> concurrent.futures.Future[Reply | Silence]:
    answer: concurrent.futures.Future[Reply | Silence] = concurrent.futures.Future()
    answer.set_result(silence)
    return answer


async def _whole(response: aiohttp.ClientResponse) -> Reply | Silence:
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            response.close()
            return Silence(sent=True, reason="too_large")
    return Reply(response.status, response.headers, b"".join(pieces))
