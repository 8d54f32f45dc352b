"""Using a button or another element, on a message or in a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator import choices, payloads, shapes
from bot.simulator.acts import fields
from bot.simulator.acts.outcome import Interaction, begin
from bot.simulator.acts.place import Impossible, channel_seen, message_seen, view_seen
from bot.simulator.acts.suggesting import Surface, of_message, of_view
from bot.simulator.delivery import Reply
from bot.simulator.dress import all_elements, label_of
from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Channel, Json, Message, Person


@dataclass(frozen=True)
class Wanted:
    """Which element: by action_id (with block_id if there are several) or by the words on it; and what to choose."""

    action_id: str | None = None
    block_id: str | None = None
    label: str | None = None
    value: Any = None


@dataclass(frozen=True)
class Pressed:
    """What the person sees then; `message` is the one that was pressed, None if it is gone."""

    banner: str | None = None
    acked: bool = False
    answer: Message | None = None
    view: OpenView | None = None
    message: Message | None = None


async def press_on_message(sim: Simulator, person: Person, where: str, ts: str, wanted: Wanted) -> Pressed:
    channel = channel_seen(sim, person, where)
    message = message_seen(sim, person, channel, ts)
    block, element = _element(message.blocks, wanted)
    key = (person.id, channel.id, message.ts)
    states = {**choices.initial_states(message.blocks), **sim.message_states.get(key, {})}
    sim.message_states[key] = states
    state = await _state(of_message(sim, person, message), block, element, wanted.value)
    if element["type"] not in choices.NO_STATE:
        states.setdefault(block["block_id"], {})[element["action_id"]] = state
    act = begin(sim, person)
    if not _sends(block):
        return Pressed(acked=True, message=message)
    payload = {
        **payloads.in_message(sim.world, message),
        "state": {"values": states},
        "response_url": act.response_url(channel, "actions", message),
    }
    reply = await _deliver(act, block, element, state, payload, None)
    banner = act.failed(label_of(block, element), reply.failure) if reply.failure else None
    left = sim.world.message(channel.id, message.ts)
    return Pressed(banner, reply.acked, act.answer_in(channel), act.view(), left)


async def press_in_view(
    sim: Simulator, person: Person, view_id: str | None, wanted: Wanted, values: Mapping[str, Any]
) -> Pressed:
    view = view_seen(sim, person, view_id)
    await fields.fill(sim, person, view, values)
    block, element = _element(view.blocks, wanted)
    state = await _state(of_view(sim, person, view), block, element, wanted.value)
    if element["type"] not in choices.NO_STATE:
        view.state[block["block_id"]][element["action_id"]] = state
    act = begin(sim, person)
    if not _sends(block):
        return Pressed(acked=True, view=view)
    shape = sim.views.shape(view)
    payload = {**payloads.in_view(shape), "hash": view.hash}
    reply = await _deliver(act, block, element, state, payload, view.id)
    banner = act.failed(label_of(block, element), reply.failure) if reply.failure else None
    shown = sim.views.top(person.id) or view
    return Pressed(banner, reply.acked, None, shown)


async def shortcut(
    sim: Simulator, person: Person, callback_id: str, where: str | None = None, ts: str | None = None
) -> Pressed:
    """A global shortcut, or one on a message when that is named."""
    act = begin(sim, person)
    message: Message | None = None
    channel: Channel | None = None
    kind = "shortcut"
    more: Json = {}
    if where and ts:
        kind, channel = "message_action", channel_seen(sim, person, where)
        message = message_seen(sim, person, channel, ts)
        more = {
            "message": shapes.message(sim.world, message),
            "channel": {"id": channel.id, "name": payloads.channel_name(channel)},
            "message_ts": message.ts,
            "response_url": act.response_url(channel, "actions"),
        }
    payload = {
        **payloads.interaction(sim.world, sim.app, kind, person),
        "callback_id": callback_id,
        "trigger_id": act.trigger(),
        "action_ts": act.since,
        **more,
    }
    reply = await sim.deliverer.interaction(payload)
    banner = act.failed(callback_id, reply.failure) if reply.failure else None
    return Pressed(banner, reply.acked, act.answer_in(channel) if channel else None, act.view(), message)


async def _deliver(
    act: Interaction, block: Json, element: Json, state: Json, where: Json, view_id: str | None
) -> Reply:
    sim = act.sim
    payload = {
        **payloads.interaction(sim.world, sim.app, "block_actions", act.person),
        **where,
        "trigger_id": act.trigger(view_id),
        "actions": [payloads.action(block, element, state)],
    }
    return await sim.deliverer.interaction(payload)


async def _state(surface: Surface, block: Json, element: Json, given: Any) -> Json:
    return {} if element["type"] == "button" else await fields.state_of(surface, block, element, given)


def _sends(block: Json) -> bool:
    """An element in an input block keeps what was chosen to itself, unless the block says otherwise."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


def _element(blocks: list[Json], wanted: Wanted) -> tuple[Json, Json]:
    for block, element in all_elements(blocks):
        if wanted.block_id not in (None, block["block_id"]):
            continue
        if wanted.action_id is not None and wanted.action_id != element["action_id"]:
            continue
        if wanted.label is not None and wanted.label.casefold() != label_of(block, element).casefold():
            continue
        return block, element
    there = ", ".join(label_of(block, element) or element["action_id"] for block, element in all_elements(blocks))
    asked = wanted.label or wanted.action_id
    raise Impossible(f'There is nothing called "{asked}" to use here. There is: {there or "nothing"}.')
