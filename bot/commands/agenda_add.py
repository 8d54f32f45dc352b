"""`/agenda`: bringing points to a meeting, typed or by *Discuss*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.agenda_meetings import agenda
from bot.commands.agenda_which import (
    called,
    meeting_with_id,
    meetings_meant,
    several,
    soonest_first,
)
from bot.commands.carried import Line, line_of
from bot.commands.request import Request
from bot.commands.whom import person_meant
from bot.domain.agendas import NewPoint, parse_point
from bot.domain.grammar.people import ME
from bot.domain.grammar.references import Reference, reference_at
from bot.domain.grammar.words import Words
from bot.domain.message import Answer, Message
from bot.domain.text import plain
from bot.errors import NotFound
from bot.messages import agenda_answers as messages
from bot.storage import agenda_days
from bot.storage.access import numbered, team_with_id
from bot.storage.action_items import ActionItem
from bot.storage.agenda_days import NextDay
from bot.storage.agenda_pictures import point
from bot.storage.agendas import (
    AgendaItem,
    add_point,
    open_point_about,
)
from bot.storage.blockers import Blocker
from bot.storage.ceremonies import Ceremony, member_zone
from bot.storage.features import Feature
from bot.storage.people import Person
from bot.storage.permissions import Action, Actor
from bot.storage.refs import NamedRef, named_refs
from bot.storage.teams import Team
from bot.storage.together import lock

__all__ = ["agenda"]
HELP = "/drumbeat help"


@agenda.verb("add TEXT [for:NAME] [by:@person] [15m] [ref F-12]", example="Who writes the release notes? 10m")
def add(request: Request, session: Session, now: datetime) -> Message:
    """Bring a point to your team's next meeting."""
    team, there = meetings_meant(session, request, Action.CREATE)
    wanted = parse_point(request.text, meetings=[one.name for one in there], command=request.command)
    chosen = called(there, wanted.meeting) if wanted.meeting else there[0] if len(there) == 1 else None
    if chosen is not None:
        return _bring(session, request, team, chosen, wanted, now)
    choices = {
        Line(request.command, str(one.id), request.text): one.name for one in soonest_first(session, team, there, now)
    }
    if not all(line.fits for line in choices):
        raise several(request, team, there, "list")
    text = wanted.text or f"{wanted.about.kind}-{wanted.about.number}" if wanted.about else wanted.text
    return messages.which_meeting(
        text, {line.value: name for line, name in choices.items()}, unknown=wanted.meeting or ""
    )


@agenda.button("agenda.add_to")
def press_add_to(request: Request, session: Session, now: datetime) -> Answer:
    """The answer to *for which meeting*: the point goes there as it was typed."""
    line = line_of(request.about)
    ceremony, team = meeting_with_id(session, request.actor, line.verb, Action.CREATE)
    typed = replace(request, command=line.command, text=line.text)
    names = [one.name for one in agenda_days.meetings(session, team)]
    wanted = parse_point(line.text, meetings=names, command=line.command)
    return replace(_bring(session, typed, team, ceremony, wanted, now), replaces=True)


def _bring(
    session: Session, request: Request, team: Team, ceremony: Ceremony, wanted: NewPoint, now: datetime
) -> Message:
    """Onto the agenda of that meeting; what is there already when only a reference was given is not doubled."""
    about = wanted.about
    named = named_refs(session, team, [] if about is None else [f"{about.kind}-{about.number}"])
    if about is not None and not named:
        raise NotFound(what=f"{about.kind}-{about.number}", example=f"{request.command} add {wanted.text}".strip())
    text = wanted.text or messages.title_of(named[0])
    day = _next_day(session, ceremony, team, now)
    by = _bringer(session, request, team, wanted, now)
    if not wanted.text and about is not None:
        return _bring_once(session, request.actor, team, day, about, text, by, now)
    item = _add(session, team, day, text, minutes=wanted.minutes, about=about, by=by, now=now)
    mentioned = named or named_refs(session, team, [text])
    return _added(request.actor, team, item, by, day, mentioned)


def _bringer(session: Session, request: Request, team: Team, wanted: NewPoint, now: datetime) -> Person:
    if wanted.by is None or wanted.by == ME:
        return request.actor.person
    example = f"{request.command} add {plain(wanted.text)}".strip()
    return person_meant(session, request, team, wanted.by, example=example, now=now)


def _next_day(session: Session, ceremony: Ceremony, team: Team, now: datetime) -> NextDay:
    """Nobody makes its agenda meanwhile: a point goes on that or waits for the next, and nothing in between."""
    lock(session, ceremony)
    found = agenda_days.next_day(session, ceremony, team, now=now)
    if found is None:
        raise NotFound(what=f"a date of {ceremony.name} to come", example=HELP)
    return found


def _bring_once(
    session: Session, actor: Actor, team: Team, day: NextDay, about: Reference, text: str, by: Person, now: datetime
) -> Message:
    """A point about a thing that has a number; said, not doubled, where there is one already."""
    there = agenda_days.meetings(session, team)
    already = open_point_about(session, there, about)
    if already is None:
        item = _add(session, team, day, text, minutes=None, about=about, by=by, now=now)
        return _added(actor, team, item, by, day, named_refs(session, team, [item.about]))
    ceremony = next(one for one in there if one.id == already.ceremony_id)
    at = _next_day(session, ceremony, team, now).starts_at
    return messages.already(already.ref, already.about, ceremony.name, at, member_zone(actor.person, team))


def _add(
    session: Session,
    team: Team,
    day: NextDay,
    text: str,
    *,
    minutes: int | None,
    about: Reference | None,
    by: Person,
    now: datetime,
) -> AgendaItem:
    return add_point(
        session, day.ceremony, team, text, occurrence=day.occurrence, minutes=minutes, about=about, by=by, at=now
    )


def _added(
    actor: Actor, team: Team, item: AgendaItem, by: Person, day: NextDay, mentioned: Sequence[NamedRef]
) -> Message:
    shown = point(item, by.name, day.occurrence)
    return messages.added(shown, day.ceremony.name, day.starts_at, member_zone(actor.person, team), mentioned)


@agenda.button("agenda.discuss")
def press_discuss(request: Request, session: Session, now: datetime) -> Answer:
    """*Discuss* on a feature, blocker or action item: a point about it for the team's next meeting."""
    about, found = _spoken_of(session, request)
    team = team_with_id(session, request.actor, str(found.team_id), Action.CREATE)
    next_one = agenda_days.next_of_team(session, team, now=now)
    if next_one is None:
        return messages.none_yet(team)
    day = _next_day(session, next_one.ceremony, team, now)
    named = named_refs(session, team, [found.ref])
    text = messages.title_of(named[0]) if named else found.ref
    return _bring_once(session, request.actor, team, day, about, text, request.actor.person, now)


def _spoken_of(session: Session, request: Request) -> tuple[Reference, Feature | Blocker | ActionItem]:
    """What a button's F-12, B-4 or A-7 is."""
    about = reference_at(Words(request.about)) or Reference("", 0)
    match about.kind:
        case "F":
            return about, numbered(session, request.actor, Feature, about.number, Action.CREATE, example=HELP)
        case "B":
            return about, numbered(session, request.actor, Blocker, about.number, Action.CREATE, example=HELP)
        case "A":
            return about, numbered(session, request.actor, ActionItem, about.number, Action.CREATE, example=HELP)
    raise NotFound(what="that", example=HELP)
