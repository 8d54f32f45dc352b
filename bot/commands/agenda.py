"""`/agenda`: ticking points off, and reading what is on the agenda."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.agenda_add import HELP, agenda
from bot.commands.agenda_which import (
    may_be_a_name,
    meeting_and_rest,
    meeting_with_id,
    names_a_point,
    point_meant,
    point_or_list,
    still_open,
)
from bot.commands.request import Request
from bot.commands.undoing import undo_button, undoable
from bot.commands.whose import team_meant
from bot.domain.grammar.references import reference_at
from bot.domain.grammar.words import Words
from bot.domain.message import Answer, Done, Message
from bot.errors import NotFound
from bot.messages import agenda_answers as messages
from bot.storage import agenda_days
from bot.storage.access import numbered, team_of, team_with_id
from bot.storage.agenda_pictures import point, points
from bot.storage.agendas import (
    AgendaItem,
    ItemState,
    close_point,
    open_points,
    put_off_point,
    say_outcome,
)
from bot.storage.ceremonies import Ceremony, member_zone
from bot.storage.permissions import Action
from bot.storage.teams import Team
from bot.storage.undoing import Moved, remember

__all__ = ["agenda"]


@agenda.verb("list [NAME]", reads=True, fits=may_be_a_name)
def list_(request: Request, session: Session, now: datetime) -> Message:
    """List the open points of your team's meetings, or of one of them."""
    team = team_meant(session, request, Action.READ)
    there = agenda_days.meetings(session, team)
    chosen, rest = meeting_and_rest(there, request.text)
    if rest:
        return point_or_list(request, "list", there)
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
        parts.append(messages.Listed("", None, points(session, team, rows)))
    about = f"{team.id}/{chosen.id if chosen else ''}"
    return messages.listed(parts, member_zone(request.actor.person, team), offset=offset, about=about)


def _listed(session: Session, ceremony: Ceremony, team: Team, now: datetime) -> messages.Listed:
    day = agenda_days.next_day(session, ceremony, team, now=now)
    starts_at = day.starts_at if day else None
    shown = points(session, team, open_points(session, ceremony), next_at=starts_at)
    return messages.Listed(ceremony.name, starts_at, shown)


@agenda.verb("done G-3 [OUTCOME]", example="G-1 Ben writes them", fits=names_a_point)
def done(request: Request, session: Session, now: datetime) -> Message:
    """Tick a point off: it was talked about; what came of it may follow."""
    item, named = point_meant(session, request, "done")
    was = remember(item)
    if not close_point(session, item, ItemState.DONE, outcome=named.rest, at=now):
        _say_outcome(session, request, item, named.rest, now)
    return undoable(messages.done(point(item, "", None)), agenda, item, was, now)


def _say_outcome(session: Session, request: Request, item: AgendaItem, outcome: str, now: datetime) -> None:
    """It was ticked off before, by a button maybe: nothing that is typed now is lost."""
    if not outcome or not say_outcome(session, item, outcome, by=request.actor.person, at=now):
        still_open(item, f"{request.command} list")


@agenda.verb("drop G-3", example="G-1", fits=names_a_point)
def drop(request: Request, session: Session, now: datetime) -> Message:
    """Take a point off the agenda: it is not worth talking about any more."""
    item, _ = point_meant(session, request, "drop")
    was = remember(item)
    close_point(session, item, ItemState.DROPPED, at=now)
    return undoable(messages.dropped(point(item, "", None)), agenda, item, was, now)


@agenda.verb("later G-3", example="G-1", fits=names_a_point)
def later(request: Request, session: Session, now: datetime) -> Message:
    """Put a point off: not at the next meeting, but at the one after it."""
    item, _ = point_meant(session, request, "later")
    was = remember(item)
    ceremony = agenda_days.ceremony_of(session, item)
    team = team_of(session, ceremony)
    until = _put_off(session, item, ceremony, team, now)
    days = agenda_days.coming_days(session, ceremony, team, now=now, count=5)
    at = next((day.starts_at for day in days if day.starts_at >= until), None)
    told = messages.put_off(point(item, "", None), ceremony.name, at, member_zone(request.actor.person, team))
    return undoable(told, agenda, item, was, now)


def _to_undo(request: Request, session: Session, letter: str, number: int, _moved: Moved) -> tuple[AgendaItem, str]:
    """Whoever may tick points off."""
    if letter != AgendaItem.LETTER:
        raise NotFound(what="that point")
    item = numbered(session, request.actor, AgendaItem, number, Action.CREATE, example=HELP)
    session.refresh(item, with_for_update=True)
    return item, item.text


undo_button(agenda, _to_undo)


def _put_off(session: Session, item: AgendaItem, ceremony: Ceremony, team: Team, now: datetime) -> datetime:
    """Until the end of the meeting on whose agenda it stands, or would stand next; returns that."""
    there = agenda_days.current(session, ceremony)
    day = agenda_days.next_day(session, ceremony, team, now=now)
    if there is not None and there.id == item.occurrence_id:
        until = there.closes_at
    else:
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
