"""Control API: changing the world, the app and the clock."""

from __future__ import annotations

from datetime import timedelta

from starlette.routing import Route

from bot.simulator import edits
from bot.simulator.acts.place import Impossible
from bot.simulator.control import seen, shapes
from bot.simulator.control.route import Ask, route
from bot.simulator.simulator import Simulator
from bot.simulator.turning import instant_of
from bot.simulator.world import Json, Person


def routes(sim: Simulator) -> list[Route]:
    return [
        route(sim, "people", add_person),
        route(sim, "people/change", change_person),
        route(sim, "channels", add_channel),
        route(sim, "channels/change", change_channel),
        route(sim, "clock", clock, "GET"),
        route(sim, "turn", turn),
        route(sim, "jump", jump),
        route(sim, "settle", settle),
        route(sim, "rate", set_rate),
    ]


async def add_person(ask: Ask) -> Json:
    more = {key: value for key, value in ask.given.items() if key not in ("workspace", "name", "zone")}
    person = edits.add_person(ask.sim, workspace_named(ask), ask["name"], ask.get("zone", "Europe/Berlin"), **more)
    return {"person": shapes.person(person)}


async def change_person(ask: Ask) -> Json:
    changes = {key: value for key, value in ask.given.items() if key != "person"}
    return {"person": shapes.person(edits.change_person(ask.sim, _person(ask, ask["person"]), **changes))}


async def add_channel(ask: Ask) -> Json:
    members = [_person(ask, name) for name in ask.get("members", [])]
    channel = edits.add_channel(ask.sim, workspace_named(ask), ask["name"], members, bool(ask.get("private")))
    return {"channel": shapes.channel(ask.sim, channel)}


async def change_channel(ask: Ask) -> Json:
    """`invite` and `kick` name people, `name` renames, `archived` is true or false; `by` is who does it."""
    channel, first = seen.place_and_reader(ask.sim, ask["channel"], None)
    by = _person(ask, ask.get("by", first.id))
    for name in ask.get("invite", []):
        edits.invite(ask.sim, channel, _person(ask, name), by)
    for name in ask.get("kick", []):
        edits.leave(ask.sim, channel, _person(ask, name))
    if ask.get("name"):
        edits.rename(ask.sim, channel, ask["name"])
    if ask.get("archived") is not None:
        edits.archive(ask.sim, channel, by, bool(ask["archived"]))
    return {"channel": shapes.channel(ask.sim, channel)}


async def clock(ask: Ask) -> Json:
    attached = [process.id for process in ask.sim.processes.attached()]
    return {**ask.sim.world.clock.reading(), "attached": attached}


async def turn(ask: Ask) -> Json:
    """Walks `to` an instant (with its `zone`), or on by `minutes`."""
    now = ask.sim.world.now
    if ask.get("minutes") is not None:
        target = now + timedelta(minutes=ask.number("minutes"))
    else:
        target = instant_of(ask["to"], ask.get("zone", "UTC"), now)
    await ask.sim.walk.turn_to(target)
    ask.sim.world.changes.bump()
    return ask.sim.world.clock.reading()


async def jump(ask: Ask) -> Json:
    await ask.sim.walk.jump_to(instant_of(ask["to"], ask.get("zone", "UTC"), ask.sim.world.now))
    ask.sim.world.changes.bump()
    return ask.sim.world.clock.reading()


async def settle(ask: Ask) -> Json:
    await ask.sim.walk.settle()
    return ask.sim.world.clock.reading()


async def set_rate(ask: Ask) -> Json:
    ask.sim.world.clock.set_rate(int(ask.number("rate")))
    ask.sim.world.changes.bump()
    return ask.sim.world.clock.reading()


def workspace_named(ask: Ask) -> str:
    wanted = ask.get("workspace")
    for workspace in ask.sim.world.workspaces.values():
        if wanted in (None, workspace.id, workspace.name):
            return workspace.id
    raise Impossible(f"There is no workspace {wanted}.")


def _person(ask: Ask, who: str) -> Person:
    """Anyone, the bot and the deactivated too."""
    if who in ask.sim.world.people:
        return ask.sim.world.people[who]
    for workspace_id in ask.sim.world.workspaces:
        person = ask.sim.world.person_named(workspace_id, who)
        if person is not None:
            return person
    raise Impossible(f"There is nobody called {who}.")
