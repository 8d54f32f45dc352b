"""`/agenda`: keeping decisions, and reading back what came of a meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.agenda import agenda
from bot.commands.agenda_which import may_be_a_name, meeting_and_rest, meetings_meant, point_or_list
from bot.commands.fitting import parses
from bot.commands.request import Request
from bot.commands.whose import team_meant
from bot.domain.agendas.decision import parse_decision
from bot.domain.message import Answer, Message
from bot.errors import NotFound
from bot.messages import decisions as messages
from bot.messages.agenda_answers import A_PAGE
from bot.storage import agenda_days
from bot.storage.access import numbered, team_with_id
from bot.storage.agenda_pictures import agenda as agenda_picture
from bot.storage.ceremonies import member_zone
from bot.storage.decisions import count_decisions, decisions_in, latest_decisions
from bot.storage.decisions import decide as keep_decision
from bot.storage.features import Feature
from bot.storage.living import Subject, refresh
from bot.storage.permissions import Action
from bot.storage.refs import named_refs
from bot.storage.teams import Team

__all__ = ["agenda"]


@agenda.verb("decide TEXT [ref F-12]", example="We ship on Thursdays", fits=parses(parse_decision))
def decide(request: Request, session: Session, now: datetime) -> Message:
    """Keep what your team decided; digest and summary show it."""
    team = team_meant(session, request, Action.CREATE)
    wanted = parse_decision(request.text, command=request.command)
    feature = None
    if wanted.feature is not None:
        example = f"{request.command} decide {wanted.text}"
        feature = numbered(session, request.actor, Feature, wanted.feature, Action.READ, example=example)
        if feature.team_id != team.id:
            raise NotFound(what=feature.ref, example=example)
    going_on = agenda_days.going_on(session, team, now=now)
    decision = keep_decision(
        session,
        team,
        wanted.text,
        occurrence_id=None if going_on is None else going_on.id,
        feature_id=None if feature is None else feature.id,
        by=request.actor.person,
        at=now,
    )
    if going_on is not None:
        refresh(session, going_on, (Subject.AGENDA, None))
    spoken = [wanted.text, *([feature.ref] if feature is not None else [])]
    return messages.decided(decision, named_refs(session, team, spoken))


@agenda.verb("decisions", reads=True)
def decisions(request: Request, session: Session, now: datetime) -> Message:
    """List what your team decided, newest first."""
    return _decisions_page(session, request, team_meant(session, request, Action.READ), 0)


@agenda.button("agenda.decisions", reads=True)
def press_decisions(request: Request, session: Session, now: datetime) -> Answer:
    """*More* and *Back*: another page of the decisions."""
    team_id, _, offset = request.about.partition(":")
    team = team_with_id(session, request.actor, team_id, Action.READ)
    shown = int(offset) if offset.isdecimal() and len(offset) < 7 else 0
    return replace(_decisions_page(session, request, team, shown), replaces=True)


def _decisions_page(session: Session, request: Request, team: Team, offset: int) -> Message:
    rows = latest_decisions(session, team, offset=offset, limit=A_PAGE)
    zone = member_zone(request.actor.person, team)
    return messages.listed(team, rows, zone, total=count_decisions(session, team), offset=offset)


@agenda.verb("notes [NAME]", reads=True, fits=may_be_a_name)
def notes(request: Request, session: Session, now: datetime) -> Message:
    """Read what was decided and ticked off when you met last."""
    team, there = meetings_meant(session, request, Action.READ)
    chosen, rest = meeting_and_rest(there, request.text)
    if rest:
        return point_or_list(request, "notes", there)
    last = agenda_days.last_held(session, team, [chosen] if chosen else there, now=now)
    if last is None:
        return messages.no_notes(team, chosen.name if chosen else "")
    occurrence, ceremony = last
    picture = agenda_picture(session, occurrence, ceremony, team, now=now)
    zone = member_zone(request.actor.person, team)
    return messages.notes(picture, decisions_in(session, team, occurrence.id), zone)
