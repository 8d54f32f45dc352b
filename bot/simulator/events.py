"""Events API: what happens in this Slack, told to the app."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.simulator import scopes
from bot.simulator.deliver import Deliverer
from bot.simulator.delivery import Reply, Retry
from bot.simulator.installed_app import InstalledApp
from bot.simulator.traffic import Traffic
from bot.simulator.world import World

Json = dict[str, Any]
FAREWELLS = frozenset(("app_uninstalled", "tokens_revoked"))
# After the first try: almost at once, a minute and five minutes later; real time, divided by `speed`.
RETRY_AFTER_SECONDS = (0.0, 60.0, 300.0)


class Events:
    """Sends each event that the app subscribed to, in the background; a walk of the clock waits for it."""

    def __init__(
        self, world: World, app: InstalledApp, deliverer: Deliverer, traffic: Traffic, speed: float = 1.0
    ) -> None:
        self.world = world
        self.app = app
        self.deliverer = deliverer
        self.traffic = traffic
        self.speed = speed
        self.retries = True
        self._running: set[asyncio.Task[None]] = set()

    def send(self, workspace_id: str, event: Json, subscription: str | None = None) -> asyncio.Task[None] | None:
        """The delivery under way, None when the app did not ask for this.

        `subscription` is the name under which an app asks for it, when that is not the event's type.
        """
        asked_for = subscription or event["type"]
        if not self.app.is_reachable or asked_for not in self.app.events:
            return None
        installation = self.world.workspaces[workspace_id].installation
        if not installation.installed and asked_for not in FAREWELLS:
            return None
        if not scopes.hears(asked_for, installation.scopes, event.get("channel_type")):
            return None
        envelope = self.envelope(workspace_id, event)
        # Counted from here and not from when the task first runs: a walk that starts now has to wait for it.
        carried = self.traffic.start(f"event {event['type']}")
        task = self._in_background(self._carry(envelope))
        task.add_done_callback(lambda _: self.traffic.end(carried))
        return task

    def envelope(self, workspace_id: str, event: Json) -> Json:
        installation = self.world.workspaces[workspace_id].installation
        authorization = {
            "enterprise_id": None,
            "team_id": workspace_id,
            "user_id": installation.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "simulated-verification-token",
            "team_id": workspace_id,
            "context_team_id": workspace_id,
            "context_enterprise_id": None,
            "api_app_id": self.app.id,
            "event": {"event_ts": self.world.next_ts(), **event},
            "type": "event_callback",
            "event_id": self.world.ids.new("Ev"),
            "event_time": int(self.world.now.timestamp()),
            "event_context": self.world.ids.secret(40),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _carry(self, envelope: Json) -> None:
        reply = await self.deliverer.event(envelope)
        if reply.reason is not None and not reply.no_retry and self.retries:
            self._in_background(self._retry(envelope, reply))

    async def _retry(self, envelope: Json, reply: Reply) -> None:
        """Three more times; nobody waits for it, so a turn of the clock does not either, except while it is sent."""
        for number, pause in enumerate(RETRY_AFTER_SECONDS, start=1):
            await asyncio.sleep(pause / self.speed)
            if not self.app.is_reachable:
                return
            reply = await self.deliverer.event(envelope, Retry(number, reply.reason or "unknown_error"))
            if reply.reason is None or reply.no_retry:
                return

    def _in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task
