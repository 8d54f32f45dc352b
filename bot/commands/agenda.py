"""`/agenda`: bringing points, ticking them off, and reading what is on the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.agenda_meetings import agenda
from bot.commands.agenda_which import (
    called,
    may_be_a_name,
    meeting_and_rest,
    meeting_with_id,
    meetings_meant,
    names_a_point,
    point_meant,
    point_or_list,
    several,
    soonest_first,
    still_open,
)
from bot.commands.carried import Line, line_of
from bot.commands.request import Request
from bot.commands.whose import team_meant
from bot.domain.agendas import NewPoint, parse_point
from bot.domain.grammar.people import ME
from bot.domain.grammar.references import Reference, reference_at
from bot.domain.grammar.words import Words
from bot.domain.message import Answer, Done, Message
from bot.errors import NotFound
from bot.messages import agenda_answers as messages
from bot.storage import agenda_days
from bot.storage.access import Action, Actor, numbered, team_of, team_with_id
from bot.storage.action_items import ActionItem
from bot.storage.agenda_days import NextDay
from bot.storage.agenda_pictures import point, points
from bot.storage.agendas import (
    AgendaItem,
    ItemState,
    add_point,
    close_point,
    open_point_about,
    open_points,
    put_off_point,
)
from bot.storage.blockers import Blocker
from bot.storage.ceremonies import Ceremony, member_zone
from bot.storage.features import Feature
from bot.storage.people import Person, people_named
from bot.storage.refs import NamedRef, named_refs
from bot.storage.teams import Team

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
    by = _bringer(session, request, wanted)
    if not wanted.text and about is not None:
        return _bring_once(session, request.actor, team, day, about, text, by, now)
    item = _add(session, team, day, text, minutes=wanted.minutes, about=about, by=by, now=now)
    mentioned = named or named_refs(session, team, [text])
    return _added(request.actor, team, item, by, day, mentioned)


def _bringer(session: Session, request: Request, wanted: NewPoint) -> Person:
    if wanted.by is None or wanted.by == ME:
        return request.actor.person
    found = people_named(session, request.actor.workspace.id, [wanted.by])
    if not found:
        raise NotFound(what="that person", example=f"{request.command} add {wanted.text}")
    return found[0]


def _next_day(session: Session, ceremony: Ceremony, team: Team, now: datetime) -> NextDay:
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
    day = agenda_days.next_of_team(session, team, now=now)
    if day is None:
        return messages.none_yet(team)
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


@agenda.verb("list [NAME]", reads=True, fits=may_be_a_name)
def list_(request: Request, session: Session, now: datetime) -> Message:
    """List the open points of your team's meetings, or of one of them."""
    team = team_meant(session, request, Action.READ)
    there = agenda_days.meetings(session, team)
    chosen, rest = meeting_and_rest(there, request.text)
    if rest:
        return point_or_list(request, "list")
    return _page(session, request, team, chosen, 0, now)


@agenda.button("agenda.page", reads=True)
def press_page(request: Request, session: Session, now: datetime) -> Answer:
    """*More* and *Back*: another page of the same list."""
    about, _, offset = request.about.rpartition(":")
    team_id, _, ceremony_id = about.partition("/")
    team = team_with_id(session, request.actor, team_id, Action.READ)
    chosen = meeting_with_id(session, request.actor, ceremony_id, Action.READ)[0] if ceremony_id else None
    shown = int(offset) if offset.isdecimal() and len(offset) < 7 else 0
    return replace(_page(session, request, team, chosen, shown, now), replaces=True)


def _page(
    session: Session, request: Request, team: Team, chosen: Ceremony | None, offset: int, now: datetime
) -> Message:
    there = agenda_days.meetings(session, team)
    if not there and not agenda_days.ended_with_points(session, team):
        return messages.none_yet(team)
    parts = [_listed(session, one, team, now) for one in ([chosen] if chosen else there)]
    orphaned = [] if chosen and len(there) > 1 else agenda_days.ended_with_points(session, team)
    if orphaned:
        rows = [row for one in orphaned for row in open_points(session, one)]
        parts.append(messages.Listed("", None, points(rows)))
    about = f"{team.id}/{chosen.id if chosen else ''}"
    return messages.listed(parts, member_zone(request.actor.person, team), offset=offset, about=about)


def _listed(session: Session, ceremony: Ceremony, team: Team, now: datetime) -> messages.Listed:
    day = agenda_days.next_day(session, ceremony, team, now=now)
    return messages.Listed(ceremony.name, day.starts_at if day else None, points(open_points(session, ceremony)))


@agenda.verb("done G-3 [OUTCOME]", example="G-1 Ben writes them", fits=names_a_point)
def done(request: Request, session: Session, now: datetime) -> Message:
    """Tick a point off: it was talked about; what came of it may follow."""
    item, named = point_meant(session, request, "done")
    close_point(session, item, ItemState.DONE, outcome=named.rest, at=now)
    return messages.done(point(item, "", None))


@agenda.verb("drop G-3", example="G-1", fits=names_a_point)
def drop(request: Request, session: Session, now: datetime) -> Message:
    """Take a point off the agenda: it is not worth talking about any more."""
    item, _ = point_meant(session, request, "drop")
    close_point(session, item, ItemState.DROPPED, at=now)
    return messages.dropped(point(item, "", None))


@agenda.verb("later G-3", example="G-1", fits=names_a_point)
def later(request: Request, session: Session, now: datetime) -> Message:
    """Put a point off: not at the next meeting, but at the one after it."""
    item, _ = point_meant(session, request, "later")
    ceremony = agenda_days.ceremony_of(session, item)
    team = team_of(session, ceremony)
    until = _put_off(session, item, ceremony, team, now)
    days = agenda_days.coming_days(session, ceremony, team, now=now, count=5)
    at = next((day.starts_at for day in days if day.starts_at >= until), None)
    return messages.put_off(point(item, "", None), ceremony.name, at, member_zone(request.actor.person, team))


def _put_off(session: Session, item: AgendaItem, ceremony: Ceremony, team: Team, now: datetime) -> datetime:
    """Until the end of the meeting on whose agenda it stands, or would stand next; returns that."""
    day = agenda_days.next_day(session, ceremony, team, now=now)
    until = now if day is None else day.starts_at + agenda_days.length_of(ceremony)
    put_off_point(session, item, until=until)
    return until


@agenda.button("agenda.done")
def press_done(request: Request, session: Session, now: datetime) -> Answer:
    """*Done* on the posted agenda: the post itself shows it."""
    close_point(session, _pressed(session, request), ItemState.DONE, at=now)
    return Done()


@agenda.button("agenda.later")
def press_later(request: Request, session: Session, now: datetime) -> Answer:
    """*Later* on the posted agenda: the post itself shows it."""
    item = _pressed(session, request)
    ceremony = agenda_days.ceremony_of(session, item)
    _put_off(session, item, ceremony, team_of(session, ceremony), now)
    return Done()


def _pressed(session: Session, request: Request) -> AgendaItem:
    about = reference_at(Words(request.about))
    if about is None:
        raise NotFound(what="that point", example=HELP)
    item = numbered(session, request.actor, AgendaItem, about.number, Action.CREATE, example=HELP)
    return still_open(item, None)
