"""Who acts, and where: finding people and channels as a person at the keyboard would, or saying why not."""

from __future__ import annotations

from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Channel, Message, Person

DIRECT = ("dm", "@drumbeat")


class Impossible(Exception):
    """No person could do this in Slack; the text says why."""


def actor(sim: Simulator, who: str) -> Person:
    """A person by id or name, in any workspace."""
    person = sim.world.people.get(who)
    for workspace_id in sim.world.workspaces:
        person = person or sim.world.person_named(workspace_id, who)
    if person is None:
        raise Impossible(f"There is nobody called {who}.")
    if person.deleted:
        raise Impossible(f"{person.shown_name} is deactivated and can do nothing here.")
    return person


def channel_seen(sim: Simulator, person: Person, where: str) -> Channel:
    """A channel by id or #name, or "dm" for the conversation with the bot; only what this person can see."""
    if where.lower() in DIRECT:
        return sim.world.direct_channel(person)
    channel = sim.world.channels.get(where) or sim.world.channel_named(person.workspace_id, where)
    if channel is None or not can_see(person, channel):
        raise Impossible(f"{person.shown_name} sees no channel {where}.")
    return channel


def can_see(person: Person, channel: Channel) -> bool:
    if channel.workspace_id != person.workspace_id:
        return False
    return person.id in channel.members or (channel.kind == "public" and not person.is_guest)


def channel_to_speak_in(sim: Simulator, person: Person, where: str) -> Channel:
    channel = channel_seen(sim, person, where)
    if person.id not in channel.members:
        raise Impossible(f"{person.shown_name} is not in #{channel.name}.")
    if channel.is_archived:
        raise Impossible(f"#{channel.name} is archived.")
    return channel


def message_seen(sim: Simulator, person: Person, channel: Channel, ts: str) -> Message:
    message = sim.world.message(channel.id, ts)
    if message is None or message.only_for not in (None, person.id):
        raise Impossible(f"{person.shown_name} sees no message {ts} there.")
    return message


def view_seen(sim: Simulator, person: Person, view_id: str | None) -> OpenView:
    """The view with this id, or the one on top."""
    view = sim.views.by_id(view_id) if view_id else sim.views.top(person.id)
    if view is None or view.user_id != person.id:
        raise Impossible(f"{person.shown_name} has no such form open.")
    return view
