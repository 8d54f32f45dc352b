"""Pauses in words: why we cannot post in a channel, and what somebody can do about it."""

from __future__ import annotations

from collections.abc import Iterable
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


def fix_for(error: str, channel: str, kinds: Iterable[str]) -> Mrkdwn:
    """What to do, in sentences; `kinds` are those of what is paused."""
    link = channel_link(channel)
    if error == "is_archived":
        verbs = list(dict.fromkeys(say(WORDS, "sets_up", kind=kind) for kind in kinds))
        return say(WORDS, "fix_is_archived", channel=link, verbs=verbs)
    return say(WORDS, "fix_not_in_channel" if error in SAID else "fix_restricted", channel=link)


def with_pause(line: Mrkdwn, ceremony: Ceremony, zone: ZoneInfo) -> Mrkdwn:
    """A line of a list; below it, where that is so, that the ceremony waits, since when and why."""
    if ceremony.paused_at is None:
        return line
    why, since = why_paused(ceremony.paused_for or ""), moment(ceremony.paused_at, zone)
    return Mrkdwn(f"{line}\n{say(WORDS, 'paused_here', why=why, since=since)}")
