"""Typing into the composer: a message, or a slash command and what comes back from it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.simulator import judge, payloads, posting, shapes
from bot.simulator.acts import builtin
from bot.simulator.acts.outcome import Interaction, begin
from bot.simulator.acts.place import channel_to_speak_in
from bot.simulator.delivery import Reply
from bot.simulator.entities import sent
from bot.simulator.hooks import Hook
from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Channel, Json, Message, Person


@dataclass(frozen=True)
class Said:
    """What a person sees after speaking; `acked` is whether the app took a command."""

    kind: str
    banner: str | None = None
    acked: bool = False
    answer: Message | None = None
    view: OpenView | None = None
    message: Message | None = None


async def say(sim: Simulator, person: Person, where: str, text: str, thread_ts: str | None = None) -> Said:
    channel = channel_to_speak_in(sim, person, where)
    if text.startswith("/"):
        return await _command(begin(sim, person), channel, text, thread_ts)
    message = posting.from_person(sim.world, person, channel, text, thread_ts)
    await _tell_app(sim, person, channel, message)
    return Said("message", message=message)


async def _command(act: Interaction, channel: Channel, typed: str, thread_ts: str | None) -> Said:
    sim = act.sim
    name, text = _parted(typed)
    if thread_ts:
        return _refused(act, f"{name} is not supported in threads. Sorry!")
    if name in builtin.COMMANDS:
        banner = builtin.run(sim, act.person, channel, name, text)
        return _refused(act, banner) if banner else Said("command", acked=True)
    if not _has_command(act, name):
        return _refused(act, f"{name} is not a valid command.")
    told = sent(sim.world, act.person.workspace_id, text) if sim.app.escapes(name) else text
    fields = payloads.command(
        sim.world,
        sim.app,
        act.person,
        channel,
        name,
        told,
        response_url=act.response_url(channel, "commands"),
        trigger_id=act.trigger(),
    )
    reply = await sim.deliverer.form(f"command {name}", fields)
    banner = act.failed(name, reply.failure) if reply.failure else _take_ack(act, channel, typed, reply)
    return Said("command", banner, reply.acked, None if banner else act.answer_in(channel), act.view())


def _has_command(act: Interaction, name: str) -> bool:
    installation = act.sim.world.workspace_of(act.person).installation
    return installation.installed and "commands" in installation.scopes and act.sim.app.declares(name)


def _parted(typed: str) -> tuple[str, str]:
    """The command, and the text after it."""
    name, *rest = typed.split(maxsplit=1)
    return name, rest[0].strip() if rest else ""


def _refused(act: Interaction, sentence: str) -> Said:
    act.sim.show_banner(act.person.id, sentence)
    return Said("command", banner=sentence)


def _take_ack(act: Interaction, channel: Channel, typed: str, reply: Reply) -> str | None:
    """Shows the body of an ack; the banner, when Slack could not show it."""
    sim, (name, _) = act.sim, _parted(typed)
    if not reply.body.strip():
        return None
    try:
        said: Json = reply.json() if reply.content_type == "application/json" else {"text": reply.body}
        wrong = judge.ack(said)
    except ValueError:
        said, wrong = {}, ["is no JSON"]
    if wrong:
        sim.record.violation(f"ack of {name}", "; ".join(wrong), reply.body)
        return act.failed(name, "invalid_command_response")
    posting.note_missing_text(sim, f"ack of {name}", said)
    if said.get("response_type") == "in_channel":
        posting.from_person(sim.world, act.person, channel, typed)
    posting.answer(sim, Hook("", act.person.workspace_id, channel.id, act.person.id, act.id, 0.0), said)
    return None


async def _tell_app(sim: Simulator, person: Person, channel: Channel, message: Message) -> None:
    """Delivers the message as an event; returns when the app took it, as its answer is then under way."""
    bot = sim.world.workspace_of(person).installation.user_id
    if bot not in channel.members:
        return
    channel_type = {"public": "channel", "private": "group", "im": "im"}[channel.kind]
    subscription = {"public": "message.channels", "private": "message.groups", "im": "message.im"}[channel.kind]
    event = {**shapes.message(sim.world, message), "channel": channel.id, "channel_type": channel_type}
    deliveries = [sim.events.send(person.workspace_id, {**event, "event_ts": message.ts}, subscription)]
    if f"<@{bot}>" in message.text and not channel.is_direct:
        mention = {**event, "type": "app_mention", "event_ts": message.ts}
        deliveries.append(sim.events.send(person.workspace_id, mention))
    await asyncio.gather(*filter(None, deliveries), return_exceptions=True)
