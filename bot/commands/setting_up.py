"""Setting up a stand-up, whether it was typed in one line or filled into a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.team import home_team
from bot.domain.message import Message
from bot.domain.standups import ME, NewStandup, parse_new_standup
from bot.domain.standups.draft import NameTooLong
from bot.domain.standups.new import ClosesAtOnce, OpenTooLong
from bot.errors import Refusal
from bot.messages import ceremonies as messages
from bot.storage import audit
from bot.storage.ceremonies import ceremonies_of, member_zone, new_ceremony, next_dues, take_part
from bot.storage.channels import bot_is_in
from bot.storage.people import Person, people_named
from bot.storage.teams import Team, team_people

WITHOUT_QUOTES = {ord(quote): None for quote in '"“”„«»'}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NameTaken(Refusal):
    """{team} has a stand-up called {name} already."""


class NoDayTicked(Refusal):
    """Tick at least one day."""


class NoNameWritten(Refusal):
    """A stand-up needs a name. Quotation marks do not count."""


class NoTimeChosen(Refusal):
    """Choose the time of day at which I ask."""


# Where the form shows what is wrong with its fields taken together; everything else is about the time to ask.
FIELDS: dict[type[Refusal], str] = {NameTooLong: "name", OpenTooLong: "close", ClosesAtOnce: "close"}


def wanted_by_form(values: Mapping[str, str]) -> NewStandup:
    """What the form asks for, read by the same rules as the line; refusals stand at the field that they are about."""
    days = [DAYS[int(day)] for day in values.get("days", "").split(",") if day.isdecimal() and int(day) < len(DAYS)]
    if not days:
        raise NoDayTicked(field="days")
    name = values.get("name", "").translate(WITHOUT_QUOTES).strip()
    if not name:
        raise NoNameWritten(field="name")
    at = values.get("at")
    if not at:
        raise NoTimeChosen(field="at")
    close = f" close {values['close']}" if values.get("close") else ""
    try:
        return parse_new_standup(f'"{name}" at {at} {",".join(days)}{close}')
    except Refusal as refusal:
        refusal.example, refusal.field = None, FIELDS.get(type(refusal), "at")
        raise


def set_up(session: Session, request: Request, wanted: NewStandup, channel: str, *, now: datetime) -> Message:
    """Make the ceremony, and a team where the channel has none; the actor is known to be in the channel."""
    team, new_team = home_team(session, request, channel, now=now)
    if any(other.name.casefold() == wanted.name.casefold() for other in ceremonies_of(session, team)):
        example = f"{request.command} list" if request.command else None
        raise NameTaken(team=team.name, name=wanted.name, example=example, field="name")
    ceremony = new_ceremony(session, wanted.kind, team, wanted, by=request.actor.person, now=now)
    people = _take_in(session, request, team, wanted)
    for person in people:
        take_part(session, ceremony, team, person, now=now)
    audit.record(session, request.actor.person, "ceremony.new", "ceremony", ceremony.id, at=now)
    zone = member_zone(request.actor.person, team)
    return messages.created(
        ceremony,
        team,
        next_dues(ceremony, zone, after=now),
        zone,
        people=len(people),
        new_team=new_team,
        bot_is_in=bot_is_in(session, request.actor.workspace, channel),
    )


def _take_in(session: Session, request: Request, team: Team, wanted: NewStandup) -> list[Person]:
    if not wanted.people:
        return [person for person, _ in team_people(session, team)]
    me = request.actor.person.slack_id
    return people_named(session, team.workspace_id, [me if one == ME else one for one in wanted.people])
