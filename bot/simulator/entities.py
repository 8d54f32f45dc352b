"""Text between what people type and read, and what Slack stores and sends: mentions, links, `& < >`."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.simulator.world import Person, World

_URL = r"https?://(?:(?!&[lg]t;)[^\s<>|])+"
_TOKENS = re.compile(rf"(?P<url>{_URL})|(?<![\w&])@(?P<person>\w[\w-]*(?:\.[\w-]+)*)|(?<![\w&])#(?P<channel>[\w-]+)")
_MARKUP = re.compile(r"<(?P<inside>[^<>]+)>")
_DATE = re.compile(r"!date\^(?P<stamp>-?\d+)\^(?P<format>[^|^]*)(?:\^[^|]*)?(?:\|(?P<fallback>.*))?", re.DOTALL)


def sent(world: World, workspace_id: str, typed: str) -> str:
    """What Slack makes of typed text: names become ids, URLs stand in <>, `& < >` are escaped."""

    def token(match: re.Match[str]) -> str:
        if match["url"]:
            return f"<{match['url']}>"
        if match["person"]:
            person = world.person_named(workspace_id, match["person"])
            return f"<@{person.id}>" if person else match[0]
        channel = world.channel_named(workspace_id, match["channel"])
        if channel is None:
            return match[0]
        return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"

    escaped = html.escape(typed, quote=False)
    return _TOKENS.sub(token, escaped)


def read(world: World, markup: str, reader: Person) -> str:
    """What a person reads: names instead of ids, labels instead of links, dates in their own time."""

    def token(match: re.Match[str]) -> str:
        return _shown(world, match["inside"], reader)

    shown = _MARKUP.sub(token, markup)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(world: World, inside: str, reader: Person) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        person = world.people.get(target[1:])
        return "@" + (person.shown_name if person else label or target[1:])
    if target.startswith("#"):
        return _channel(world, target[1:], label, reader)
    if target.startswith("!date"):
        return _date(inside, reader)
    if target.startswith("!"):
        return label or "@" + target[1:].split("^")[0]
    return label or target


def _channel(world: World, channel_id: str, label: str, reader: Person) -> str:
    channel = world.channels.get(channel_id)
    if channel is None:
        return "#" + (label or channel_id)
    hidden = channel.is_private and reader.id not in channel.members
    return "private channel" if hidden else f"#{channel.name}"


def _date(inside: str, reader: Person) -> str:
    match = _DATE.fullmatch(inside)
    if match is None:
        return inside
    local = datetime.fromtimestamp(int(match["stamp"]), UTC).astimezone(ZoneInfo(reader.zone))
    day, year = local.day, local.year
    parts = {
        "date_num": f"{local:%Y-%m-%d}",
        "date": f"{local:%B} {day}, {year}",
        "date_short": f"{local:%b} {day}, {year}",
        "date_long": f"{local:%A}, {local:%B} {day}, {year}",
        "time": f"{local:%H:%M}",
        "time_secs": f"{local:%H:%M:%S}",
    }
    parts |= {f"{name}_pretty": parts[name] for name in ("date", "date_short", "date_long")}
    return re.sub(r"\{(\w+)\}", lambda part: parts.get(part[1], part[0]), match["format"])
