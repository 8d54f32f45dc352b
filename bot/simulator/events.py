"""Events API: what happens in this Slack, told to the app."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.simulator.deliver import Deliverer
from bot.simulator.installed_app import InstalledApp
from bot.simulator.traffic import Traffic
from bot.simulator.world import World

Json = dict[str, Any]


class Events:
    """Sends each event that the app subscribed to, in the background; a walk of the clock waits for it."""

    def __init__(self, world: World, app: InstalledApp, deliverer: Deliverer, traffic: Traffic) -> None:
        self.world = world
        self.app = app
        self.deliverer = deliverer
        self.traffic = traffic
        self._running: set[asyncio.Task[None]] = set()

    def send(self, workspace_id: str, event: Json, subscription: str | None = None) -> asyncio.Task[None] | None:
        """The delivery under way, None when the app did not ask for this.

        `subscription` is the name under which an app asks for it, when that is not the event's type.
        """
        if self.app.request_url is None or (subscription or event["type"]) not in self.app.events:
            return None
        envelope = self.envelope(workspace_id, event)
        # Counted from here and not from when the task first runs: a walk that starts now has to wait for it.
        carried = self.traffic.start(f"event {event['type']}")
        task = asyncio.get_running_loop().create_task(self._carry(envelope))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
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
        await self.deliverer.event(envelope)
