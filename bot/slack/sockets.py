"""Socket Mode: two connections to Slack, each replaced before it ends, so that nothing is lost in between."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.log import logger

Envelope = dict[str, Any]
Take = Callable[[Envelope], Awaitable[dict[str, Any] | None]]

CONNECTIONS = 2
# Slack pings every few seconds; a line that says nothing for this long is dead, whatever TCP believes.
SILENCE_SECONDS = 20.0
OPEN_SECONDS = 10.0
DRAIN_SECONDS = 10.0
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
log = logger(__name__)


class NotTaken(Exception):
    """The envelope could not be handled: it is not acknowledged, and Slack sends it again."""


@dataclass(eq=False)
class Line:
    """One connection, its envelopes in work, and whether Slack has announced its end."""

    socket: aiohttp.ClientWebSocketResponse
    at_work: set[asyncio.Task[None]]
    ending: bool = False


class SlackRefusesSockets(Exception):
    """Slack would not name a socket: its text is the error code."""


class Sockets:
    """Keeps `connections` lines open until closed; every envelope goes to `take`, its answer back as the ack."""

    def __init__(
        self,
        *,
        api_url: str,
        app_token: str,
        take: Take,
        connections: int = CONNECTIONS,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._api_url, self._app_token, self._take = api_url, app_token, take
        self._silence = silence_seconds
        self._connections = connections
        self._lines: set[Line] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._draining: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    @property
    def connected(self) -> int:
        """How many lines carry envelopes now."""
        return sum(not line.ending for line in self._lines)

    async def start(self) -> None:
        """Open the lines in the background; they come back by themselves for as long as it takes."""
        self._session = aiohttp.ClientSession(trust_env=True)
        self._keepers = [asyncio.create_task(self._keep(number)) for number in range(self._connections)]

    async def close(self) -> None:
        """Take nothing new, finish what is in work, hang up."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(self._drain(line) for line in tuple(self._lines)), *self._draining)
        if self._session is not None:
            await self._session.close()

    async def _keep(self, number: int) -> None:
        """One line after the other; a line whose end is announced goes on until the next one is open."""
        failures = 0
        while True:
            try:
                line = await self._open()
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError, SlackRefusesSockets) as fault:
                log.warning("no socket to Slack", error=str(fault) or type(fault).__name__, line=number)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            failures = 0
            reason = await self._read(line)
            log.info("a socket ends", reason=reason, line=number)
            line.ending = True
            drain = asyncio.create_task(self._drain(line))
            self._draining.add(drain)
            drain.add_done_callback(self._draining.discard)
            if reason in ("too_many_websockets", "link_disabled"):
                await asyncio.sleep(PAUSES[-1])

    async def _open(self) -> Line:
        assert self._session is not None
        headers = {"Authorization": f"Bearer {self._app_token}"}
        timeout = aiohttp.ClientTimeout(total=OPEN_SECONDS)
        async with self._session.post(
            f"{self._api_url}apps.connections.open", headers=headers, timeout=timeout
        ) as response:
            answer = await response.json(content_type=None)
        if not isinstance(answer, dict) or not answer.get("ok"):
            raise SlackRefusesSockets(str(answer.get("error")) if isinstance(answer, dict) else "no answer")
        # `heartbeat` pings and hangs up when nothing at all has come back for as long again.
        socket = await asyncio.wait_for(
            self._session.ws_connect(answer["url"], heartbeat=self._silence / 2, max_msg_size=0), OPEN_SECONDS
        )
        line = Line(socket, set())
        self._lines.add(line)
        return line

    async def _read(self, line: Line) -> str:
        """Hand on what comes until the line ends or its end is announced; why it ended."""
        async for message in line.socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            reason = self._heard(line, message.data)
            if reason is not None:
                return reason
        return "closed"

    def _heard(self, line: Line, text: str) -> str | None:
        try:
            envelope = json.loads(text)
        except ValueError:
            log.warning("a frame from Slack is no JSON", characters=len(text))
            return None
        if not isinstance(envelope, dict):
            return None
        if envelope.get("type") == "disconnect":
            return str(envelope.get("reason", "disconnect"))
        if "envelope_id" in envelope:
            work = asyncio.create_task(self._work(line, envelope))
            line.at_work.add(work)
            work.add_done_callback(line.at_work.discard)
        return None

    async def _work(self, line: Line, envelope: Envelope) -> None:
        try:
            payload = await self._take(envelope)
        except NotTaken:
            return
        ack: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if payload is not None:
            ack["payload"] = payload
        for candidate in (line, *(other for other in self._lines if other is not line)):
            with contextlib.suppress(ConnectionError, RuntimeError):
                if not candidate.socket.closed:
                    await candidate.socket.send_json(ack)
                    return
        log.warning("an ack found no socket", envelope_type=envelope.get("type"))

    async def _drain(self, line: Line) -> None:
        """Read and answer what still comes on a line that ends, for as long as it takes to be quiet; then hang up."""
        reading = asyncio.create_task(self._read_on(line))
        if line.at_work:
            await asyncio.wait(tuple(line.at_work), timeout=DRAIN_SECONDS)
        if line.ending and not line.socket.closed:
            # Slack itself hangs up some seconds after its announcement; until then it may still send here.
            await asyncio.wait([reading], timeout=DRAIN_SECONDS)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        if line.at_work:
            await asyncio.wait(tuple(line.at_work), timeout=DRAIN_SECONDS)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(line.socket.close(), 2)
        self._lines.discard(line)

    async def _read_on(self, line: Line) -> None:
        while await self._read(line) != "closed":
            pass
