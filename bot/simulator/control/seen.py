"""What one person sees: their channels, messages, forms, home tab and banners."""

from __future__ import annotations

from bot.simulator.acts.place import Impossible, can_see, channel_seen
from bot.simulator.control import shapes
from bot.simulator.ids import ts_key
from bot.simulator.simulator import Simulator
from bot.simulator.world import Channel, Json, Message, Person

SHOWN_PER_CHANNEL = 200


def everything(sim: Simulator, reader: Person) -> Json:
    """The whole state of the page of one person."""
    workspace = sim.world.workspace_of(reader)
    sim.world.direct_channel(reader)
    channels = [each for each in sim.world.channels_of(workspace.id) if can_see(reader, each)]
    return {
        "version": sim.world.changes.version,
        "me": shapes.person(reader),
        "workspace": {"id": workspace.id, "name": workspace.name, "bot": workspace.installation.user_id},
        "cast": [shapes.person(each) for each in sim.world.people.values() if not each.is_bot],
        "people": [shapes.person(each) for each in sim.world.people_of(workspace.id)],
        "channels": [shapes.channel(sim, each, reader) for each in channels],
        "messages": {
            each.id: [shapes.message(sim, said, reader) for said in messages(sim, each, reader)[-SHOWN_PER_CHANNEL:]]
            for each in channels
        },
        "modals": [shapes.view(sim, view, reader) for view in sim.views.stack(reader.id)],
        "home": _home(sim, reader),
        "banners": sim.banners.get(reader.id, []),
        "commands": sim.app.commands,
        "clock": sim.world.clock.reading(),
    }


def messages(sim: Simulator, channel: Channel, reader: Person | None) -> list[Message]:
    """In order; ephemeral ones only to the person they are for."""
    return [
        said
        for said in sorted(sim.world.messages(channel.id), key=lambda message: ts_key(message.ts))
        if said.only_for is None or (reader is not None and said.only_for == reader.id)
    ]


def place_and_reader(sim: Simulator, where: str, reader: Person | None) -> tuple[Channel, Person]:
    """The channel, and in whose eyes it is read: without a reader those of its first member."""
    if reader is not None:
        return channel_seen(sim, reader, where), reader
    found = sim.world.channels.get(where)
    for workspace_id in sim.world.workspaces:
        found = found or sim.world.channel_named(workspace_id, where)
    if found is None:
        raise Impossible(f"There is no channel {where}.")
    people = [sim.world.people[member] for member in found.members]
    return found, next((each for each in people if not each.is_bot), people[0])


def _home(sim: Simulator, reader: Person) -> Json | None:
    home = sim.views.homes.get(reader.id)
    return shapes.view(sim, home, reader) if home is not None else None
