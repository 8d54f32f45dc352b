"""The noun itself, and what all of its verbs ask first: which team, which retro, who leads it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.whom import id_meant, name_of, no_guest, still_reading
from bot.commands.whose import team_meant
from bot.domain.cadence import local_day
from bot.errors import Refusal
from bot.storage.ceremonies import member_zone
from bot.storage.channels import channel_named, member_ids
from bot.storage.people import Person, people_named
from bot.storage.permissions import Action, may, may_be_told
from bot.storage.retros import Retro, facilitator_of, open_retro
from bot.storage.teams import Team

retro = Noun("retro", "Look back together: cards, votes, and what you will do.", empty="show")


class NoneOpen(Refusal):
    """{team} has no retro open."""


class NotYourTurn(Refusal):
    """{name} leads this retro and moves it on. You can write cards, vote, and write down what you will do; a lead or
    product manager of {team} can take the retro over."""


class NotAmongYou(Refusal):
    """I can't see {name} in the channel of {team}, so they would never hear of it. Name somebody who is in it."""


def retro_here(session: Session, request: Request) -> tuple[Retro, Team]:
    """The open retro of the team that is meant."""
    team = team_meant(session, request, Action.CREATE)
    found = open_retro(session, team)
    if found is None:
        raise NoneOpen(team=team.name, example=f"{request.command} start")
    return found, team


def is_gone(session: Session, team: Team, leader: Person) -> bool:
    """Whether a retro's leader cannot move it: they left the channel, or Slack, or are a guest."""
    return not may_be_told(session, team, leader)


def must_lead(session: Session, request: Request, found: Retro, team: Team) -> None:
    """Refuse whoever does not lead it; one whose leader is gone may be moved by everybody."""
    leader = facilitator_of(session, found)
    if leader.id == request.actor.person.id or is_gone(session, team, leader):
        return
    takes_over = request.command and may(session, request.actor, Action.ALTER, team)
    example = f"{request.command} takeover" if takes_over else request.command or None
    raise NotYourTurn(name=leader.name, team=team.name, example=example)


def colleague(session: Session, request: Request, team: Team, whom: str, *, rest: str = "actions") -> Person:
    """Somebody in the team's channel, by Slack's id, by their name as it is typed, or `ME`.

    `rest` is what works without them, after the command.
    """
    slack_id = id_meant(session, request, team, whom)
    if slack_id == request.actor.person.slack_id:
        return request.actor.person
    people = people_named(session, team.workspace_id, [slack_id])
    channel = channel_named(session, team.workspace_id, team.channel)
    among = channel is not None and slack_id in member_ids(session, channel)
    where = {"example": f"{request.command} {rest}"} if request.command else {"field": "owner"}
    if people:
        no_guest(people[0], team, **where)
    else:
        still_reading(session, request, team, whom)
    if not people or not among or people[0].is_bot or people[0].is_deactivated:
        name = people[0].name if people else name_of(session, team, slack_id)
        raise NotAmongYou(name=name, team=team.name, **where)
    return people[0]


def zone_for(request: Request, team: Team) -> ZoneInfo:
    """The zone in which the actor reads times."""
    return member_zone(request.actor.person, team)


def today_for(request: Request, team: Team, now: datetime) -> date:
    """What day it is for the actor."""
    return local_day(now, zone_for(request, team))
