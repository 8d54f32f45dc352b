"""What Slack delivers, taken apart once at the door: ids as they are, texts cleaned."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bot.domain.text import ChannelRef, Plain, meant, normalised, rich

LONGEST_FIELD = 3000
HELD_IN = re.compile(r"(?:^|\s)in\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Quoted:
    """A message on which a shortcut was used: its stored text, Slack's ids of its channel and author, its address."""

    channel: str
    ts: str
    author: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Incoming:
    """One delivery. `key` names it for the inbox, the same for a repetition, different for all else; "" is none."""

    kind: str
    workspace: str
    user: str
    key: str
    channel: str = ""
    channel_name: str = ""
    command: str = ""
    text: str = ""
    trigger_id: str = ""
    response_url: str = ""
    name: str = ""
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    from_modal: bool = False
    from_home: bool = False
    quoted: Quoted | None = None


def slash_command(body: Mapping[str, Any]) -> Incoming:
    return Incoming(
        kind="command",
        workspace=body.get("team_id", ""),
        user=body.get("user_id", ""),
        key=_key("command", body.get("trigger_id", "")),
        channel=body.get("channel_id", ""),
        channel_name=normalised(body.get("channel_name", "")),
        command=body.get("command", ""),
        text=meant(body.get("text") or ""),
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
    )


def button_press(body: Mapping[str, Any]) -> Incoming:
    action = (body.get("actions") or [{}])[0]
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    return Incoming(
        kind="button",
        workspace=_workspace(body),
        user=(body.get("user") or {}).get("id", ""),
        key=_key("button", body.get("trigger_id", "")),
        channel=channel,
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        name=action.get("action_id", ""),
        about=action.get("value", "") or "",
        from_modal=(body.get("view") or {}).get("type") == "modal",
        from_home=(body.get("view") or {}).get("type") == "home",
    )


def form_answer(body: Mapping[str, Any]) -> Incoming:
    """A form comes back after errors under the same view id: its key is the view and what was written."""
    view = body.get("view") or {}
    state = (view.get("state") or {}).get("values") or {}
    written = json.dumps([view.get("callback_id"), state], sort_keys=True)
    digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Incoming(
        kind="form",
        workspace=_workspace(body),
        user=(body.get("user") or {}).get("id", ""),
        key=_key("form", view.get("id", "") and f"{view['id']}:{digest}"),
        trigger_id=body.get("trigger_id", ""),
        name=view.get("callback_id", ""),
        about=view.get("private_metadata", "") or "",
        values={block: _value(next(iter(fields.values()), {})) for block, fields in state.items()},
    )


def shortcut(body: Mapping[str, Any]) -> Incoming:
    """From the menu of a message, or from the menu of all shortcuts, where there is neither a channel nor an address
    to answer to."""
    return Incoming(
        kind="shortcut",
        workspace=_workspace(body),
        user=(body.get("user") or {}).get("id", ""),
        key=_key("shortcut", body.get("trigger_id", "")),
        channel=(body.get("channel") or {}).get("id", ""),
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
        name=body.get("callback_id", ""),
        quoted=_quoted(body),
    )


def _quoted(body: Mapping[str, Any]) -> Quoted | None:
    message, channel = body.get("message") or {}, (body.get("channel") or {}).get("id", "")
    ts = str(message.get("ts") or body.get("message_ts") or "")
    if not message or not ts or not channel:
        return None
    return Quoted(
        channel=channel,
        ts=ts,
        author=str(message.get("user") or ""),
        text=meant(str(message.get("text") or ""), LONGEST_FIELD),
        link=_permalink((body.get("team") or {}).get("domain", ""), channel, ts, message.get("thread_ts")),
    )


def home_named(stored: str) -> str:
    """The channel (Slack's id) of which a line says that something is to be held `in` it; "" for none."""
    parts = rich(stored)
    for before, part in pairwise(parts):
        if isinstance(part, ChannelRef) and isinstance(before, Plain) and HELD_IN.search(before.text):
            return part.channel_id
    return ""


def _permalink(domain: str, channel: str, ts: str, thread: str | None) -> str:
    """The address of a message, as `chat.getPermalink` gives it: it is made of what the payload tells."""
    if not re.fullmatch(r"[A-Za-z0-9-]+", domain or ""):
        return ""
    address = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return address if thread in (None, ts) else f"{address}?thread_ts={thread}&cid={channel}"


# What Slack calls the answer, depending on the kind of element.
ANSWERS = ("value", "selected_time", "selected_date", "selected_user", "selected_channel", "selected_conversation")


def _value(element: Mapping[str, Any]) -> str:
    """What stands in one element, as text; several choices with commas between."""
    if (chosen := element.get("selected_option")) is not None:
        return str(chosen.get("value", ""))
    if (several := element.get("selected_options")) is not None:
        return ",".join(str(one.get("value", "")) for one in several)
    found = next((element[name] for name in ANSWERS if element.get(name) is not None), "")
    return normalised(str(found), LONGEST_FIELD)


def _workspace(body: Mapping[str, Any]) -> str:
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id", ""))


def _key(kind: str, what: str) -> str:
    return f"{kind}:{what}"[:128] if what else ""
