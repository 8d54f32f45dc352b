"""chat.*: what the bot says, edits and takes back."""

from __future__ import annotations

from typing import Any

from bot.simulator import judge, posting, shapes
from bot.simulator.api.call import ApiError, Call, Refused
from bot.simulator.api.callers import count_message
from bot.simulator.ids import ts_key
from bot.simulator.scopes import POST_ANYWHERE
from bot.simulator.world import Channel, Json, Message

MOST_TEXT_OF_AN_EDIT = 4_000


def post_message(call: Call) -> Json:
    channel = _where_to_post(call)
    count_message(call, channel)
    said = _said(call)
    if call.flag("unfurl_links", otherwise=True) or call.flag("unfurl_media", otherwise=True):
        call.sim.record.violation(call.method, "unfurl_links and unfurl_media are not both false", call.args)
    thread_ts, broadcast = _thread(call, channel), call.flag("reply_broadcast")
    message = posting.from_bot(call.sim.world, channel, said, thread_ts=thread_ts, broadcast=broadcast)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shapes.message(call.sim.world, message)}


def post_ephemeral(call: Call) -> Json:
    channel = _where_to_post(call)
    reader = call.sim.world.people.get(call.text("user") or "")
    if reader is None or reader.id not in channel.members:
        raise ApiError("user_not_in_channel")
    said = _said(call)
    thread_ts = _thread(call, channel)
    message = posting.from_bot(call.sim.world, channel, said, only_for=reader.id, thread_ts=thread_ts)
    return {"ok": True, "message_ts": message.ts}


def update(call: Call) -> Json:
    channel = call.channel()
    message = _own_message(call, channel, "cant_update_message")
    posting.edit(call.sim.world, message, _said(call, MOST_TEXT_OF_AN_EDIT))
    shape = shapes.message(call.sim.world, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(call: Call) -> Json:
    channel = call.channel()
    message = _own_message(call, channel, "cant_delete_message")
    if call.sim.world.replies(message):
        # Its thread stays, under a stone.
        message.text, message.subtype = "This message was deleted.", "tombstone"
        message.blocks, message.attachments, message.metadata = [], [], None
        call.sim.world.changes.bump()
    else:
        call.sim.world.remove(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    channel = call.channel()
    message = _message(call, channel, call.required("message_ts"))
    link = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def _where_to_post(call: Call) -> Channel:
    wanted = call.text("channel") or ""
    person = call.sim.world.people.get(wanted)
    if person is not None and person.workspace_id == call.workspace.id:
        if person.is_bot:
            raise ApiError("cannot_dm_bot")
        if person.deleted:
            raise ApiError("user_not_found")
        return call.sim.world.direct_channel(person)
    channel = call.channel()
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.is_direct and call.sim.world.people[channel.with_user].deleted:
        raise ApiError("user_not_found")
    # A private channel without the bot was not found above: this is about public ones.
    may_post_anywhere = POST_ANYWHERE in call.workspace.installation.scopes
    if call.bot_user_id not in channel.members and not may_post_anywhere:
        raise ApiError("not_in_channel")
    return channel


def _said(call: Call, most_text: int | None = None) -> Json:
    said: dict[str, Any] = {
        "text": call.args.get("text"),
        "blocks": call.structure("blocks", "invalid_blocks_format"),
        "attachments": call.structure("attachments", "invalid_attachments"),
        "metadata": call.structure("metadata", "invalid_metadata_format"),
    }
    wrong = judge.message(said, most_text) if most_text else judge.message(said)
    if wrong:
        raise Refused(judge.message_refusal(wrong))
    metadata = said["metadata"]
    if metadata and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        raise ApiError("invalid_metadata_format")
    if not said["text"]:
        call.sim.record.violation(call.method, "no `text`: notifications and screen readers have nothing", call.args)
    return said


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    parent = call.sim.world.message(channel.id, thread_ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def _message(call: Call, channel: Channel, ts: str) -> Message:
    message = call.sim.world.message(channel.id, ts)
    if message is None or message.only_for is not None or not ts_key(ts):
        raise ApiError("message_not_found")
    return message


def _own_message(call: Call, channel: Channel, error: str) -> Message:
    message = _message(call, channel, call.text("ts") or "")
    if message.user_id != call.bot_user_id or message.subtype == "tombstone":
        raise ApiError(error)
    return message
