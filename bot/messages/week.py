"""Some days of a team in lines: what digest and summary show alike, each list as long as there is room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.features import FeatureStatus
from bot.domain.health import Health, Reason
from bot.domain.text import clipped
from bot.domain.week import ActionFact, BlockerFact, FeatureFact, WeekFacts
from bot.messages.mrkdwn import Mrkdwn, day_in_words, escape, moment, said
from bot.messages.names import as_many_as_fit, short
from bot.messages.templates import say

WORDS = "week"
LONGEST_TITLE = 80
# All lists of a digest together have to fit into one message.
ROOM, MOST = 900, 8


def linked(ref: str, url: str = "") -> Mrkdwn:
    """A reference in bold; it leads to its source where there is one."""
    safe = url.startswith(("https://", "http://")) and not any(mark in url for mark in '<>|" \n\t')
    return Mrkdwn(f"*<{escape(url)}|{ref}>*" if safe and len(url) <= 300 else f"*{ref}*")


def title(stored: str) -> Mrkdwn:
    """Stored text as a list shows it: on one line, short."""
    return said(clipped(" ".join(stored.split()), LONGEST_TITLE))


def listing(heading: Mrkdwn, lines: Iterable[Mrkdwn], *, room: int = ROOM, most: int = MOST) -> Mrkdwn:
    """A heading and its lines, as many as fit."""
    return Mrkdwn("\n• ".join([heading, *as_many_as_fit(lines, room, most)]))


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


def shipped(facts: WeekFacts) -> list[Mrkdwn]:
    return [say(WORDS, "feature", ref=linked(one.ref, one.link), title=title(one.title)) for one in facts.shipped]


def moving(facts: WeekFacts) -> list[Mrkdwn]:
    return [_moved(one) for one in facts.moving]


def _moved(one: FeatureFact) -> Mrkdwn:
    before = one.was or FeatureStatus.NEW
    was = before.value if before != one.status else ""
    return say(WORDS, "moved", ref=linked(one.ref, one.link), title=title(one.title), was=was, status=one.status.value)


def slipped(facts: WeekFacts) -> list[Mrkdwn]:
    return [_slip(one, facts.day) for one in facts.slipped]


def _slip(one: FeatureFact, today: date) -> Mrkdwn:
    named = {"ref": linked(one.ref, one.link), "title": title(one.title)}
    if one.target_on is not None and one.is_overdue(today):
        return say(WORDS, "overdue_target", **named, target=day_in_words(one.target_on), status=one.status.value)
    if one.target_on is not None and one.target_was is not None and one.target_on > one.target_was:
        days = {"was": day_in_words(one.target_was), "target": day_in_words(one.target_on)}
        return say(WORDS, "target_moved", **named, **days)
    return say(WORDS, "put_back", **named, was=str(one.horizon_was or ""), horizon=str(one.horizon or ""))


def voted(features: Iterable[FeatureFact]) -> list[Mrkdwn]:
    return [
        say(WORDS, "voted", ref=linked(one.ref, one.link), title=title(one.title), votes=one.votes, gained=one.gained)
        for one in features
    ]


def undecided(one: FeatureFact, now: datetime) -> Mrkdwn:
    """A feature with what it waits for."""
    return say(
        WORDS,
        "undecided",
        ref=linked(one.ref, one.link),
        title=title(one.title),
        status=one.status.value,
        votes=one.votes,
        why=str(one.waits_for(now) or ""),
    )


def open_blockers(facts: WeekFacts) -> list[Mrkdwn]:
    """By age, the oldest first."""
    opened = {one.ref for one in facts.opened}
    return [_blocker(one, one.ref in opened) for one in facts.blockers]


def _blocker(one: BlockerFact, new: bool) -> Mrkdwn:
    ref, text, owner = linked(one.ref), title(one.text), short(one.owner)
    return say(WORDS, "blocker", ref=ref, text=text, owner=owner, age=one.age, acked=one.is_acked, new=new)


def blockers(facts: WeekFacts) -> list[Mrkdwn]:
    """The open ones, then those that were solved."""
    solved = [say(WORDS, "solved", ref=linked(one.ref), text=title(one.text), age=one.age) for one in facts.solved]
    return [*open_blockers(facts), *solved]


def overdue(facts: WeekFacts) -> list[Mrkdwn]:
    return [action(one) for one in facts.overdue]


def action(one: ActionFact) -> Mrkdwn:
    due = "" if one.due_on is None else day_in_words(one.due_on)
    return say(WORDS, "action", ref=linked(one.ref), text=title(one.text), owner=short(one.owner), due=due)


def actions(facts: WeekFacts) -> list[Mrkdwn]:
    """What is overdue, then what was done."""
    done = [say(WORDS, "done", ref=linked(one.ref), text=title(one.text), owner=short(one.owner)) for one in facts.done]
    return [*overdue(facts), *done]


def decisions(facts: WeekFacts) -> list[Mrkdwn]:
    return [say(WORDS, "decision", ref=linked(one.ref), text=title(one.text)) for one in facts.decisions]


def ahead(facts: WeekFacts, zone: ZoneInfo) -> list[Mrkdwn]:
    """Meetings and targets of the seven days after."""
    meetings = [say(WORDS, "meeting", name=title(one.name), at=moment(one.at, zone)) for one in facts.meetings]
    targets = [
        say(
            WORDS,
            "target",
            ref=linked(one.ref, one.link),
            title=title(one.title),
            day=day_in_words(one.target_on),
            status=one.status.value,
        )
        for one in facts.targets
        if one.target_on is not None
    ]
    return [*meetings, *targets]
