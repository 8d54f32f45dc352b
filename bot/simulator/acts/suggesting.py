"""Menus whose options the app suggests while a person types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.simulator import choices, judge, payloads
from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Json, Message, Person


@dataclass(frozen=True)
class Surface:
    """What a person has before them: `where` tells the app, `seen` are the options suggested so far by action_id."""

    sim: Simulator
    person: Person
    where: Json
    seen: dict[str, list[Json]]


def of_view(sim: Simulator, person: Person, view: OpenView) -> Surface:
    return Surface(sim, person, payloads.in_view(sim.views.shape(view)), view.suggested)


def of_message(sim: Simulator, person: Person, message: Message) -> Surface:
    return Surface(sim, person, payloads.in_message(sim.world, message), {})


async def offered(surface: Surface, block: Json, element: Json, given: Any) -> list[Json]:
    """The options of an external select for what was typed; those seen before count too."""
    options = list(surface.seen.get(element["action_id"], []))
    for query in given if isinstance(given, list) else [given]:
        if isinstance(query, str) and query:
            options += await suggest(surface, block, element, query)
    return options


async def suggest(surface: Surface, block: Json, element: Json, query: str) -> list[Json]:
    """Asks the app for options, as typing into an external select does."""
    sim = surface.sim
    payload = {
        **payloads.interaction(sim.world, sim.app, "block_suggestion", surface.person),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
        **surface.where,
    }
    reply = await sim.deliverer.interaction(payload)
    if not reply.acked:
        return []
    try:
        answer = reply.json()
    except ValueError:
        answer = None
    wrong = judge.options(answer)
    if wrong:
        sim.record.violation("block_suggestion", "; ".join(wrong), answer)
        return []
    options = choices.options_of(answer)
    surface.seen.setdefault(element["action_id"], []).extend(options)
    return options
