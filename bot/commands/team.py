"""`/team`: making a team of a channel, and who is in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.whose import team_meant
from bot.domain.message import Message
from bot.domain.teams import parse_new_team
from bot.domain.text import ChannelRef, rich
from bot.errors import Refusal
from bot.messages import teams as messages
from bot.storage import audit
from bot.storage.access import team_here, team_with_id
from bot.storage.channels import bot_is_in, channel_named
from bot.storage.permissions import Action, Actor, full_member, in_channel, may
from bot.storage.teams import Roster, Team, make_team, team_of_channel, team_people

team = Noun("team", "Make a team of a channel, and see who is in it.", empty="show")


class TeamIsHere(Refusal):
    """This channel is home to the team {team} already; a channel has one."""


class NotInThatChannel(Refusal):
    """I can't see you in that channel, so I can't make it a team's home. Join it; if it is private, invite me,
    too: `/invite @Drumbeat`"""


class NeedsChannel(Refusal):
    """A team lives in a channel, and this is a direct message. Say it in the team's channel."""


class NoChannelChosen(Refusal):
    """A team lives in a channel. Choose one that you are in."""


class NoTeamHere(Refusal):
    """There is no team here that you can see."""


@team.verb("new NAME [in #channel]", example="Checkout")
def new(request: Request, session: Session, now: datetime) -> Message:
    """Make a team of this channel; you lead it, and everybody in the channel is in it."""
    in_a_channel(request)
    wanted = parse_new_team(request.text, command=request.command)
    channel = home_channel(session, request, wanted.channel_id)
    there = team_of_channel(session, request.actor.workspace.id, channel)
    if there is not None:
        if not may(session, request.actor, Action.READ, there):
            raise NotInThatChannel
        raise TeamIsHere(team=there.name, example=f"{request.command} show")
    made = found_team(session, request.actor, channel, wanted.name, now=now)
    return messages.made(made, bot_is_in=bot_is_in(session, request.actor.workspace, channel))


def in_a_channel(request: Request) -> None:
    """Refuse what is typed in a DM without naming a channel, before anything else is wrong with it."""
    named = any(isinstance(part, ChannelRef) for part in rich(request.text))
    if request.in_dm and not named:
        raise NeedsChannel(example=f"{request.command} help")


def home_channel(session: Session, request: Request, named: str | None) -> str:
    """The channel that is meant: the one named, if the actor is in it, or the one they are typing in."""
    full_member(request.actor)
    channel = named or request.channel
    if channel != request.channel:
        found = channel_named(session, request.actor.workspace.id, channel)
        if found is None or found.is_archived or not in_channel(session, request.actor, channel):
            raise NotInThatChannel(field="channel")
    elif not request.command:
        raise NoChannelChosen(field="channel")
    elif request.in_dm or not channel:
        raise NeedsChannel(example=f"{request.command} help")
    return channel


def home_team(session: Session, request: Request, channel: str, *, now: datetime) -> tuple[Team, bool]:
    """The channel's team, and whether it is new: where there is none one is made (decision 35)."""
    team = team_of_channel(session, request.actor.workspace.id, channel)
    if team is None:
        known = channel_named(session, request.actor.workspace.id, channel)
        name = (known.name if known is not None else "") or "Team"
        return found_team(session, request.actor, channel, name, now=now), True
    if not may(session, request.actor, Action.CREATE, team):
        raise NoTeamHere(example=f"{request.command} help" if request.command else None)
    return team, False


def team_here_or_made(session: Session, request: Request, *, now: datetime) -> tuple[Team, bool]:
    """The same for what is set up where it is said; in a direct message the team that is meant."""
    full_member(request.actor)  # before anything tells a guest whether there is a team
    if request.in_dm or team_of_channel(session, request.actor.workspace.id, request.channel) is not None:
        return team_meant(session, request, Action.CREATE), False
    return home_team(session, request, home_channel(session, request, None), now=now)


def found_team(session: Session, actor: Actor, channel: str, name: str, *, now: datetime) -> Team:
    """Make the team, on its founder's zone."""
    made = make_team(session, by=actor.person, channel=channel, name=name, zone=actor.person.zone or "UTC", at=now)
    audit.record(session, actor.person, "team.new", "team", made.id, at=now)
    return made


@team.verb("show", reads=True)
def show(request: Request, session: Session, now: datetime) -> Message:
    """Show this channel's team and who is in it."""
    here = team_here(session, request.actor, request.channel, Action.READ)
    if here is None:
        raise NoTeamHere(example=request.example("new Checkout"))
    return messages.shown(here, team_people(session, here), reading=here.roster == Roster.WANTED)


@team.button("team.take_all")
def take_all(request: Request, session: Session, now: datetime) -> Message:
    """Take in everybody in a large channel."""
    found = team_with_id(session, request.actor, request.about, Action.ALTER)
    found.takes_large_roster = True
    found.want_roster()
    return messages.answered("taking_all", found)


@team.button("team.take_nobody")
def take_nobody(request: Request, session: Session, now: datetime) -> Message:
    """Leave a large channel's team as small as it is."""
    found = team_with_id(session, request.actor, request.about, Action.ALTER)
    found.roster = Roster.READ
    return messages.answered("taking_nobody", found)
