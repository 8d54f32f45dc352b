"""Some days of a team in lines: what digest and summary show alike, each list as long as there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.features import FeatureStatus
from bot.domain.health import Health, Reason
from bot.domain.text import clipped
from bot.domain.week import ActionFact, BlockerFact, DecisionFact, FeatureFact, Meeting, WeekFacts
from bot.messages.features import standing
from bot.messages.mrkdwn import Mrkdwn, day_in_words, escape, moment, said
from bot.messages.names import short
from bot.messages.templates import say

WORDS = "week"
LONGEST_TITLE = 80
# All lists of a digest together have to fit into one message.
ROOM, MOST = 900, 8
T = TypeVar("T")


def linked(ref: str, url: str = "") -> Mrkdwn:
    """A reference in bold; it leads to its source where there is one."""
    safe = url.startswith(("https://", "http://")) and not any(mark in url for mark in '<>|" \n\t')
    return Mrkdwn(f"*<{escape(url)}|{ref}>*" if safe and len(url) <= 300 else f"*{ref}*")


def title(stored: str) -> Mrkdwn:
    """Stored text as a list shows it: on one line, short."""
    return said(clipped(" ".join(stored.split()), LONGEST_TITLE))


def listing(
    heading: Mrkdwn, things: Sequence[T], line: Callable[[T], Mrkdwn], *, room: int = ROOM, most: int = MOST
) -> Mrkdwn:
    """A heading and a line for each of the first things, as many as fit; how many more there are."""
    return Mrkdwn("\n• ".join([heading, *bullets(things, line, room=room, most=most)]))


def bullets(things: Sequence[T], line: Callable[[T], Mrkdwn], *, room: int = ROOM, most: int = MOST) -> list[Mrkdwn]:
    """The lines alone; of thousands only those are made that may be shown."""
    shown: list[Mrkdwn] = []
    for one in things[:most]:
        made = line(one)
        room -= len(made) + 2
        if room < 0:
            break
        shown.append(made)
    left = len(things) - len(shown)
    return [*shown, say("people", "more", count=left)] if left else shown


def heading(what: str, things: Sequence[object]) -> Mrkdwn:
    return say(WORDS, "heading", what=what, count=len(things))


def colour(health: Health) -> Mrkdwn:
    return say(WORDS, "colour", colour=int(health.colour))


def reason(why: Reason, *, in_short: bool = False) -> Mrkdwn:
    return say(
        WORDS,
        "reason_in_short" if in_short else "reason",
        cause=why.cause.value,
        count=why.count,
        ref=why.ref,
        days=why.days,
    )


def feature(one: FeatureFact) -> Mrkdwn:
    return say(WORDS, "feature", ref=linked(one.ref, one.link), title=title(one.title))


def moved(one: FeatureFact) -> Mrkdwn:
    """From where to where, or where it stands."""
    before = one.was or FeatureStatus.NEW
    was = standing(before) if before != one.status else ""
    return say(
        WORDS, "moved", ref=linked(one.ref, one.link), title=title(one.title), was=was, status=standing(one.status)
    )


def slip(one: FeatureFact, today: date) -> Mrkdwn:
    """What was to be when, and what came of it."""
    named = {"ref": linked(one.ref, one.link), "title": title(one.title)}
    if one.target_on is not None and one.is_overdue(today):
        return say(WORDS, "overdue_target", **named, target=day_in_words(one.target_on), status=standing(one.status))
    if one.target_on is not None and one.target_was is not None and one.target_on > one.target_was:
        days = {"was": day_in_words(one.target_was), "target": day_in_words(one.target_on)}
        return say(WORDS, "target_moved", **named, **days)
    return say(WORDS, "put_back", **named, was=str(one.horizon_was or ""), horizon=str(one.horizon or ""))


def voted(one: FeatureFact) -> Mrkdwn:
    named = {"ref": linked(one.ref, one.link), "title": title(one.title)}
    return say(WORDS, "voted", **named, votes=one.votes, gained=one.gained)


def undecided(one: FeatureFact) -> Mrkdwn:
    """A feature with what it waits for."""
    return say(
        WORDS,
        "undecided",
        ref=linked(one.ref, one.link),
        title=title(one.title),
        status=standing(one.status),
        votes=one.votes,
        why=str(one.waits_for or ""),
    )


def blocker(one: BlockerFact, facts: WeekFacts) -> Mrkdwn:
    """One that is in the way, or was until it was solved."""
    ref, text = linked(one.ref), title(one.text)
    if one.ref in facts.solved_refs:
        return say(WORDS, "solved", ref=ref, text=text, age=one.age)
    owner, new = short(one.owner), one.ref in facts.opened_refs
    return say(WORDS, "blocker", ref=ref, text=text, owner=owner, age=one.age, acked=one.is_acked, new=new)


def action(one: ActionFact) -> Mrkdwn:
    due = "" if one.due_on is None else day_in_words(one.due_on)
    return say(WORDS, "action", ref=linked(one.ref), text=title(one.text), owner=short(one.owner), due=due)


def done(one: ActionFact) -> Mrkdwn:
    return say(WORDS, "done", ref=linked(one.ref), text=title(one.text), owner=short(one.owner))


def decision(one: DecisionFact) -> Mrkdwn:
    return say(WORDS, "decision", ref=linked(one.ref), text=title(one.text))


def ahead(one: Meeting | FeatureFact, zone: ZoneInfo) -> Mrkdwn:
    """A meeting with its time, or a feature with its target."""
    if isinstance(one, Meeting):
        return say(WORDS, "meeting", name=title(one.name), at=moment(one.at, zone))
    day = "" if one.target_on is None else day_in_words(one.target_on)
    named = {"ref": linked(one.ref, one.link), "title": title(one.title)}
    return say(WORDS, "target", **named, day=day, status=standing(one.status))
