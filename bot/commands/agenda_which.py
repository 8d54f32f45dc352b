"""Which meeting and which point somebody means with `/agenda`, and whether they may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.carried import Line
from bot.commands.fitting import parses
from bot.commands.request import Request
from bot.commands.whose import team_meant
from bot.domain.agendas import PointNamed, named_first, parse_point_named
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.near import nearest_name
from bot.domain.message import Message
from bot.domain.text import plain
from bot.errors import NotFound, Refusal
from bot.messages import choosing
from bot.storage import agenda_days
from bot.storage.access import ceremony_with_id, numbered, occurrence_with_id
from bot.storage.agendas import AgendaItem, ItemState, some_ref
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence
from bot.storage.permissions import Action, Actor, may
from bot.storage.teams import Team

MOST_WORDS_OF_A_NAME = 12
THAT_MEETING = "that meeting"


class NoMeetingYet(Refusal):
    """{team} has no meeting yet, so there is no agenda. Set one up first."""


class SeveralMeetings(Refusal):
    """{team} has more than one meeting: {names}. Say which one you mean."""


class LeadsAndOwnersOnly(Refusal):
    """Only a lead of {team}, or who set *{name}* up, can do that."""


class ClosedAlready(Refusal):
    """{ref} is {state} already, so it stays as it is."""


def may_be_a_name(rest: str) -> bool:
    """Whether what follows `list`, `skip`, `delete` may name a meeting; if not, the line is a point (decision 29)."""
    return len(rest.split()) <= MOST_WORDS_OF_A_NAME and len(rest) <= 100


names_a_point = parses(parse_point_named, verb="done", known="G-1")


def meetings_meant(session: Session, request: Request, action: Action) -> tuple[Team, Sequence[Ceremony]]:
    """The team that is meant and its meetings. Raises NoMeetingYet."""
    team = team_meant(session, request, action)
    there = agenda_days.meetings(session, team)
    if not there:
        raise NoMeetingYet(team=team.name, example=request.example("new Weekly every week on tue at 10:00"))
    return team, there


def called(meetings: Sequence[Ceremony], name: str) -> Ceremony | None:
    return next((one for one in meetings if one.name.casefold() == name.casefold()), None)


def meeting_and_rest(meetings: Sequence[Ceremony], text: str) -> tuple[Ceremony | None, str]:
    """The meeting with whose name the text begins, and what follows it; the only one where no name is said."""
    name = named_first(text, [one.name for one in meetings])
    found = called(meetings, name) if name else None
    if found is None and len(meetings) == 1:
        found = meetings[0]
    return found, text[len(name) :].strip()


def several(request: Request, team: Team, meetings: Sequence[Ceremony], verb: str) -> SeveralMeetings:
    names = ", ".join(one.name for one in meetings[:10])
    example = f"{request.command} {verb} {meetings[0].name}"
    return SeveralMeetings(team=team.name, names=names, example=example)


def point_or_list(request: Request, verb: str, meetings: Sequence[Ceremony]) -> Message:
    """`delete old flags`: no meeting is called so, so it may be a point; or they meant the name that is nearly that,
    or want to see what there is."""
    text = f"{verb} {request.text}"
    near = nearest_name(plain(request.text), [one.name for one in meetings])
    meeting = called(meetings, near) if near else None
    as_text = Line(request.command, "add", text)
    as_verb = Line(request.command, verb, meeting.name) if meeting else Line(request.command, "list", "")
    line = f"{as_verb.verb} {as_verb.text}".strip()
    why = choosing.no_meeting(request.text)
    return choosing.which("agenda", "add", line, text, as_text=as_text.value, as_verb=as_verb.value, why=why)


def meeting_with_id(session: Session, actor: Actor, ceremony_id: str, action: Action) -> tuple[Ceremony, Team]:
    """A meeting that goes on, by the id that a button carries."""
    found, team = ceremony_with_id(session, actor, ceremony_id, action, what=THAT_MEETING)
    _goes_on(found)
    return found, team


def meeting_date_with_id(
    session: Session, actor: Actor, occurrence_id: str, action: Action
) -> tuple[Occurrence, Ceremony, Team]:
    """One date of a meeting that goes on."""
    found, ceremony, team = occurrence_with_id(session, actor, occurrence_id, action, what=THAT_MEETING)
    _goes_on(ceremony)
    return found, ceremony, team


def _goes_on(ceremony: Ceremony) -> None:
    if ceremony.kind != agenda_days.KIND or ceremony.ended_at is not None:
        raise NotFound(what=THAT_MEETING, example="/drumbeat help")


def may_alter(session: Session, request: Request, ceremony: Ceremony, team: Team) -> None:
    """Refuse whoever neither leads the team nor set the meeting up."""
    actor, example = request.actor, f"{request.command} list" if request.command else None
    if ceremony.owner_id != actor.person.id and not may(session, actor, Action.ALTER, team):
        raise LeadsAndOwnersOnly(team=team.name, name=ceremony.name, example=example)


def point_meant(session: Session, request: Request, verb: str) -> tuple[AgendaItem, PointNamed]:
    """The point that the text begins with, which is open; or done, where it is told what came of it after all."""
    known = _some_point(session, request)
    listing = f"{request.command} list"
    try:
        named = parse_point_named(request.text, verb=verb, known=known or "G-1", command=request.command)
    except Misread as refusal:
        refusal.example = refusal.example if known else listing
        raise
    item = numbered(session, request.actor, AgendaItem, named.number, Action.CREATE, example=listing)
    if verb == "done" and named.rest and item.state == ItemState.DONE:
        return item, named
    return still_open(item, listing), named


def still_open(item: AgendaItem, listing: str | None) -> AgendaItem:
    if not item.is_open:
        raise ClosedAlready(ref=item.ref, state=item.state, example=listing)
    return item


def _some_point(session: Session, request: Request) -> str:
    """A point that an example can name."""
    try:
        team = team_meant(session, request, Action.READ)
    except Refusal:
        return ""
    return some_ref(session, agenda_days.meetings(session, team))


def soonest_first(session: Session, team: Team, meetings: Sequence[Ceremony], now: datetime) -> list[Ceremony]:
    """In the order in which they are held next."""
    days = [agenda_days.next_day(session, one, team, now=now) for one in meetings]
    found = sorted((day for day in days if day is not None), key=lambda day: day.starts_at)
    return [day.ceremony for day in found]
