"""Summaries in words: a team at one glance, several in a line each, and what waits for one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.blockers import BlockerLine
from bot.domain.features.listed import FeatureLine
from bot.domain.grammar.dates import date_in_words
from bot.domain.health import proposed_health
from bot.domain.message import Block, Message
from bot.domain.week import WeekFacts
from bot.domain.zones import zone_or
from bot.messages import blocks, week
from bot.messages.features import standing
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, channel_link, clock_time, cut, day_in_words
from bot.messages.names import short
from bot.messages.templates import label, say
from bot.storage.action_items import ActionItem
from bot.storage.summaries import Mine, Summary
from bot.storage.teams import Team

WORDS = "summaries"
MOST_TEAMS = 15
MOST_TO_DISCUSS = 3
FORMS_SHOWN = 5
T = TypeVar("T")


def summary(found: Summary, team: Team, *, share: str = "", shared_by: str = "", public: bool = False) -> Message:
    """How the team is, with its reasons; `share` is what the *Share* button carries ("" for none)."""
    facts = found.facts
    head = [_head(found, team), say(WORDS, "freshness", silent=found.silent, asked=found.asked, later=found.later)]
    top: list[Block] = [blocks.section(head[0]), blocks.context(head[1]), blocks.section(_health(facts))]
    buttons = [blocks.actions([blocks.button(label(WORDS, "share"), "summary.share", share)])] if share else []
    signed = [blocks.context(say(WORDS, "shared_by", name=short(shared_by)))] if shared_by else []
    lists = _lists(facts)
    groups = [*([blocks.section(one)] for one in lists), *_undecided(facts)]
    fits = fitting(groups, besides=[*top, *buttons, *signed])
    middle = [block for group in groups[:fits] for block in group]
    text = cut("\n".join([*head, _health(facts), *lists]), FALLBACK_CHARACTERS)
    return Message(text, (*top, *middle, *signed, *buttons), public=public)


def _head(found: Summary, team: Team) -> Mrkdwn:
    colour = week.colour(proposed_health(found.facts))
    this_year = found.since.year == found.facts.day.year
    since = day_in_words(found.since) if this_year else date_in_words(found.since)
    return say(WORDS, "head", team=team.name, colour=colour, since=since)


def _health(facts: WeekFacts) -> Mrkdwn:
    health = proposed_health(facts)
    numbers = say(
        WORDS,
        "numbers",
        shipped=len(facts.shipped),
        in_progress=len(facts.in_progress),
        slipped=len(facts.slipped),
        requests=len(facts.requested),
        open=len(facts.blockers),
        opened=len(facts.opened),
        solved=len(facts.solved),
        done=len(facts.done),
        promised=len(facts.done) + len(facts.actions),
    )
    if not health.reasons:
        return Mrkdwn(f"{say(WORDS, 'healthy')}\n{numbers}")
    name = say("week", "colour_name", colour=int(health.colour))
    proposed = say(WORDS, "health", colour_name=name, reasons=[week.reason(why) for why in health.reasons])
    return Mrkdwn(f"{proposed}\n{numbers}")


def _lists(facts: WeekFacts) -> list[Mrkdwn]:
    """Each list that has something in it."""
    found = [
        _list("shipped", facts.shipped, week.feature),
        _list("moving", facts.moving, week.moved),
        _list("resting", facts.resting, week.moved),
        _list("slipped", facts.slipped, lambda one: week.slip(one, facts.day)),
        _list("blockers", facts.blockers, lambda one: week.blocker(one, facts)),
        _list("overdue", facts.overdue, week.action),
        _list("wanted", facts.wanted, week.voted),
    ]
    if facts.participation is not None:
        numbers = {"answered": facts.answered, "expected": facts.expected, "percent": facts.participation}
        found.append(say(WORDS, "participation", **numbers))
    return [one for one in found if one]


def _list(what: str, things: Sequence[T], line: Callable[[T], Mrkdwn]) -> Mrkdwn:
    return week.listing(week.heading(what, things), things, line) if things else Mrkdwn()


def _undecided(facts: WeekFacts) -> list[list[Block]]:
    """What somebody has to decide: the first ones with a button that puts them on an agenda."""
    waiting = facts.undecided
    if not waiting:
        return []
    shown: list[Block] = [blocks.section(week.heading("undecided", waiting))]
    for one in waiting[:MOST_TO_DISCUSS]:
        discuss = blocks.button(label(WORDS, "discuss"), "agenda.discuss", one.ref)
        shown.append(blocks.section(week.undecided(one), accessory=discuss))
    rest = week.bullets(waiting[MOST_TO_DISCUSS:], week.undecided)
    if rest:
        shown.append(blocks.section(Mrkdwn("\n".join(f"• {line}" for line in rest))))
    return [shown]


def several(rows: Sequence[tuple[Team, Summary]], *, left: int) -> Message:
    """A line for each team, with a button that opens it; `left` is how many more there are."""
    title = say(WORDS, "several")
    lines = [(_line(team, found), team) for team, found in rows]
    opened = label(WORDS, "open")
    shown = [blocks.section(line, accessory=_button(opened, team)) for line, team in lines]
    if left:
        shown.append(blocks.context(say(WORDS, "more_teams", count=left)))
    text = "\n".join([title, *(line for line, _ in lines)])
    return Message(cut(text, FALLBACK_CHARACTERS), (blocks.section(title), *shown))


def _button(text: str, team: Team) -> Block:
    return blocks.button(text, "summary.show", str(team.id))


def _line(team: Team, found: Summary) -> Mrkdwn:
    facts = found.facts
    return say(
        WORDS,
        "line",
        team=team.name,
        colour=week.colour(proposed_health(facts)),
        open=len(facts.blockers),
        overdue=len(facts.overdue),
        slipped=len(facts.slipped),
        silent=found.silent,
        asked=found.asked,
    )


def shared(team: Team, *, now: bool) -> Message:
    """Said to whoever pressed *Share*; `now` False: it was shared before."""
    text = say(WORDS, "shared" if now else "shared_before", channel=channel_link(team.channel))
    return Message(text, (blocks.section(text),))


def mine(found: Mine, zone: ZoneInfo) -> Message:
    """What waits for one person, each kind in a list of its own."""
    lists = [one for one in (_blockers(found), _actions(found), _features(found)) if one]
    forms = _forms(found, zone)
    if not lists and not forms:
        text = say(WORDS, "nothing_waits")
        return Message(text, (blocks.section(text),))
    title = say(WORDS, "mine_title")
    shown = [blocks.section(title), *forms, *map(blocks.section, lists)]
    spoken = [title, *(Mrkdwn(block["text"]["text"]) for block in forms), *lists]
    return Message(cut("\n".join(spoken), FALLBACK_CHARACTERS), tuple(shown))


def _forms(found: Mine, zone: ZoneInfo) -> list[Block]:
    """The forms that are open, the first ones with the button that opens them."""
    if not found.forms:
        return []
    shown = [blocks.section(say(WORDS, "forms", count=len(found.forms)))]
    for place in found.forms[:FORMS_SHOWN]:
        due = clock_time(place.participant.deadline_at, zone_or(place.ceremony.zone, zone))
        line = say(WORDS, "form", team=place.team.name, ceremony=place.ceremony.name, due=due)
        fill_in = blocks.button(label(WORDS, "fill_in"), "standup.fill", str(place.occurrence.id))
        shown.append(blocks.section(line, accessory=fill_in))
    return shown


def _blockers(found: Mine) -> Mrkdwn | None:
    def line(one: BlockerLine) -> Mrkdwn:
        said = {"ref": week.linked(one.ref), "text": week.title(one.text), "owner": short(one.owner)}
        return say(WORDS, "my_blocker", **said, age=one.age)

    return _mine("blockers", found.blockers, line)


def _actions(found: Mine) -> Mrkdwn | None:
    def line(owned: tuple[ActionItem, Team]) -> Mrkdwn:
        item, team = owned
        due = "" if item.due_on is None else day_in_words(item.due_on)
        said = {"ref": week.linked(item.ref), "text": week.title(item.text), "team": short(team.name)}
        return say(WORDS, "my_action", **said, due=due, overdue=item.is_overdue(found.today))

    return _mine("actions", found.actions, line)


def _features(found: Mine) -> Mrkdwn | None:
    def line(one: FeatureLine) -> Mrkdwn:
        ref, title = week.linked(one.ref), week.title(one.title)
        return say(WORDS, "my_feature", ref=ref, title=title, status=standing(one.status))

    return _mine("features", found.features, line)


def _mine(what: str, things: Sequence[T], line: Callable[[T], Mrkdwn]) -> Mrkdwn | None:
    return week.listing(say(WORDS, what, count=len(things)), things, line) if things else None
