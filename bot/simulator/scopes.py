"""What an app was allowed to do: which scope each method, event and command needs."""

from __future__ import annotations

from collections.abc import Iterable

# All that this Slack knows, but chat:write.public: with it an app may post where it was not invited.
EVERYTHING = frozenset(
    (
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:write",
        "team:read",
        "users:read",
    )
)
POST_ANYWHERE = "chat:write.public"
_READ = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
_HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
BY_KIND = {
    "conversations.info": _READ,
    "conversations.members": _READ,
    "conversations.history": _HISTORY,
    "conversations.replies": _HISTORY,
}
BY_TYPES = frozenset(("conversations.list", "users.conversations"))
_OF_TYPE = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}
METHODS = {
    "apps.connections.open": "connections:write",
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "reactions.add": "reactions:write",
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
}
EVENTS = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_id_changed": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "team_join": "users:read",
    "user_change": "users:read",
}
_MEMBERSHIP = frozenset(("member_joined_channel", "member_left_channel"))


def missing(
    method: str, granted: frozenset[str], kind: str | None = None, types: Iterable[str] = ()
) -> list[str] | None:
    """The scopes of which the method needs one and has none; None when it may be called.

    `kind` is that of the channel it is about (None when there is no such channel), `types` those that a list asks for.
    """
    if method in METHODS:
        return _none_of([METHODS[method]], granted)
    if method in BY_KIND:
        wanted = BY_KIND[method]
        return _none_of([wanted[kind]] if kind else list(wanted.values()), granted)
    if method in BY_TYPES:
        lacking = [_OF_TYPE[each] for each in types if each in _OF_TYPE and _OF_TYPE[each] not in granted]
        return lacking or None
    return None


def hears(subscription: str, granted: frozenset[str], channel_type: str | None) -> bool:
    """Whether an app with these scopes is told of such an event."""
    if subscription in _MEMBERSHIP:
        return ("groups:read" if channel_type == "G" else "channels:read") in granted
    needed = EVENTS.get(subscription)
    return needed is None or needed in granted


def _none_of(needed: list[str], granted: frozenset[str]) -> list[str] | None:
    return None if granted.intersection(needed) else needed
