"""Notices in words: what did not happen or was not posted, why, and what to do about it, in one message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.domain.message import Message
from bot.domain.notices import Notice, What
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, channel_link, cut, day_in_words, moment
from bot.messages.names import as_many_as_fit, short
from bot.messages.pauses import fix_for, why_paused
from bot.messages.templates import say

WORDS = "notices"
NAMES_ROOM = 400
MOST_LINES = 15
# Slack says so of people whom it does not know any more, or who do not take messages of apps.
NOT_TO_BE_REACHED = frozenset({"user_not_found", "cannot_dm_bot", "user_is_restricted", "messages_tab_disabled"})
Line = Callable[[Notice], Mrkdwn]


def notice(notices: Sequence[Notice], zone: ZoneInfo) -> Message:
    """All of it, to the one person who is told; `zone` is theirs."""
    told = [
        *(_goes_on(one, zone) for one in notices if one.what == What.GOES_ON),
        *(_paused(one) for one in notices if one.what == What.PAUSED),
        *_did_not_happen([one for one in notices if one.what in (What.MISSED, What.NOT_ASKED)], zone),
        *_not_posted([one for one in notices if one.what in (What.NOT_POSTED, What.UNSURE)]),
    ]
    shown = [blocks.section(one) for one in told]
    fits = fitting([[one] for one in shown])
    if fits < len(shown):
        shown = [*shown[:fits], blocks.context(say(WORDS, "and_more", count=len(told) - fits))]
    return Message(cut("\n\n".join(told), FALLBACK_CHARACTERS), tuple(shown))


def _goes_on(one: Notice, zone: ZoneInfo) -> Mrkdwn:
    since = "" if one.since is None else moment(one.since, zone)
    return say(WORDS, "goes_on", channel=channel_link(one.channel), names=_names(one.parts), since=since)


def _paused(one: Notice) -> Mrkdwn:
    channel = channel_link(one.channel)
    names = _names(name for _, _, name in map(_parted, one.parts))
    sentence = say(WORDS, "paused", channel=channel, why=why_paused(one.why), names=names)
    fix = fix_for(one.why, one.channel, [kind for kind, _, _ in map(_parted, one.parts)])
    return Mrkdwn(f"{sentence}\n{fix}")


def _did_not_happen(notices: Sequence[Notice], zone: ZoneInfo) -> list[Mrkdwn]:
    """A paragraph for each absence; at the end that all goes on as usual."""
    told = []
    for (since, until), some in groupby(notices, key=lambda one: (one.since, one.until)):
        if since is None or until is None:
            head = say(WORDS, "too_late")
        else:
            head = say(WORDS, "was_off", since=moment(since, zone), until=moment(until, zone))
        told.append(_listed(head, some, _missed))
    return [*told, say(WORDS, "goes_on_as_usual")] if told else []


def _missed(one: Notice) -> Mrkdwn:
    names = {"team": short(one.team), "ceremony": short(one.ceremony)}
    if one.what == What.MISSED:
        days = as_many_as_fit((Mrkdwn(day_in_words(date.fromisoformat(day))) for day in one.parts), NAMES_ROOM)
        return say(WORDS, "missed", **names, days=days)
    return say(WORDS, "not_asked", **names, day=_day(one), names=_names(one.parts))


def _not_posted(notices: Sequence[Notice]) -> list[Mrkdwn]:
    """A paragraph for each reason."""
    told = []
    for (what, why), some in groupby(notices, key=lambda one: (one.what, one.why)):
        if what == What.UNSURE:
            head = say(WORDS, "nobody_knows", why=why)
        elif why:
            fix = say(WORDS, "cannot_reach" if why in NOT_TO_BE_REACHED else "report_it")
            head = say(WORDS, "was_not_taken", why=why, fix=fix)
        else:
            head = say(WORDS, "came_too_late")
        told.append(_listed(head, some, _post))
    return told


def _post(one: Notice) -> Mrkdwn:
    things = [say(WORDS, "thing", slug=slug, whose=short(whose)) for slug, _, whose in map(_parted, one.parts)]
    channel = channel_link(one.channel) if one.channel[:1] in ("C", "G") else ""
    names = {"team": short(one.team), "ceremony": short(one.ceremony)}
    return say(WORDS, "not_posted", things=things, **names, day=_day(one), channel=channel)


def _parted(part: str) -> tuple[str, str, str]:
    """`prompt:Ben` is the prompt for Ben."""
    return part.partition(":")


def _listed(head: Mrkdwn, notices: Iterable[Notice], line: Line) -> Mrkdwn:
    lines = [line(one) for one in notices]
    more = [say(WORDS, "and_more", count=len(lines) - MOST_LINES)] if len(lines) > MOST_LINES else []
    return Mrkdwn("\n".join([head, *lines[:MOST_LINES], *more]))


def _day(one: Notice) -> str:
    return "" if one.day is None else day_in_words(one.day)


def _names(parts: Iterable[str]) -> list[Mrkdwn]:
    return as_many_as_fit(map(short, parts), NAMES_ROOM)
