"""views.*: modals and home tabs."""

from __future__ import annotations

from collections.abc import Callable

from bot.simulator import judge
from bot.simulator.api.call import ApiError, Call, Refused
from bot.simulator.triggers import BadTrigger, Trigger
from bot.simulator.views import BadView, OpenView
from bot.simulator.world import Json, Person


def open_view(call: Call) -> Json:
    trigger = _trigger(call)
    payload = _view(call, "modal")
    return _shown(call, lambda: call.sim.views.open(_person(call, trigger), payload, trigger.cause))


def push(call: Call) -> Json:
    trigger = _trigger(call)
    payload = _view(call, "modal")
    return _shown(call, lambda: call.sim.views.push(_person(call, trigger), payload, trigger.cause))


def update(call: Call) -> Json:
    views, external_id = call.sim.views, call.text("external_id")
    view = views.by_external_id(call.workspace.id, external_id) if external_id else views.by_id(call.text("view_id"))
    if view is None or view.workspace_id != call.workspace.id:
        raise ApiError("not_found")
    payload = _view(call, view.payload["type"])
    return _shown(call, lambda: views.update(view, payload, call.text("hash")))


def publish(call: Call) -> Json:
    person = call.person("user_id")
    payload = _view(call, "home")
    return _shown(call, lambda: call.sim.views.publish(person, payload, call.text("hash")))


def _trigger(call: Call) -> Trigger:
    try:
        return call.sim.triggers.use(call.text("trigger_id") or "", call.workspace.id)
    except BadTrigger as bad:
        raise ApiError(str(bad)) from None


def _person(call: Call, trigger: Trigger) -> Person:
    return call.sim.world.people[trigger.user_id]


def _view(call: Call, kind: str) -> Json:
    payload: Json = call.structure("view", "invalid_arguments")
    wrong = judge.view(payload, (kind,))
    if wrong:
        raise Refused(judge.view_refusal(wrong))
    return payload


def _shown(call: Call, show: Callable[[], OpenView]) -> Json:
    try:
        return {"ok": True, "view": call.sim.views.shape(show())}
    except BadView as bad:
        raise ApiError(str(bad)) from None
