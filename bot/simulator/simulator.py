"""All parts of one simulated Slack, put together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from bot.simulator.codes import Codes
from bot.simulator.deliver import Deliverer
from bot.simulator.events import Events
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.hooks import Hooks
from bot.simulator.installed_app import InstalledApp
from bot.simulator.limits import Limits
from bot.simulator.processes import Processes
from bot.simulator.record import Record
from bot.simulator.sockets.lines import Lines
from bot.simulator.sockets.listener import Listener
from bot.simulator.traffic import Traffic
from bot.simulator.triggers import Triggers
from bot.simulator.views import Views
from bot.simulator.walk import Walk
from bot.simulator.world import Json, World


class Simulator:
    """One Slack: its world, and the machinery between that and the app. `speed` divides Slack's real-time limits."""

    def __init__(self, world: World, app: InstalledApp | None = None, speed: float = 1.0) -> None:
        self.world = world
        self.app = app or InstalledApp()
        self.speed = speed
        self.url = ""
        self.traffic = Traffic()
        self.record = Record()
        # An hour that is turned on is an hour in which an app may call again.
        self.limits = Limits(speed, lambda: time.monotonic() + world.clock.turned_seconds)
        self.faults = Faults()
        self.processes = Processes()
        self.walk = Walk(world.clock, self.processes, self.traffic)
        self.triggers = Triggers(world.ids, speed)
        self.hooks = Hooks(world.ids, speed)
        self.files = Files(world.ids)
        self.codes = Codes(world.ids, speed)
        self.views = Views(world)
        self.lines = Lines(world.ids, world.changes, self.record, self.faults, speed)
        self.listener = Listener(self.app, self.lines)
        self.deliverer = Deliverer(world, self.app, self.traffic, self.faults, self.lines, speed)
        self.events = Events(world, self.app, self.deliverer, self.traffic, speed)
        self.banners: dict[str, list[dict[str, str]]] = {}
        self._background: set[asyncio.Task[None]] = set()
        self.message_states: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}

    @property
    def api_url(self) -> str:
        """Where the Web API is: the value of SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def clock_url(self) -> str:
        """Where the clock is: the value of DRUMBEAT_CLOCK_URL."""
        return f"{self.url}/clock"

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Does this after so many real seconds, unless this Slack is closed before."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            act()

        self.in_background(wait())

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Does this, unless this Slack is closed before."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def show_banner(self, user_id: str, text: str) -> None:
        """A line that Slack shows to one person, such as a command that failed."""
        shown = self.banners.setdefault(user_id, [])
        shown.append({"id": self.world.ids.secret(8), "text": text, "at": self.world.now.isoformat()})
        del shown[:-20]
        self.world.changes.bump()

    async def close(self) -> None:
        """Lets everyone go who waits, and closes the connections to the app."""
        for task in self._background:
            task.cancel()
        self.world.changes.close()
        self.world.clock.close()
        await self.events.close()
        await self.listener.close()
        await self.deliverer.close()
