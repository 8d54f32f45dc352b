"""The app's manifest: what Slack has to know of the bot, made of the same table as help and docs."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bot.commands.slash import ROOT
from bot.commands.table import Table

INSTALL_PAGE = "https://api.slack.com/apps"
# Each scope with what it is for: the least that the features need.
SCOPES = {
    "commands": "the slash commands",
    "chat:write": "prompts, threads, wrap-ups",
    "users:read": "names and time zones",
    "channels:read": "who is in a team's channel",
    "groups:read": "the same for private channels",
    "channels:history": "finding its own posts again after a fault, so that none is posted twice",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages, and an answer to what people write to the bot",
    "im:write": "files that somebody asked for, in their direct messages",
    "files:write": "the same",
}
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
    "user_change",
)
ABOUT = "Keeps a product team in rhythm: stand-ups at everybody's own time, one thread a day, a wrap-up."


class WrongAddress(ValueError):
    """Slack would not send anything there; the text says what is wrong."""


def manifest(table: Table, *, http: str | None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for requests to `http` (the bot's address, with or without the path).

    Raises WrongAddress.
    """
    url = None if http is None else _events_url(http)
    settings: dict[str, Any] = {
        "event_subscriptions": {"bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": url is None,
        "token_rotation_enabled": False,
    }
    if url is not None:
        settings["event_subscriptions"]["request_url"] = url
        settings["interactivity"]["request_url"] = url
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": "Drumbeat", "description": ABOUT, "background_color": "#2c2d30"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Drumbeat", "always_online": True},
            "shortcuts": shortcuts(table),
            "slash_commands": [command | ({} if url is None else {"url": url}) for command in commands(table)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": settings,
    }


def commands(table: Table) -> list[dict[str, Any]]:
    """The slash commands as the manifest declares them."""
    rows = [(table.command_of(noun), noun.about, " | ".join([*noun.verbs, "help"])) for noun in table.nouns]
    rows.append((f"/{ROOT}", "Everything that Drumbeat can do.", " | ".join(["help", *(n.name for n in table.nouns)])))
    return [
        {"command": command, "description": about, "usage_hint": hint, "should_escape": True}
        for command, about, hint in rows
    ]


def shortcuts(table: Table) -> list[dict[str, str]]:
    """The entries in Slack's menus as the manifest declares them."""
    return [
        {
            "name": shortcut.name,
            "type": "message" if shortcut.on_message else "global",
            "callback_id": callback,
            "description": shortcut.meaning,
        }
        for noun in table.nouns
        for callback, shortcut in noun.shortcuts.items()
    ]


def install_link(described: dict[str, Any]) -> str:
    """One address to open: Slack's page for a new app, with the manifest filled in."""
    query = {"new_app": "1", "manifest_json": json.dumps(described, separators=(",", ":"), ensure_ascii=False)}
    return f"{INSTALL_PAGE}?{urlencode(query, quote_via=quote)}"


def _events_url(address: str) -> str:
    try:
        parts = urlsplit(address)
        whole = parts.scheme == "https" and parts.hostname and not re.search(r"[\s?#]", address)
    except ValueError:
        whole = False
    if not whole:
        raise WrongAddress(f'is "{address}"; it must be an https address, such as https://bot.example.com')
    address = address.rstrip("/")
    return address if address.endswith("/slack/events") else f"{address}/slack/events"
