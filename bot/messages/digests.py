"""Digests in words: a week of a team on one page, and what is said about setting one up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.cadence import Due
from bot.domain.grammar.days import weekdays_in_words
from bot.domain.grammar.times import time_in_words
from bot.domain.health import proposed_health
from bot.domain.message import Block, Message
from bot.domain.week import FeatureFact, Meeting, WeekFacts
from bot.messages import blocks, week
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, channel_link, cut, day_in_words, moment, said
from bot.messages.names import short
from bot.messages.pauses import with_pause
from bot.messages.templates import label, say
from bot.storage.ceremonies import Ceremony
from bot.storage.digests import Past, Told
from bot.storage.teams import Team

WORDS = "digests"
FEW_EVENTS = 3
T = TypeVar("T")
Listed = tuple[Ceremony, Sequence[Due], ZoneInfo, bool]
"""A digest with its next dates, its zone, and whether it is paused."""
# From how long on it is told as the week that it ends in, and not as a day.
ABOUT_A_WEEK = timedelta(days=4)


@dataclass(frozen=True)
class Than:
    """By how much each number of the head is more than the time before; 0 where nothing is known of that."""

    shipped: int = 0
    in_progress: int = 0
    blockers: int = 0
    solved: int = 0
    requests: int = 0
    done: int = 0
    participation: int = 0


def compared(now: WeekFacts, before: WeekFacts | None) -> Than:
    if before is None:
        return Than()
    both = now.participation is not None and before.participation is not None
    return Than(
        shipped=len(now.shipped) - len(before.shipped),
        in_progress=len(now.in_progress) - len(before.in_progress),
        blockers=len(now.blockers) - len(before.blockers),
        solved=len(now.solved) - len(before.solved),
        requests=len(now.requested) - len(before.requested),
        done=len(now.done) - len(before.done),
        participation=(now.participation or 0) - (before.participation or 0) if both else 0,
    )


def digest(told: Told, team: Team, zone: ZoneInfo) -> Message:
    """The whole of it; one line where next to nothing happened."""
    facts = told.now
    if facts.events < FEW_EVENTS and not told.notes:
        text = _quiet(told, team)
        return Message(text, (blocks.section(text),))
    head = _head(told, team)
    top: list[Block] = [blocks.section(head)]
    reasons = [week.reason(why) for why in proposed_health(facts).reasons]
    if reasons:
        top.append(blocks.context(Mrkdwn(" ".join(reasons))))
    lists = _lists(told, zone)
    small_print = blocks.context(_small_print(told, zone))
    groups = [[blocks.section(one)] for one in lists]
    fits = fitting(groups, besides=[*top, small_print])
    shown = (*top, *(block for group in groups[:fits] for block in group), small_print)
    return Message(cut("\n".join([head, *lists]), FALLBACK_CHARACTERS), shown)


def span_in_words(facts: WeekFacts, day: date) -> Mrkdwn:
    """`Week 48`; the day, of digests that come more often."""
    if facts.last_at - facts.first_at < ABOUT_A_WEEK and day.weekday() != facts.first_at.weekday():
        return Mrkdwn(day_in_words(day))
    return say(WORDS, "span_week", number=day.isocalendar().week)


def _quiet(told: Told, team: Team) -> Mrkdwn:
    health = proposed_health(told.now)
    return say(
        WORDS,
        "quiet",
        span=span_in_words(told.now, told.day),
        team=team.name,
        colour=week.colour(health),
        why=week.reason(health.reasons[0], in_short=True) if health.reasons else "",
        events=told.now.events,
    )


def _head(told: Told, team: Team) -> Mrkdwn:
    facts, health = told.now, proposed_health(told.now)
    top = facts.gaining[0] if facts.gaining else None
    return say(
        WORDS,
        "head",
        span=span_in_words(facts, told.day),
        team=team.name,
        colour=week.colour(health),
        why=week.reason(health.reasons[0], in_short=True) if health.reasons else "",
        shipped=len(facts.shipped),
        in_progress=len(facts.in_progress),
        blockers=len(facts.blockers),
        solved=len(facts.solved),
        requests=len(facts.requested),
        top="" if top is None else top.ref,
        gained=0 if top is None else top.gained,
        done=len(facts.done),
        promised=len(facts.done) + len(facts.actions),
        participation=facts.participation,
        than=compared(facts, told.before),
    )


def _lists(told: Told, zone: ZoneInfo) -> list[Mrkdwn]:
    """Each section with its lines; empty ones are left out."""
    facts = told.now
    more = [one for one in facts.gaining if not one.is_new]
    coming: list[Meeting | FeatureFact] = [*facts.meetings, *facts.targets]
    found = (
        _list("notes", told.notes, lambda note: say("week", "note", by=short(note[0]), text=said(note[1]))),
        _list("shipped", facts.shipped, week.feature),
        _list("moving", facts.moving, week.moved),
        _list("resting", facts.resting, week.moved),
        _list("slipped", facts.slipped, lambda one: week.slip(one, facts.day)),
        _list("requested", facts.requested, week.voted),
        _list("gaining", more, week.voted),
        _blockers(facts),
        _actions(facts),
        _list("decisions", facts.decisions, week.decision),
        _list("next", coming, lambda one: week.ahead(one, zone)),
    )
    return [one for one in found if one]


def _list(what: str, things: Sequence[T], line: Callable[[T], Mrkdwn]) -> Mrkdwn:
    return week.listing(week.heading(what, things), things, line) if things else Mrkdwn()


def _blockers(facts: WeekFacts) -> Mrkdwn:
    """The open ones by age, then those that were solved."""
    counts = {"open": len(facts.blockers), "solved": len(facts.solved), "opened": len(facts.opened)}
    both = [*facts.blockers, *facts.solved]
    heading = say("week", "blockers_heading", **counts)
    return week.listing(heading, both, lambda one: week.blocker(one, facts)) if both else Mrkdwn()


def _actions(facts: WeekFacts) -> Mrkdwn:
    """What is overdue, then what was done."""
    late = len(facts.overdue)
    counts = {"done": len(facts.done), "overdue": late, "open": len(facts.actions)}
    lines = [*((one, week.action) for one in facts.overdue), *((one, week.done) for one in facts.done)]
    heading = say("week", "actions_heading", **counts)
    return week.listing(heading, lines, lambda line: line[1](line[0])) if lines else Mrkdwn()


def _small_print(told: Told, zone: ZoneInfo) -> Mrkdwn:
    first, last = moment(told.now.first_at, zone), moment(told.now.last_at, zone)
    footer = say(WORDS, "footer" if told.before is not None else "footer_first", first=first, last=last)
    return Mrkdwn(f"{footer} {say(WORDS, 'missed_before')}" if told.missed_before else footer)


def preview(
    shown: Message,
    ceremony: Ceremony | None,
    zone: ZoneInfo,
    *,
    due: Due | None = None,
    past: Past | None = None,
    may_post: bool = False,
) -> Message:
    """The digest as it would be, above it what it is; `ceremony` None: the team has none yet; `due` None: paused."""
    if ceremony is None:
        note = say(WORDS, "preview_without")
    else:
        note = _standing(ceremony, Mrkdwn() if due is None else moment(due.at, zone), past, zone, may_post=may_post)
    below: list[Block] = []
    if ceremony is not None and may_post:
        below = [blocks.actions([blocks.button(label(WORDS, "post_now"), "digest.post", str(ceremony.id))])]
    return Message(cut(f"{note} {shown.text}", FALLBACK_CHARACTERS), (blocks.context(note), *shown.blocks, *below))


def _standing(ceremony: Ceremony, due: Mrkdwn, past: Past | None, zone: ZoneInfo, *, may_post: bool) -> Mrkdwn:
    """When it comes; or, of a day whose digest does not come any more, what has become of it."""
    if past is None:
        return say(WORDS, "preview", name=ceremony.name, due=due)
    if past.posted_at is not None:
        at = moment(past.posted_at, zone)
        return say(WORDS, "preview_posted", name=ceremony.name, at=at, may_post=may_post)
    day, skipped = day_in_words(past.day), past.skipped
    return say(WORDS, "preview_left_out", name=ceremony.name, day=day, skipped=skipped, due=due, may_post=may_post)


def cadence(ceremony: Ceremony, zone: ZoneInfo) -> Mrkdwn:
    """`Fri at 16:00 Europe/Berlin`."""
    days = weekdays_in_words(ceremony.weekdays)
    return say(WORDS, "cadence", days=days, every=ceremony.every, at=time_in_words(ceremony.at), zone=zone.key)


def created(
    ceremony: Ceremony, team: Team, dues: Sequence[Due], zone: ZoneInfo, *, new_team: bool, bot_is_in: bool
) -> Message:
    """One sentence with the next three dates."""
    text = say(
        WORDS,
        "created",
        name=ceremony.name,
        team=team.name,
        channel=channel_link(team.channel),
        cadence=cadence(ceremony, zone),
        dues=[moment(due.at, zone) for due in dues],
    )
    notes = [
        say("ceremonies", "new_team", team=team.name) if new_team else None,
        None if bot_is_in else say("teams", "invite_me", channel=channel_link(team.channel)),
    ]
    small_print = Mrkdwn(" ".join(note for note in notes if note))
    below = (blocks.context(small_print),) if small_print else ()
    return Message(cut(f"{text} {small_print}".strip(), FALLBACK_CHARACTERS), (blocks.section(text), *below))


def listed(team: Team, digests: Sequence[Listed]) -> Message:
    """All of a team's digests, with the next dates of each and whether it is paused."""
    if not digests:
        return _sentence(say(WORDS, "none_yet", team=team.name))
    return _sentence(week.listing(say(WORDS, "list_title", team=team.name), digests, _listed, room=2800, most=20))


def _listed(row: Listed) -> Mrkdwn:
    ceremony, dues, zone, paused = row
    times = [moment(due.at, zone) for due in dues]
    line = say(WORDS, "listed", name=ceremony.name, cadence=cadence(ceremony, zone), dues=times, paused=paused)
    return with_pause(line, ceremony, zone)


def posted(ceremony: Ceremony, team: Team, day: date, *, again: bool) -> Message:
    """`again`: it stood there already, and is edited."""
    channel = channel_link(team.channel)
    return _sentence(say(WORDS, "posted", name=ceremony.name, day=day_in_words(day), channel=channel, again=again))


def skipped(ceremony: Ceremony, day: date, due: Due, zone: ZoneInfo, *, changed: bool) -> Message:
    if not changed:
        return _sentence(say(WORDS, "not_skipped", name=ceremony.name, day=day_in_words(day)))
    return _sentence(say(WORDS, "skipped", name=ceremony.name, day=day_in_words(day), due=moment(due.at, zone)))


def noted(ceremony: Ceremony, day: date, by: str, text: str) -> Message:
    """What was kept, said back."""
    kept = say(WORDS, "noted", name=ceremony.name, day=day_in_words(day))
    said_back = say(WORDS, "note_said", by=short(by), text=said(text))
    return Message(cut(f"{kept} {said_back}", FALLBACK_CHARACTERS), (blocks.section(kept), blocks.section(said_back)))


def stopped(ceremony: Ceremony, what: Literal["paused", "ended"]) -> Message:
    return _sentence(say(WORDS, what, name=ceremony.name))


def resumed(ceremony: Ceremony, due: Due, zone: ZoneInfo) -> Message:
    return _sentence(say(WORDS, "resumed", name=ceremony.name, due=moment(due.at, zone)))


def _sentence(text: Mrkdwn) -> Message:
    return Message(cut(text, FALLBACK_CHARACTERS), (blocks.section(text),))
