"""Changing the world: people, channels and who is in them, each with the events that Slack would send."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot.simulator import shapes
from bot.simulator.acts.place import Impossible
from bot.simulator.simulator import Simulator
from bot.simulator.world import Channel, Json, Person

CHANGEABLE = frozenset(
    (
        "name",
        "real_name",
        "display_name",
        "title",
        "zone",
        "is_admin",
        "is_owner",
        "is_restricted",
        "is_ultra_restricted",
        "deleted",
    )
)


def add_person(sim: Simulator, workspace_id: str, name: str, zone: str, **more: Any) -> Person:
    """A new member of the workspace; `more` are the changeable properties of a person."""
    _check(zone, more)
    if sim.world.person_named(workspace_id, name) is not None:
        raise Impossible(f"There is a {name} already.")
    person = Person(
        sim.world.ids.new("U", name), workspace_id, name.lower(), **{"real_name": name, "zone": zone} | more
    )
    person.updated = int(sim.world.now.timestamp())
    sim.world.people[person.id] = person
    sim.world.changes.bump()
    sim.events.send(workspace_id, {"type": "team_join", "user": shapes.user(sim.world, person)})
    return person


def change_person(sim: Simulator, person: Person, **changes: Any) -> Person:
    _check(changes.get("zone"), changes)
    for key, value in changes.items():
        setattr(person, key, value)
    person.updated = int(sim.world.now.timestamp())
    sim.world.changes.bump()
    event = {"type": "user_change", "user": shapes.user(sim.world, person), "cache_ts": person.updated}
    sim.events.send(person.workspace_id, event)
    return person


def add_channel(sim: Simulator, workspace_id: str, name: str, members: list[Person], private: bool = False) -> Channel:
    if sim.world.channel_named(workspace_id, name) is not None:
        raise Impossible(f"There is a #{name} already.")
    channel = Channel(
        id=sim.world.ids.new("C", name),
        workspace_id=workspace_id,
        name=name,
        kind="private" if private else "public",
        created=int(sim.world.now.timestamp()),
        creator=members[0].id if members else "",
    )
    sim.world.channels[channel.id] = channel
    for person in members:
        invite(sim, channel, person, members[0])
    sim.world.changes.bump()
    return channel


def invite(sim: Simulator, channel: Channel, person: Person, inviter: Person | None = None) -> None:
    if channel.is_archived:
        raise Impossible(f"#{channel.name} is archived.")
    if person.workspace_id != channel.workspace_id:
        raise Impossible(f"{person.shown_name} is in another workspace.")
    if person.id in channel.members:
        raise Impossible(f"{person.shown_name} is in #{channel.name} already.")
    channel.members.append(person.id)
    sim.world.changes.bump()
    event = _membership("member_joined_channel", channel, person)
    if inviter is not None and inviter is not person:
        event["inviter"] = inviter.id
    _tell(sim, channel, event)


def leave(sim: Simulator, channel: Channel, person: Person) -> None:
    if person.id not in channel.members:
        raise Impossible(f"{person.shown_name} is not in #{channel.name}.")
    # Told before it is so: a bot that is removed still hears of its own leaving.
    _tell(sim, channel, _membership("member_left_channel", channel, person))
    channel.members.remove(person.id)
    sim.world.changes.bump()


def rename(sim: Simulator, channel: Channel, name: str) -> None:
    channel.name = name
    sim.world.changes.bump()
    named = {"id": channel.id, "name": name, "created": channel.created}
    _tell(sim, channel, {"type": f"{_kind(channel)}_rename", "channel": named})


def archive(sim: Simulator, channel: Channel, by: Person, archived: bool = True) -> None:
    channel.is_archived = archived
    sim.world.changes.bump()
    verb = "archive" if archived else "unarchive"
    _tell(sim, channel, {"type": f"{_kind(channel)}_{verb}", "channel": channel.id, "user": by.id})


def _tell(sim: Simulator, channel: Channel, event: Json) -> None:
    bot = sim.world.workspaces[channel.workspace_id].installation.user_id
    of_interest_to_all = channel.kind == "public" and not event["type"].startswith("member_")
    if of_interest_to_all or bot in channel.members:
        sim.events.send(channel.workspace_id, event)


def _membership(kind: str, channel: Channel, person: Person) -> Json:
    return {
        "type": kind,
        "user": person.id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": channel.workspace_id,
    }


def _kind(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"


def _check(zone: str | None, changes: dict[str, Any]) -> None:
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise Impossible(f"A person has no {', '.join(sorted(unknown))}; there is {', '.join(sorted(CHANGEABLE))}.")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise Impossible(f'"{zone}" is no time zone. Try "Europe/Berlin".') from None
