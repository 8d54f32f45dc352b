"""Sending a form and closing it, and opening the home tab."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator import judge, payloads
from bot.simulator.acts import fields
from bot.simulator.acts.outcome import Interaction, begin
from bot.simulator.acts.place import Impossible, view_seen
from bot.simulator.delivery import Reply
from bot.simulator.simulator import Simulator
from bot.simulator.views import BadView, OpenView
from bot.simulator.world import Json, Person

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Sent:
    """What the person sees after sending a form: errors at its fields, or whatever shows now."""

    closed: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    view: OpenView | None = None
    banner: str | None = None
    acked: bool = False


async def submit(sim: Simulator, person: Person, view_id: str | None, values: Mapping[str, Any]) -> Sent:
    view = view_seen(sim, person, view_id)
    if view.payload["type"] != "modal" or view is not sim.views.top(person.id):
        raise Impossible("Only the form on top can be sent.")
    if not view.payload.get("submit"):
        raise Impossible("This form has no button to send it.")
    await fields.fill(sim, person, view, values)
    view.errors = fields.missing(view)
    if view.errors:
        sim.world.changes.bump()
        return Sent(errors=view.errors, view=view)
    act = begin(sim, person)
    payload = {
        **payloads.interaction(sim.world, sim.app, "view_submission", person),
        "trigger_id": act.trigger(view.id),
        "view": sim.views.shape(view),
        "response_urls": [],
    }
    reply = await sim.deliverer.interaction(payload)
    banner = TROUBLE if not reply.acked else _take_answer(act, view, reply)
    if banner:
        sim.show_banner(person.id, banner)
    return Sent(_is_closed(sim, view), dict(view.errors), sim.views.top(person.id), banner, reply.acked)


async def close(sim: Simulator, person: Person, view_id: str | None, everything: bool = False) -> None:
    """Cancel closes one form; × (`everything`) closes all that are stacked."""
    view = view_seen(sim, person, view_id)
    everything = everything or bool(view.payload.get("clear_on_close"))
    closing = list(sim.views.stack(person.id)) if everything else [view]
    told = [_tell_closed(sim, person, each, everything) for each in closing if each.payload.get("notify_on_close")]
    for each in closing:
        sim.views.close(each)
    await asyncio.gather(*told)


async def open_home(sim: Simulator, person: Person, tab: str = "home") -> OpenView | None:
    """Shows the home tab (or the messages tab), and waits until the app took note."""
    home = sim.views.homes.get(person.id)
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": sim.world.direct_channel(person).id,
        "tab": tab,
    }
    if home is not None and tab == "home":
        event["view"] = sim.views.shape(home)
    delivery = sim.events.send(person.workspace_id, event)
    if delivery is not None:
        await asyncio.gather(delivery, return_exceptions=True)
    return sim.views.homes.get(person.id)


def _is_closed(sim: Simulator, view: OpenView) -> bool:
    return view not in sim.views.stack(view.user_id)


def _take_answer(act: Interaction, view: OpenView, reply: Reply) -> str | None:
    """Does what the answer to a form says; the banner, when Slack could not make sense of it."""
    sim = act.sim
    if not reply.body.strip():
        sim.views.close(view)
        return None
    input_blocks = {block["block_id"] for block in view.input_blocks()}
    try:
        answer = reply.json()
        wrong = judge.view_answer(answer, input_blocks) if answer else []
    except ValueError:
        answer, wrong = None, ["is no JSON"]
    if not wrong:
        wrong = _follow(act, view, answer or {})
    if wrong:
        callback_id = view.payload.get("callback_id", "")
        sim.record.violation(f"answer to the form {callback_id}", "; ".join(wrong), reply.body)
        return TROUBLE
    return None


def _follow(act: Interaction, view: OpenView, answer: Json) -> list[str]:
    sim, action = act.sim, answer.get("response_action")
    try:
        if action == "errors":
            view.errors = dict(answer["errors"])
            sim.world.changes.bump()
        elif action == "update":
            sim.views.update(view, answer["view"]).cause = act.id
        elif action == "push":
            sim.views.push(act.person, answer["view"], act.id)
        elif action == "clear":
            sim.views.clear(act.person.id)
        else:
            sim.views.close(view)
    except BadView as bad:
        return [str(bad)]
    return []


async def _tell_closed(sim: Simulator, person: Person, view: OpenView, everything: bool) -> None:
    shape = sim.views.shape(view)
    inputs = {block["block_id"] for block in view.input_blocks()}
    shape["state"] = {"values": {block: state for block, state in view.state.items() if block not in inputs}}
    payload = {
        **payloads.interaction(sim.world, sim.app, "view_closed", person),
        "view": shape,
        "is_cleared": everything,
    }
    await sim.deliverer.interaction(payload)
