"""Control API: when a bot has something to do next, as it last reported."""

from __future__ import annotations

from starlette.routing import Route

from bot.simulator.control.route import Ask, route
from bot.simulator.simulator import Simulator
from bot.simulator.world import Json


def routes(sim: Simulator) -> list[Route]:
    return [route(sim, "next-due", next_due, "GET")]


async def next_due(ask: Ask) -> Json:
    """The nearest instant over all attached processes, null when none of them waits for one."""
    dues = [process.next_due_at for process in ask.sim.processes.attached() if process.next_due_at is not None]
    return {"next_due_at": min(dues).isoformat() if dues else None}
