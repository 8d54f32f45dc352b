"""Putting messages into channels, whoever says them: a person, the Web API, an ack or a response_url."""

from __future__ import annotations

from typing import Any

from bot.simulator.dress import with_ids
from bot.simulator.entities import sent
from bot.simulator.hooks import Hook
from bot.simulator.simulator import Simulator
from bot.simulator.world import Channel, Json, Message, Person, World


def from_person(world: World, person: Person, channel: Channel, typed: str, thread_ts: str | None = None) -> Message:
    text = sent(world, person.workspace_id, typed)
    return world.put(Message(channel.id, world.next_ts(), person.id, text, thread_ts=thread_ts))


def from_bot(world: World, channel: Channel, said: Json, **more: Any) -> Message:
    """A message with the `text`, `blocks`, `attachments` and `metadata` of what the bot said."""
    installation = world.workspaces[channel.workspace_id].installation
    message = Message(
        channel.id,
        world.next_ts(),
        installation.user_id,
        said.get("text") or "",
        blocks=with_ids(said.get("blocks"), world.ids),
        attachments=said.get("attachments") or [],
        files=said.get("files") or [],
        bot_id=installation.bot_id,
        metadata=said.get("metadata") or None,
        **more,
    )
    return world.put(message)


def edit(world: World, message: Message, said: Json) -> Message:
    """Replaces what was given; blocks, attachments and metadata that are not mentioned stay."""
    if said.get("text") is not None:
        message.text = said["text"]
    if said.get("blocks") is not None:
        message.blocks = with_ids(said["blocks"], world.ids)
    if said.get("attachments") is not None:
        message.attachments = said["attachments"]
    if said.get("metadata") is not None:
        message.metadata = said["metadata"] or None
    message.edited_ts = world.next_ts()
    world.changes.bump()
    return message


def answer(sim: Simulator, hook: Hook, said: Json) -> Message | None:
    """What a bot sends as the answer to an interaction; None when that left no message."""
    channel = sim.world.channels[hook.channel_id]
    original = sim.world.message(channel.id, hook.original_ts) if hook.original_ts else None
    if said.get("delete_original") and original is not None:
        sim.world.remove(original)
        original = None
    elif said.get("replace_original") and original is not None:
        original.blocks, original.attachments = [], []
        return edit(sim.world, original, {"text": "", **said})
    if not any(said.get(part) for part in ("text", "blocks", "attachments")):
        return None
    in_channel = said.get("response_type") == "in_channel"
    return from_bot(
        sim.world,
        channel,
        said,
        only_for=None if in_channel else hook.user_id,
        cause=hook.cause,
        thread_ts=said.get("thread_ts") if in_channel else hook.thread_ts,
    )


def note_missing_text(sim: Simulator, where: str, said: Json) -> None:
    if said.get("blocks") and not said.get("text"):
        sim.record.violation(where, "no `text`: notifications and screen readers have nothing", said)
