"""Signed slash commands at a given number in flight, from one process, with each request's time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import aiohttp

SECRET = "simulated-signing-secret"


@dataclass(frozen=True)
class Measured:
    """What came of one load, or of several added up: how long each request took and all of them together (seconds)."""

    times: list[float]
    seconds: float

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.times + other.times, self.seconds + other.seconds)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    @property
    def p50(self) -> float:
        return self._slower_than(0.5)

    @property
    def p99(self) -> float:
        return self._slower_than(0.99)

    def _slower_than(self, share: float) -> float:
        """Milliseconds."""
        return sorted(self.times)[int(len(self.times) * share)] * 1000


_numbers = count(int(time.time() * 1000))


def command(user: str, channel: str, text: str, workspace: str) -> bytes:
    """The body of a slash command; each has a trigger id of its own."""
    fields = {
        "team_id": workspace,
        "channel_id": channel,
        "channel_name": "checkout",
        "user_id": user,
        "command": "/standup",
        "text": text,
        "trigger_id": f"{next(_numbers)}.1.load",
        "response_url": "",
        "api_app_id": "A0LOAD",
    }
    return urlencode(fields).encode()


def signed(body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={signature}",
    }


def press(address: str, bodies: Iterator[bytes], *, in_flight: int, requests: int, expect: str) -> Measured:
    """Send that many, so many at once; every answer must hold `expect`."""
    return asyncio.run(_press(address, bodies, in_flight, requests, expect))


async def _press(address: str, bodies: Iterator[bytes], in_flight: int, requests: int, expect: str) -> Measured:
    times: list[float] = []
    left = iter(range(requests))
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def one_after_the_other() -> None:
            for _ in left:
                body = next(bodies)
                began = time.perf_counter()
                async with session.post(f"{address}/slack/events", data=body, headers=signed(body)) as answer:
                    text = await answer.text()
                times.append(time.perf_counter() - began)
                if answer.status != 200 or expect not in text:
                    raise SystemExit(f"not what was expected: {answer.status} {text[:300]}")

        began = time.perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
        return Measured(times, time.perf_counter() - began)
