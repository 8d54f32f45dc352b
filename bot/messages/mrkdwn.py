"""Slack's markup: what people wrote is escaped on the way out, and only there."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.text import ChannelRef, Link, Mention, Plain, plain, rich


class Mrkdwn(str):
    """A string that is markup already: the templates leave it as it is."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """Only these three characters mean something to Slack's parser of links, mentions and broadcasts."""
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def cut(markup: str, longest: int) -> Mrkdwn:
    """At most `longest` characters; never within an escape or something between < and >."""
    if len(markup) <= longest:
        return Mrkdwn(markup)
    kept = markup[: longest - 1]
    for begins, ends in (("<", ">"), ("&", ";")):
        begun = kept.rfind(begins)
        if begun > kept.rfind(ends):
            kept = kept[:begun]
    return Mrkdwn(f"{kept.rstrip()}…")


def said(stored: str) -> Mrkdwn:
    """Stored text on one line of markup, nobody pinged: mentions and channels by name."""
    return escape(plain(stored))


def mention(slack_id: str) -> Mrkdwn:
    return Mrkdwn(f"<@{slack_id}>")


def channel_link(slack_id: str) -> Mrkdwn:
    return Mrkdwn(f"<#{slack_id}>")


def moment(at: datetime, zone: ZoneInfo, form: str = "{date_short_pretty} {time}") -> Mrkdwn:
    """An instant in the reader's own time; where Slack cannot tell that, in `zone` with its name."""
    local = at.astimezone(zone)
    words = {
        "{time}": local.strftime("%H:%M"),
        "{date_short_pretty} {time}": f"{local:%a} {local.day} {local:%b %H:%M}",
    }
    fallback = f"{words[form]} {local.tzname()}"
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{form}|{escape(fallback)}>")


def clock_time(at: datetime, zone: ZoneInfo) -> Mrkdwn:
    """The time of day of an instant, in the reader's own time."""
    return moment(at, zone, "{time}")


@lru_cache(maxsize=1000)
def day_in_words(day: date, *, with_year: bool = False) -> str:
    """`Tue 24 Nov`, or `Tue 29 Feb 2028`."""
    words = f"{day:%a} {day.day} {day:%b}"
    return f"{words} {day.year}" if with_year else words


def rich_elements(stored: str, *, pings: bool) -> list[dict[str, object]]:
    """Stored text as elements of a rich text block, which Slack does not parse: it comes out as it was typed.

    `pings` keeps mentions of people as mentions; else they are names.
    """
    elements: list[dict[str, object]] = []
    for part in rich(stored):
        match part:
            case Plain(text):
                elements.append({"type": "text", "text": text})
            case Mention(user_id) if pings:
                elements.append({"type": "user", "user_id": user_id})
            case ChannelRef(channel_id):
                elements.append({"type": "channel", "channel_id": channel_id})
            case Link(url, label):
                elements.append({"type": "link", "url": url, "text": _where_it_leads(url, label)})
            case Mention(user_id, name):
                elements.append({"type": "text", "text": f"@{name or user_id}"})
    return elements


def _where_it_leads(url: str, label: str) -> str:
    """A link's own words must not hide where it leads."""
    return label if label and url.removeprefix("mailto:").endswith(label) else f"{label} ({url})" if label else url
