"""Filling in: from what a person gives for a field to its state, and what Slack itself insists on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator import choices
from bot.simulator.acts.place import Impossible
from bot.simulator.acts.suggesting import Surface, of_view, offered
from bot.simulator.dress import all_elements, label_of
from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Json, Person

REQUIRED = "Please complete this required field."


async def fill(sim: Simulator, person: Person, view: OpenView, values: Mapping[str, Any]) -> None:
    """Puts values into the fields named by block_id, action_id or label."""
    for name, given in values.items():
        block, element = find(view.blocks, name)
        state = await state_of(of_view(sim, person, view), block, element, given)
        view.state[block["block_id"]][element["action_id"]] = state
        view.errors.pop(block["block_id"], None)
    sim.world.changes.bump()


def find(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """By block_id, which is its own, before action_id and label, which several fields may share."""
    fields = [(b, e) for b, e in all_elements(blocks) if e["type"] not in choices.NO_STATE]
    names: list[Callable[[Json, Json], Any]] = [
        lambda block, _: block["block_id"],
        lambda _, element: element["action_id"],
        label_of,
    ]
    for name_of in names:
        for block, element in fields:
            if name_of(block, element) == name:
                return block, element
    there = ", ".join(f"{block['block_id']} ({label_of(block, element)})" for block, element in fields)
    raise Impossible(f'There is no field "{name}". There is: {there or "none"}.')


async def state_of(surface: Surface, block: Json, element: Json, given: Any) -> Json:
    """The state of an element after the person of this surface gave `given`."""
    sim, person = surface.sim, surface.person
    if element["type"].endswith("external_select"):
        element = {**element, "options": await offered(surface, block, element, given)}
    try:
        return choices.chosen(
            element, given, lambda name: _person(sim, person, name), lambda name: _channel(sim, person, name)
        )
    except choices.BadChoice as bad:
        raise Impossible(str(bad)) from None


def missing(view: OpenView) -> dict[str, str]:
    """What Slack's own client says before it sends a form: block_id → sentence."""
    wrong: dict[str, str] = {}
    for block in view.input_blocks():
        element = block["element"]
        state = view.state[block["block_id"]][element["action_id"]]
        sentence = _complaint(element, state, bool(block.get("optional")))
        if sentence:
            wrong[block["block_id"]] = sentence
    return wrong


def _complaint(element: Json, state: Json, optional: bool) -> str | None:
    if choices.is_empty(state):
        return None if optional else REQUIRED
    value = state.get("value")
    if element["type"] == "plain_text_input" and isinstance(value, str):
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(value) < least:
            return f"Please enter at least {least} characters."
        if len(value) > most:
            return f"Please shorten this text to {most} characters or fewer."
    if element["type"] == "number_input" and isinstance(value, str):
        return _number_complaint(element, value)
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _person(sim: Simulator, person: Person, name: str) -> str | None:
    found = sim.world.person_named(person.workspace_id, name)
    return found.id if found else None


def _channel(sim: Simulator, person: Person, name: str) -> str | None:
    found = sim.world.channel_named(person.workspace_id, name)
    return found.id if found else None
