"""What Slack sends to an app when a person does something: every field an app might look at."""

from __future__ import annotations

import time

from bot.simulator import shapes
from bot.simulator.installed_app import InstalledApp
from bot.simulator.world import Channel, Json, Message, Person, World

TOKEN = "simulated-verification-token"


def channel_name(channel: Channel) -> str:
    """As slash commands name it: private and direct ones are not named."""
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def command(
    world: World, app: InstalledApp, person: Person, channel: Channel, name: str, text: str, **links: str
) -> dict[str, str]:
    """The form fields of a slash command; `links` are its response_url and trigger_id."""
    workspace = world.workspace_of(person)
    return {
        "token": TOKEN,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        **links,
    }


def interaction(world: World, app: InstalledApp, kind: str, person: Person) -> Json:
    """What every interactive payload has."""
    workspace = world.workspace_of(person)
    return {
        "type": kind,
        "token": TOKEN,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": workspace.id},
        "api_app_id": app.id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_message(world: World, message: Message) -> Json:
    """Where an action happened, when it did on a message. Slack does not repeat an ephemeral message's content."""
    channel = world.channels[message.channel_id]
    where: Json = {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.only_for is not None,
        },
        "channel": {"id": channel.id, "name": channel_name(channel)},
    }
    if message.is_reply:
        where["container"]["thread_ts"] = message.thread_ts
    if message.only_for is None:
        where["message"] = shapes.message(world, message)
    return where


def in_view(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view, "state": view["state"]}


def action(block: Json, element: Json, state: Json) -> Json:
    """One entry of `actions`: the element, and what was chosen in it."""
    entry = {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "action_ts": f"{time.time():.6f}",
        **state,
    }
    for key in ("text", "value", "url", "style") if element["type"] == "button" else ("placeholder",):
        if key in element:
            entry[key] = element[key]
    return entry
