"""One websocket of the app, from hello to its end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

WARNING, REFRESH, DISABLED, TOO_MANY = "warning", "refresh_requested", "link_disabled", "too_many_websockets"


class Line:
    """`refreshed`: its end was asked for. `silent`: nothing is said or heard on it any more, and nobody was told."""

    def __init__(self, number: int, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.number = number
        self.refreshed = False
        self.silent = False
        self._socket = socket
        self._transport = transport

    @property
    def is_open(self) -> bool:
        return not self._socket.closed

    async def say(self, frame: dict[str, Any] | str) -> bool:
        """False when it could not be sent."""
        if self.silent:
            return True
        try:
            await self._socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        except (ConnectionError, RuntimeError):
            return False
        return True

    async def greet(self, app_id: str, connections: int, life_seconds: float) -> None:
        hello = {
            "type": "hello",
            "num_connections": connections,
            "connection_info": {"app_id": app_id},
            "debug_info": {
                "host": f"applink-{self.number}",
                "started": "2026-11-23 07:00:00.000",
                "build_number": 1,
                "approximate_connection_time": round(life_seconds),
            },
        }
        await self.say(hello)

    async def announce_end(self, reason: str) -> None:
        await self.say({"type": "disconnect", "reason": reason, "debug_info": {"host": f"applink-{self.number}"}})

    async def ping(self) -> None:
        if not self.silent and self.is_open:
            try:
                await self._socket.ping(f"Ping from applink-{self.number}".encode())
            except (ConnectionError, RuntimeError):
                self.drop()

    async def answer_ping(self, message: bytes) -> None:
        if not self.silent and self.is_open:
            await self._socket.pong(message)

    async def hang_up(self) -> None:
        """With a close frame, as is polite."""
        await self._socket.close()

    def drop(self) -> None:
        """Without a word."""
        if self._transport is not None:
            self._transport.abort()
