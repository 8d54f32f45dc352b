"""files.*: an address to send bytes to, and then the file in a channel."""

from __future__ import annotations

from typing import Any

from bot.simulator import posting, shapes
from bot.simulator.api.call import ApiError, Call
from bot.simulator.api.callers import count_message
from bot.simulator.files import File
from bot.simulator.world import Channel, Json


def upload_address(call: Call) -> Json:
    name = call.required("filename")
    try:
        length = int(call.required("length"))
    except ValueError:
        raise ApiError("invalid_arguments") from None
    if length < 1:
        raise ApiError("invalid_arguments")
    file = call.sim.files.expect(call.workspace.id, name, length)
    return {"ok": True, "upload_url": f"{call.sim.url}/upload/v1/{file.ticket}", "file_id": file.id}


def complete(call: Call) -> Json:
    """Without a channel the files stay with the bot."""
    files = [_sent(call, wanted) for wanted in _wanted(call)]
    if call.text("channel_id"):
        channel = _where(call)
        count_message(call, channel)
        thread_ts = call.text("thread_ts")
        if thread_ts and call.sim.world.message(channel.id, thread_ts) is None:
            raise ApiError("thread_not_found")
        said = {"text": call.text("initial_comment") or "", "files": [shapes.file(file) for file in files]}
        posting.from_bot(call.sim.world, channel, said, thread_ts=thread_ts)
    return {"ok": True, "files": [shapes.file(file) for file in files]}


def _wanted(call: Call) -> list[Any]:
    wanted = call.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise ApiError("invalid_arguments")
    return wanted


def _sent(call: Call, wanted: Any) -> File:
    file = call.sim.files.known(str(wanted.get("id"))) if isinstance(wanted, dict) else None
    if file is None or file.workspace_id != call.workspace.id or file.content is None:
        raise ApiError("file_not_found")
    file.title = str(wanted.get("title") or file.name)
    return file


def _where(call: Call) -> Channel:
    """By its id: a name is none here."""
    channel = call.sim.world.channels.get(call.text("channel_id") or "")
    if channel is None or channel.workspace_id != call.workspace.id or not call.sees(channel):
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel
