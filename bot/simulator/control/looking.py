"""Control API: what is there to see, for a person and for whoever tests."""

from __future__ import annotations

from starlette.routing import Route

from bot.simulator.control import seen, shapes
from bot.simulator.control.route import Ask, route
from bot.simulator.simulator import Simulator
from bot.simulator.world import Json

LONGEST_WAIT_SECONDS = 25.0


def routes(sim: Simulator) -> list[Route]:
    return [
        route(sim, "state", state, "GET"),
        route(sim, "changes", changes, "GET"),
        route(sim, "messages", messages, "GET"),
        route(sim, "world", world, "GET"),
        route(sim, "requests", requests, "GET"),
        route(sim, "deliveries", deliveries, "GET"),
        route(sim, "violations", violations, "GET"),
        route(sim, "violations/clear", clear_violations),
    ]


async def state(ask: Ask) -> Json:
    return seen.everything(ask.sim, ask.person)


async def changes(ask: Ask) -> Json:
    """Answers when something changed after the version named, or when the wait is over."""
    wait = min(LONGEST_WAIT_SECONDS, ask.number("seconds", LONGEST_WAIT_SECONDS))
    return {"version": await ask.sim.world.changes.after(int(ask.number("after")), wait)}


async def messages(ask: Ask) -> Json:
    """Of a channel, or of one thread in it (`thread` is the parent's ts; the parent is not among them)."""
    channel, reader = seen.place_and_reader(ask.sim, ask["channel"], ask.reader)
    said = seen.messages(ask.sim, channel, ask.reader)
    thread = ask.get("thread")
    if thread:
        said = [message for message in said if message.is_reply and message.thread_ts == thread]
    return {"channel": channel.id, "messages": [shapes.message(ask.sim, message, reader) for message in said]}


async def world(ask: Ask) -> Json:
    sim = ask.sim
    return {
        "workspaces": [{"id": each.id, "name": each.name} for each in sim.world.workspaces.values()],
        "people": [shapes.person(each) for each in sim.world.people.values()],
        "channels": [shapes.channel(sim, each) for each in sim.world.channels.values()],
    }


async def requests(ask: Ask) -> Json:
    """Calls of the Web API since number `after`, of one `method` or all."""
    after, method = int(ask.number("after")), ask.get("method")
    found = [r for r in ask.sim.record.requests if r["number"] > after and method in (None, r["method"])]
    return {"requests": found}


async def deliveries(ask: Ask) -> Json:
    return {"deliveries": list(ask.sim.traffic.delivered), "in_flight": ask.sim.traffic.in_flight()}


async def violations(ask: Ask) -> Json:
    return {"violations": ask.sim.record.violations}


async def clear_violations(ask: Ask) -> Json:
    ask.sim.record.violations.clear()
    return {"violations": []}
