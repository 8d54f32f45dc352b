"""Control API: what a person does."""

from __future__ import annotations

import asyncio

from starlette.routing import Route

from bot.simulator.acts import fields, forms, pressing, speaking, suggesting
from bot.simulator.acts.place import Impossible, actor, channel_seen, message_seen, view_seen
from bot.simulator.control import shapes
from bot.simulator.control.route import Ask, route
from bot.simulator.simulator import Simulator
from bot.simulator.world import Json

AT_ONCE = 200


def routes(sim: Simulator) -> list[Route]:
    return [
        route(sim, "say", say),
        route(sim, "say-many", say_many),
        route(sim, "press", press),
        route(sim, "options", options),
        route(sim, "fill", fill),
        route(sim, "submit", submit),
        route(sim, "close", close),
        route(sim, "home", home),
        route(sim, "shortcut", shortcut),
    ]


async def say(ask: Ask) -> Json:
    person = ask.person
    outcome = await speaking.say(ask.sim, person, ask["channel"], ask["text"], ask.get("thread_ts"))
    return shapes.said(ask.sim, outcome, person)


async def say_many(ask: Ask) -> Json:
    """All of them at once (at most `at_once` in flight); one outcome each, in order, an impossible one as its error."""
    gate = asyncio.Semaphore(int(ask.number("at_once", AT_ONCE)))

    async def one(line: Json) -> Json:
        async with gate:
            try:
                person = actor(ask.sim, line["as"])
                outcome = await speaking.say(ask.sim, person, line["channel"], line["text"], line.get("thread_ts"))
            except Impossible as no:
                return {"error": str(no)}
            return shapes.said(ask.sim, outcome, person)

    return {"outcomes": list(await asyncio.gather(*map(one, ask["said"])))}


async def press(ask: Ask) -> Json:
    person = ask.person
    wanted = pressing.Wanted(ask.get("action_id"), ask.get("block_id"), ask.get("label"), ask.get("value"))
    if ask.get("ts"):
        outcome = await pressing.press_on_message(ask.sim, person, ask["channel"], ask["ts"], wanted)
    else:
        outcome = await pressing.press_in_view(ask.sim, person, ask.get("view"), wanted, ask.get("values") or {})
    return shapes.pressed(ask.sim, outcome, person)


async def options(ask: Ask) -> Json:
    """What the app suggests in an external select, of a view or of a message, for what was typed so far."""
    sim, person = ask.sim, ask.person
    if ask.get("ts"):
        message = message_seen(sim, person, channel_seen(sim, person, ask["channel"]), ask["ts"])
        blocks, surface = message.blocks, suggesting.of_message(sim, person, message)
    else:
        view = view_seen(sim, person, ask.get("view"))
        blocks, surface = view.blocks, suggesting.of_view(sim, person, view)
    block, element = fields.find(blocks, ask["field"])
    return {"options": await suggesting.suggest(surface, block, element, ask["query"])}


async def fill(ask: Ask) -> Json:
    person = ask.person
    view = view_seen(ask.sim, person, ask.get("view"))
    await fields.fill(ask.sim, person, view, ask["values"])
    return {"view": shapes.view(ask.sim, view, person)}


async def submit(ask: Ask) -> Json:
    person = ask.person
    outcome = await forms.submit(ask.sim, person, ask.get("view"), ask.get("values") or {})
    return shapes.sent(ask.sim, outcome, person)


async def close(ask: Ask) -> Json:
    person = ask.person
    await forms.close(ask.sim, person, ask.get("view"), bool(ask.get("all")))
    top = ask.sim.views.top(person.id)
    return {"view": shapes.view(ask.sim, top, person) if top else None}


async def home(ask: Ask) -> Json:
    person = ask.person
    view = await forms.open_home(ask.sim, person, ask.get("tab", "home"))
    return {"view": shapes.view(ask.sim, view, person) if view else None}


async def shortcut(ask: Ask) -> Json:
    person = ask.person
    outcome = await pressing.shortcut(ask.sim, person, ask["callback_id"], ask.get("channel"), ask.get("ts"))
    return shapes.pressed(ask.sim, outcome, person)
