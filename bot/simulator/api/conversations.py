"""conversations.* and users.conversations: channels, who is in them, and what was said there."""

from __future__ import annotations

import time

from bot.simulator import shapes
from bot.simulator.api.call import ApiError, Call
from bot.simulator.ids import ts_key
from bot.simulator.world import Channel, Json, Message

_TYPES = {"public": "public_channel", "private": "private_channel", "im": "im"}


def show(call: Call) -> Json:
    channel = call.channel()
    shape = shapes.conversation(call.sim.world, channel, call.bot_user_id)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"ok": True, "channel": shape}


def list_all(call: Call) -> Json:
    return _page_of(call, [c for c in _wanted(call) if call.sees(c)])


def list_of_user(call: Call) -> Json:
    reader = call.person().id if call.text("user") else call.bot_user_id
    return _page_of(call, [c for c in _wanted(call) if reader in c.members and call.sees(c)])


def members(call: Call) -> Json:
    channel = call.channel()
    page, following = call.page(channel.members)
    return {"ok": True, "members": page, "response_metadata": following}


def history(call: Call) -> Json:
    channel = _joined(call)
    said = [m for m in call.sim.world.messages(channel.id) if m.only_for is None and (m.broadcast or not m.is_reply)]
    said = sorted(_between(call, said), key=lambda message: ts_key(message.ts), reverse=True)
    return _messages(call, said)


def replies(call: Call) -> Json:
    channel = _joined(call)
    parent = call.sim.world.message(channel.id, call.text("ts") or "")
    if parent is None or parent.only_for is not None:
        raise ApiError("thread_not_found")
    answers = [m for m in call.sim.world.replies(parent) if m.only_for is None]
    return _messages(call, [parent, *_between(call, answers)])


def open_direct(call: Call) -> Json:
    wanted = call.text("users") or ""
    if call.text("channel") and not wanted:
        channel = call.channel()
    else:
        person = call.sim.world.people.get(wanted)
        if person is None or person.workspace_id != call.workspace.id:
            raise ApiError("user_not_found")
        if person.is_bot:
            raise ApiError("cannot_dm_bot")
        if person.deleted:
            raise ApiError("user_disabled")
        channel = call.sim.world.direct_channel(person)
    shape = shapes.conversation(call.sim.world, channel, call.bot_user_id)
    return {"ok": True, "channel": shape if call.flag("return_im") else {"id": channel.id}}


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.bot_user_id not in channel.members:
        channel.members.append(call.bot_user_id)
        call.sim.world.changes.bump()
        joined = {"type": "member_joined_channel", "user": call.bot_user_id, "channel": channel.id}
        call.sim.events.send(call.workspace.id, {**joined, "channel_type": "C", "team": call.workspace.id})
    return {"ok": True, "channel": shapes.conversation(call.sim.world, channel, call.bot_user_id)}


def _wanted(call: Call) -> list[Channel]:
    types = (call.text("types") or "public_channel").replace(" ", "").split(",")
    if not set(types) <= {*_TYPES.values(), "mpim"}:
        raise ApiError("invalid_types")
    channels = call.sim.world.channels_of(call.workspace.id)
    skip_archived = call.flag("exclude_archived")
    return [c for c in channels if _TYPES[c.kind] in types and not (skip_archived and c.is_archived)]


def _page_of(call: Call, channels: list[Channel]) -> Json:
    page, following = call.page(channels)
    shown = [shapes.conversation(call.sim.world, channel, call.bot_user_id) for channel in page]
    return {"ok": True, "channels": shown, "response_metadata": following}


def _joined(call: Call) -> Channel:
    channel = call.channel()
    if call.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _between(call: Call, said: list[Message]) -> list[Message]:
    oldest, latest = ts_key(call.text("oldest") or "0"), call.text("latest")
    newest = ts_key(latest) if latest else None
    slack = 1 if call.flag("inclusive") else 0
    return [
        message
        for message in said
        if oldest - slack < ts_key(message.ts) and (newest is None or ts_key(message.ts) < newest + slack)
    ]


def _messages(call: Call, said: list[Message]) -> Json:
    page, following = call.page(_not_lagging(call, said))
    with_metadata = call.flag("include_all_metadata")
    shown = [shapes.message(call.sim.world, message, with_metadata) for message in page]
    answer: Json = {"ok": True, "messages": shown, "has_more": bool(following["next_cursor"])}
    return answer | ({"response_metadata": following} if following["next_cursor"] else {})


def _not_lagging(call: Call, said: list[Message]) -> list[Message]:
    """Without what is so young that this Slack does not show it yet, when it was told to lag."""
    seconds = call.sim.faults.lag(call.method)
    return [message for message in said if time.monotonic() - message.stored >= seconds] if seconds else said
