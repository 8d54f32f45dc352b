"""Pauses in words: why we cannot post in a channel, and what somebody can do about it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.messages.mrkdwn import Mrkdwn, channel_link, moment
from bot.messages.templates import say
from bot.storage.ceremonies import Ceremony

WORDS = "notices"
SAID = ("not_in_channel", "is_archived", "channel_not_found")
RESTRICTED = "restricted_action"


def why_paused(error: str) -> Mrkdwn:
    """Slack's error code as the end of a sentence."""
    if error.startswith(RESTRICTED):
        return say(WORDS, "why_restricted")
    return say(WORDS, f"why_{error}") if error in SAID else say(WORDS, "why_else", code=error)


def fix_for(error: str, channel: str) -> Mrkdwn:
    """What to do, in sentences."""
    name = {"is_archived": "fix_is_archived"}.get(error, "fix_not_in_channel")
    if error not in SAID:
        name = "fix_restricted"
    return say(WORDS, name, channel=channel_link(channel))


def paused_line(ceremony: Ceremony, zone: ZoneInfo) -> Mrkdwn | None:
    """For lists: that it waits, since when and why; None for one that goes on."""
    if ceremony.paused_at is None:
        return None
    why = why_paused(ceremony.paused_for or "")
    return say(WORDS, "paused_here", why=why, since=moment(ceremony.paused_at, zone))
