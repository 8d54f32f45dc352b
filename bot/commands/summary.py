"""`/summary`: how a team is, read by one person or shown to the channel; and what waits for oneself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.whose import how_to_make_one
from bot.domain.cadence import local_day
from bot.domain.message import Message
from bot.domain.summaries import USUAL_DAYS, SummaryWanted, parse_summary
from bot.domain.zones import zone_or
from bot.errors import NotFound, Refusal
from bot.messages import summaries as messages
from bot.storage import summaries
from bot.storage.access import readable_teams, team_here, team_with_id
from bot.storage.ceremonies import team_zone
from bot.storage.permissions import Action, full_member, may
from bot.storage.teams import Team

summary = Noun("summary", "See how a team is, and what waits for you.", empty="show")


class NothingToSum(Refusal):
    """There is no team here that you can see, and you are in none. Make one where your team talks."""

    explains_its_example = True


class SumInItsChannel(Refusal):
    """I can show the summary of {team} to everybody in its own channel only. Here I show it to you alone."""


class ShareThere(Refusal):
    """A summary of {team} is shared from its own channel: say it there, and press *Share*."""


@summary.verb("show [since DATE] [public]", reads=True)
def show(request: Request, session: Session, now: datetime) -> Message:
    """See how this channel's team is: health, what moved, what is in the way; elsewhere each of your teams."""
    return _here(request, session, now, "show")


@summary.verb("since DATE [public]", example="monday", reads=True)
def since(request: Request, session: Session, now: datetime) -> Message:
    """The same since a day of yours; else it is the last seven days."""
    return _here(request, session, now, "since")


@summary.verb("public", reads=True)
def public(request: Request, session: Session, now: datetime) -> Message:
    """The same for everybody in the team's channel to see."""
    return _here(request, session, now, "public")


@summary.verb("team NAME [since DATE] [public]", example="Checkout", reads=True)
def team(request: Request, session: Session, now: datetime) -> Message:
    """The same of a team of your choice, if you may read it."""
    full_member(request.actor)
    wanted = parse_summary(request.text, today=_today(request, now), verb="team", command=request.command)
    teams = readable_teams(session, request.actor)
    called = [one for one in teams if one.channel == wanted.channel_id or _is_named(one, wanted.team)]
    if not called:
        example = f"{request.command} team {teams[0].name}" if teams else f"{request.command} help"
        raise NotFound(what=f"a team “{wanted.team or '#' + wanted.channel_id}” that you may read", example=example)
    return _of_team(request, session, called[0], wanted, now)


@summary.verb("me", reads=True)
def me(request: Request, session: Session, now: datetime) -> Message:
    """See what waits for you: open forms, blockers, actions and features, of all your teams."""
    zone = zone_or(request.actor.person.zone, ZoneInfo("UTC"))
    return messages.mine(summaries.mine(session, request.actor, now=now), zone)


@summary.button("summary.show", reads=True)
def press_show(request: Request, session: Session, now: datetime) -> Message:
    """*Open*, beside a team's line."""
    found = team_with_id(session, request.actor, request.about, Action.READ)
    return _of_team(request, session, found, SummaryWanted(_usual(local_day(now, team_zone(found)))), now)


@summary.button("summary.share")
def press_share(request: Request, session: Session, now: datetime) -> Message:
    """*Share*: once, in the team's own channel and pressed there."""
    team_id, _, rest = request.about.partition("|")
    found = team_with_id(session, request.actor, team_id, Action.READ)
    if found.channel != request.channel:
        raise ShareThere(team=found.name)
    first, asked_at = _shared_since(rest, local_day(now, team_zone(found)))
    told = summaries.summary(session, found, first, now=now)
    said = messages.summary(told, found, shared_by=request.actor.person.name)
    return messages.shared(found, now=summaries.share(session, found, f"{first}:{asked_at}", said, now=now))


def _shared_since(carried: str, today: date) -> tuple[date, int]:
    """The day and the moment that the button carries; whatever else it carries is not believed."""
    day, _, moment = carried.partition("|")
    first = _usual(today)
    with suppress(ValueError):
        first = max(today - timedelta(days=366), min(date.fromisoformat(day), today))
    return first, int(moment) if moment.isdecimal() and len(moment) < 13 else 0


def _here(request: Request, session: Session, now: datetime, verb: str) -> Message:
    full_member(request.actor)
    here = team_here(session, request.actor, request.channel, Action.READ)
    today = _today(request, now) if here is None else local_day(now, team_zone(here))
    wanted = parse_summary(_text(request, verb), today=today, verb=verb, command=request.command)
    if here is not None:
        return _of_team(request, session, here, wanted, now)
    teams = summaries.my_teams(session, request.actor)
    if not teams:
        raise NothingToSum(example=how_to_make_one(session, request))
    return _of_team(request, session, teams[0], wanted, now) if len(teams) == 1 else _of_several(session, teams, now)


def _text(request: Request, verb: str) -> str:
    return f"public {request.text}".strip() if verb == "public" else request.text


def _of_several(session: Session, teams: Sequence[Team], now: datetime) -> Message:
    rows = [
        (one, summaries.summary(session, one, _usual(local_day(now, team_zone(one))), now=now))
        for one in teams[: messages.MOST_TEAMS]
    ]
    return messages.several(rows, left=len(teams) - len(rows))


def _of_team(request: Request, session: Session, found: Team, wanted: SummaryWanted, now: datetime) -> Message:
    is_home = found.channel == request.channel
    if wanted.public and not is_home and not request.in_dm:
        raise SumInItsChannel(team=found.name, example=f"{request.command} team {found.name}")
    told = summaries.summary(session, found, wanted.since, now=now)
    shown_to_all = wanted.public and is_home
    may_share = is_home and not shown_to_all and may(session, request.actor, Action.READ, found)
    carried = f"{found.id}|{wanted.since.isoformat()}|{int(now.timestamp())}" if may_share else ""
    return messages.summary(told, found, share=carried, public=shown_to_all)


def _usual(today: date) -> date:
    return today - timedelta(days=USUAL_DAYS - 1)


def _is_named(one: Team, name: str) -> bool:
    return bool(name) and one.name.casefold() == name.casefold()


def _today(request: Request, now: datetime) -> date:
    return local_day(now, zone_or(request.actor.person.zone, ZoneInfo("UTC")))
