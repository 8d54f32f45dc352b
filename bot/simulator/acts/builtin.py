"""The slash commands that are Slack's own and never reach an app."""

from __future__ import annotations

from bot.simulator import edits
from bot.simulator.acts.place import Impossible
from bot.simulator.simulator import Simulator
from bot.simulator.world import Channel, Person

COMMANDS = frozenset(
    (
        "/status",
        "/away",
        "/active",
        "/dnd",
        "/feedback",
        "/remind",
        "/topic",
        "/who",
        "/invite",
        "/kick",
        "/remove",
        "/leave",
        "/join",
        "/msg",
        "/me",
        "/search",
        "/apps",
        "/open",
        "/prefs",
        "/rename",
        "/mute",
        "/call",
        "/shrug",
    )
)


def run(sim: Simulator, person: Person, channel: Channel, name: str, text: str) -> str | None:
    """The sentence to show, None when it simply worked."""
    if name == "/leave":
        edits.leave(sim, channel, person)
        return None
    if name not in ("/invite", "/kick", "/remove"):
        return f"{name} is one of Slack's own commands; this simulated Slack does not have it."
    if channel.is_direct:
        return f"{name} does not work in a direct message."
    other = sim.world.person_named(person.workspace_id, text)
    if other is None:
        return f"{name} needs a person, for example {name} @Ben"
    try:
        if name == "/invite":
            edits.invite(sim, channel, other, person)
        else:
            edits.leave(sim, channel, other)
    except Impossible as no:
        return str(no)
    return None
