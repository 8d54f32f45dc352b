"""Signed HTTP from this Slack to the app, with Slack's three seconds."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.simulator.installed_app import InstalledApp
from bot.simulator.traffic import Traffic

ACK_SECONDS = 3.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    """What the app answered; `failure` is Slack's word for what went wrong, None after a 2xx in time."""

    status: int | None
    body: str
    content_type: str
    failure: str | None

    @property
    def acked(self) -> bool:
        return self.failure is None

    def json(self) -> Any:
        """The body as JSON. ValueError when it is none."""
        return json.loads(self.body)


class Deliverer:
    """Posts to the app over pooled connections, and notes each delivery."""

    def __init__(self, app: InstalledApp, traffic: Traffic, speed: float = 1.0) -> None:
        self.app = app
        self.traffic = traffic
        self.ack_seconds = ACK_SECONDS / speed
        self._session: aiohttp.ClientSession | None = None

    async def form(self, kind: str, fields: dict[str, str]) -> Reply:
        """A slash command, or anything that travels as a form."""
        return await self._post(kind, self.app.request_url, urlencode(fields), FORM)

    async def interaction(self, payload: dict[str, Any]) -> Reply:
        to_options = payload["type"] == "block_suggestion" and self.app.options_url
        url = self.app.options_url if to_options else self.app.request_url
        return await self._post(payload["type"], url, urlencode({"payload": json.dumps(payload)}), FORM)

    async def event(self, envelope: dict[str, Any]) -> Reply:
        kind = f"event {envelope['event']['type']}"
        return await self._post(kind, self.app.request_url, json.dumps(envelope), "application/json")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, kind: str, url: str | None, body: str, content_type: str) -> Reply:
        with self.traffic.carrying(kind):
            started = time.monotonic()
            reply = await self._send(url, body.encode(), content_type)
            self.traffic.delivered.append(
                {
                    "kind": kind,
                    "status": reply.status,
                    "failure": reply.failure,
                    "ms": round((time.monotonic() - started) * 1000, 1),
                }
            )
            return reply

    async def _send(self, url: str | None, body: bytes, content_type: str) -> Reply:
        if url is None:
            return Reply(None, "", "", "dispatch_failed")
        headers = {"Content-Type": content_type, **signature_headers(self.app.signing_secret, body)}
        try:
            async with self._pool().post(url, data=body, headers=headers) as response:
                answer = await response.text()
        except TimeoutError:
            return Reply(None, "", "", "operation_timeout")
        except (aiohttp.ClientError, OSError, ValueError):
            return Reply(None, "", "", "dispatch_failed")
        failure = None if 200 <= response.status < 300 else "dispatch_failed"
        return Reply(response.status, answer, response.content_type, failure)

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            # Shorter than a server keeps an idle connection: a reused one is never just being closed.
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2, loop=asyncio.get_running_loop())
            timeout = aiohttp.ClientTimeout(total=self.ack_seconds)
            agent = {"User-Agent": "Slackbot 1.0 (simulated)"}
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, headers=agent)
        return self._session


def signature_headers(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """The two headers by which an app knows that Slack is speaking; in real time, whatever people's clock shows."""
    sent_at = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": sent_at, "X-Slack-Signature": f"v0={digest}"}
