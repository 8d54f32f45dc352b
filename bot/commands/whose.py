"""Which team somebody means when they do not say."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.errors import NotFound, Refusal
from bot.messages.teams import line_that_makes_one
from bot.storage.access import team_here
from bot.storage.channels import channel_named
from bot.storage.permissions import Action, full_member, in_channel, may
from bot.storage.teams import Team, teams_of_person


class NoTeamOfYours(Refusal):
    """There is no team in this channel, and you are in none. Make one where your team talks."""

    explains_its_example = True


class SeveralTeams(Refusal):
    """You are in more than one team: {names}. Say it in the channel of the one that you mean."""


def team_meant(session: Session, request: Request, action: Action) -> Team:
    """The channel's team; where there is none (a DM, too), the only one that the actor is in."""
    full_member(request.actor)  # before anything tells a guest whether there is a team
    here = team_here(session, request.actor, request.channel, Action.READ)
    if here is not None:
        if not may(session, request.actor, action, here):
            raise NotFound(what=f"anything of {here.name} that you may change", example=f"{request.command} help")
        return here
    mine = [
        team for team in teams_of_person(session, request.actor.person) if may(session, request.actor, action, team)
    ]
    if len(mine) == 1:
        return mine[0]
    if mine:
        raise SeveralTeams(names=", ".join(team.name for team in mine), example=f"{request.command} help")
    raise NoTeamOfYours(example=how_to_make_one(session, request))


def how_to_make_one(session: Session, request: Request) -> str | None:
    """The line that makes a team of this channel; help where none can be made, nothing where nothing was typed."""
    if not request.command:
        return None
    if request.in_dm or not in_channel(session, request.actor, request.channel):
        return f"{request.command} help"
    here = channel_named(session, request.actor.workspace.id, request.channel)
    return str(line_that_makes_one(here.name if here else ""))
