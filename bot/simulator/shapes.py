"""People, channels and messages in the shapes in which Slack hands them out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.simulator.files import File
from bot.simulator.ids import ts_key
from bot.simulator.world import Channel, Json, Message, Person, World

APP_ID = "A0DRUMBEAT"


def user(world: World, person: Person) -> Json:
    local = world.now.astimezone(ZoneInfo(person.zone))
    offset = local.utcoffset()
    return {
        "id": person.id,
        "team_id": person.workspace_id,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deleted,
        "tz": person.zone,
        "tz_label": local.tzname() or person.zone,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": _profile(person),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_owner,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_email_confirmed": True,
        "updated": person.updated,
    }


def _profile(person: Person) -> Json:
    profile: Json = {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "team": person.workspace_id,
    }
    if person.bot_id:
        profile |= {"bot_id": person.bot_id, "api_app_id": APP_ID}
    return profile


def conversation(world: World, channel: Channel, reader_id: str) -> Json:
    """A channel as `reader_id` (the bot) sees it."""
    if channel.is_direct:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": False,
            "user": channel.with_user,
            "is_user_deleted": world.people[channel.with_user].deleted,
            "context_team_id": channel.workspace_id,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": reader_id in channel.members,
        "created": channel.created,
        "creator": channel.creator,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "context_team_id": channel.workspace_id,
        "previous_names": [],
    }


def message(world: World, said: Message, with_metadata: bool = True) -> Json:
    shape: Json = {"type": "message", "user": said.user_id, "text": said.text, "ts": said.ts}
    author = world.people.get(said.user_id)
    shape["team"] = author.workspace_id if author else ""
    if said.bot_id:
        shape |= {"bot_id": said.bot_id, "app_id": APP_ID}
    if said.subtype:
        shape["subtype"] = said.subtype
    if said.blocks:
        shape["blocks"] = said.blocks
    if said.attachments:
        shape["attachments"] = said.attachments
    if said.files:
        shape["files"] = said.files
    if said.edited_ts:
        shape["edited"] = {"user": said.user_id, "ts": said.edited_ts}
    if said.metadata:
        shape["metadata"] = said.metadata if with_metadata else {"event_type": said.metadata.get("event_type")}
    if said.reactions:
        shape["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in said.reactions.items()]
    return shape | _thread(world, said)


def file(each: File) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "title": each.title,
        "size": each.length,
        "mode": "hosted",
        "permalink": f"/files/{each.id}",
    }


def _thread(world: World, said: Message) -> Json:
    if said.is_reply:
        parent = world.message(said.channel_id, said.thread_ts or "")
        return {"thread_ts": said.thread_ts, "parent_user_id": parent.user_id if parent else None}
    replies = world.replies(said)
    if not replies:
        return {}
    writers = list(dict.fromkeys(reply.user_id for reply in replies))
    return {
        "thread_ts": said.ts,
        "reply_count": len(replies),
        "reply_users_count": len(writers),
        "reply_users": writers,
        "latest_reply": max((reply.ts for reply in replies), key=ts_key),
    }
