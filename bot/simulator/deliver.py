"""Telling the app: over signed HTTP or over its sockets, noted and repeatable."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from bot.simulator.delivery import COMMAND, EVENT, INTERACTION, Delivery, Reply, Retry
from bot.simulator.faults import Faults
from bot.simulator.http_door import HttpDoor
from bot.simulator.installed_app import InstalledApp
from bot.simulator.sockets.lines import Lines
from bot.simulator.traffic import Traffic
from bot.simulator.world import World

ACK_SECONDS = 3.0


class Deliverer:
    """With Socket Mode on everything goes over the app's sockets, else to its request URL."""

    def __init__(
        self, world: World, app: InstalledApp, traffic: Traffic, faults: Faults, lines: Lines, speed: float = 1.0
    ) -> None:
        self.world = world
        self.app = app
        self.traffic = traffic
        self.faults = faults
        self.lines = lines
        self.ack_seconds = ACK_SECONDS / speed
        self.http = HttpDoor(app, self.ack_seconds)

    async def form(self, name: str, fields: dict[str, str]) -> Reply:
        """A slash command."""
        return await self._tell(Delivery.of(name, COMMAND, fields))

    async def interaction(self, payload: dict[str, Any]) -> Reply:
        if not self.world.workspaces[payload["team"]["id"]].installation.installed:
            return Reply(None, "", "", "dispatch_failed")
        delivery = Delivery.of(payload["type"], INTERACTION, payload)
        if payload["type"] == "block_suggestion" and self.app.options_url:
            delivery = replace(delivery, url=self.app.options_url)
        return await self._tell(delivery)

    async def event(self, envelope: dict[str, Any], retry: Retry | None = None) -> Reply:
        delivery = Delivery.of(f"event {envelope['event']['type']}", EVENT, envelope)
        return await self._tell(replace(delivery, retry=retry))

    async def again(self, number: int, url: str | None = None, over: str | None = None) -> Reply:
        """What was delivered under this number, with the same bytes; KeyError when there is no such.

        `over` is http or socket, by default that of a `url` that is given, else that of the app.
        """
        delivery = self.traffic.told[number]
        over_socket = self.app.socket_mode if over is None and url is None else over == "socket"
        return await self._carry(replace(delivery, url=url or delivery.url), over_socket)

    async def close(self) -> None:
        await self.http.close()

    async def _tell(self, delivery: Delivery) -> Reply:
        if self.faults.strike(delivery.name, "twice"):
            reply, _ = await asyncio.gather(
                self._carry(delivery, self.app.socket_mode), self._carry(delivery, self.app.socket_mode)
            )
            return reply
        return await self._carry(delivery, self.app.socket_mode)

    async def _carry(self, delivery: Delivery, over_socket: bool) -> Reply:
        with self.traffic.carrying(delivery.name):
            started = time.monotonic()
            if over_socket:
                reply = await self.lines.tell(delivery, self.ack_seconds)
            else:
                url = delivery.url or self.app.request_url
                reply = await self.http.post(url, delivery.body, delivery.headers)
            seconds = time.monotonic() - started
            self.traffic.note(delivery, "socket" if over_socket else "http", reply, seconds)
            return reply
