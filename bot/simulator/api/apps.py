"""apps.*: the app itself, its sockets and its end."""

from __future__ import annotations

from bot.simulator.api.call import Call
from bot.simulator.world import Json


def open_connection(call: Call) -> Json:
    sim = call.sim
    return {"ok": True, "url": f"{sim.listener.url}?ticket={sim.lines.ticket()}&app_id={sim.app.id}"}
