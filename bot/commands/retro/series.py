"""Retros that begin by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.ending import go_on_button, with_undo
from bot.commands.request import Request
from bot.commands.retro.noun import retro, zone_for
from bot.commands.team import team_here_or_made
from bot.commands.whose import team_meant
from bot.domain.cadence import local_day
from bot.domain.message import Message
from bot.domain.retros import RetroRhythm, parse_rhythm
from bot.errors import Refusal
from bot.messages import retro_cards as messages
from bot.storage import audit
from bot.storage.ceremonies import Ceremony, next_dues
from bot.storage.endings import forget_ending, keep_ending
from bot.storage.permissions import Action, may
from bot.storage.retro_steps import retro_series
from bot.storage.teams import Team
from bot.storage.together import aim, zone_of


class SomebodyElsesRhythm(Refusal):
    """Retros of {team} begin by themselves already, and only a lead or a product manager of the team changes that."""


@retro.verb(
    "schedule every 2 weeks on fri at 15:00 [zone] | off", example="every 2 weeks on fri at 15:00", previews=True
)
def schedule(request: Request, session: Session, now: datetime) -> Message:
    """Have retros begin by themselves: the board is posted at that time, and everybody is asked for cards."""
    rhythm = parse_rhythm(request.text, command=request.command)
    if rhythm is None:
        team, new_team = team_meant(session, request, Action.CREATE), False
    else:
        team, new_team = team_here_or_made(session, request, now=now)
    person = request.actor.person
    ceremony = retro_series(session, team, by=person, now=now)
    if ceremony.weekdays and ceremony.owner_id != person.id and not may(session, request.actor, Action.ALTER, team):
        raise SomebodyElsesRhythm(team=team.name, example=request.command)
    audit.record(session, person, "retro.schedule", "ceremony", ceremony.id, at=now)
    if rhythm is None:
        return _stop(ceremony, team, now)
    _set(ceremony, team, rhythm, now)
    ceremony.owner_id = person.id
    zone = zone_for(request, team)
    dues = next_dues(ceremony, zone_of(ceremony, team), after=now)
    return messages.scheduled(ceremony, team, dues, zone, new_team=new_team)


def _stop(ceremony: Ceremony, team: Team, now: datetime) -> Message:
    had = sorted(ceremony.weekdays)
    keep_ending(ceremony, at=now, weekdays=had)
    ceremony.weekdays = frozenset()
    aim(ceremony, team, after=now)
    told = messages.unscheduled(team.name)
    return with_undo(told, retro, ceremony, now) if had else told


go_on_button(retro)


def _set(ceremony: Ceremony, team: Team, rhythm: RetroRhythm, now: datetime) -> None:
    ceremony.at, ceremony.zone, ceremony.every = rhythm.at, rhythm.zone, rhythm.every
    ceremony.weekdays, ceremony.anchor = rhythm.weekdays, local_day(now, zone_of(ceremony, team))
    forget_ending(ceremony)
    aim(ceremony, team, after=now)
