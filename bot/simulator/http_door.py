"""Signed HTTP from this Slack to the app, with Slack's three seconds."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time

import aiohttp

from bot.simulator.delivery import Reply
from bot.simulator.installed_app import InstalledApp

# aiohttp counts the answer that is a redirect too: two are followed, the third is one too many.
MOST_REDIRECTS = 3


class HttpDoor:
    """Posts to the app over pooled connections."""

    def __init__(self, app: InstalledApp, ack_seconds: float) -> None:
        self.app = app
        self.ack_seconds = ack_seconds
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str | None, body: bytes, headers: dict[str, str]) -> Reply:
        """Signs the body and sends it; whatever goes wrong is told in the reply."""
        if url is None:
            return Reply(None, "", "", "dispatch_failed", "connection_failed")
        signed = {**headers, **signature_headers(self.app.signing_secret, body)}
        try:
            async with self._pool().post(url, data=body, headers=signed, max_redirects=MOST_REDIRECTS) as response:
                answer = await response.text()
        except TimeoutError:
            return Reply(None, "", "", "operation_timeout", "http_timeout")
        except (aiohttp.ClientError, OSError, ValueError) as fault:
            return Reply(None, "", "", "dispatch_failed", _reason(fault))
        if 200 <= response.status < 300:
            return Reply(response.status, answer, response.content_type, None)
        no_retry = response.headers.get("x-slack-no-retry") == "1"
        return Reply(response.status, answer, response.content_type, "dispatch_failed", "http_error", no_retry)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            # Shorter than a server keeps an idle connection: a reused one is never just being closed.
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2, loop=asyncio.get_running_loop())
            timeout = aiohttp.ClientTimeout(total=self.ack_seconds)
            agent = {"User-Agent": "Slackbot 1.0 (simulated)"}
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, headers=agent)
        return self._session


def _reason(fault: Exception) -> str:
    if isinstance(fault, aiohttp.TooManyRedirects):
        return "too_many_redirects"
    if isinstance(fault, aiohttp.ClientSSLError):
        return "ssl_error"
    if isinstance(fault, (aiohttp.ClientConnectionError, OSError)):
        return "connection_failed"
    return "unknown_error"


def signature_headers(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """The two headers by which an app knows that Slack is speaking; in real time, whatever people's clock shows."""
    sent_at = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": sent_at, "X-Slack-Signature": f"v0={digest}"}
