"""Which occurrence somebody means when they answer without saying."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.domain.cadence import is_on, local_day
from bot.errors import Refusal
from bot.storage import proceedings
from bot.storage.access import Seat
from bot.storage.ceremonies import Ceremony, ceremonies_with, first_due, member_zone
from bot.storage.occurrences import latest_occurrence, participant_of
from bot.storage.people import Person
from bot.storage.teams import Team


class NothingToAnswer(Refusal):
    """You take part in no stand-up here yet. Somebody can set one up in the team's channel."""


class SeveralStandups(Refusal):
    """You take part in more than one: {names}. Say it in the channel of the one that you mean, or use its form."""


def seats_for(session: Session, request: Request, *, now: datetime) -> list[Seat]:
    """The actor's place in the occurrence that is on now of each ceremony; in a team's channel, only of that team."""
    person = request.actor.person
    mine = ceremonies_with(session, person)
    here = [(ceremony, team) for ceremony, team in mine if team.channel == request.channel]
    return [_seat_now(session, ceremony, team, person, now=now) for ceremony, team in here or mine]


def seat_for(session: Session, request: Request, *, now: datetime) -> Seat:
    """The one place; several of them wait for an answer first, else there is nothing to choose by."""
    seats = seats_for(session, request, now=now)
    if not seats:
        raise NothingToAnswer
    if len(seats) > 1:
        seats = [place for place in seats if place.participant.answered_at is None] or seats
    if len(seats) > 1:
        raise SeveralStandups(
            names=", ".join(f"{place.team.name} · {place.ceremony.name}" for place in seats),
            example=f"{request.command} fill",
        )
    return seats[0]


def _seat_now(session: Session, ceremony: Ceremony, team: Team, person: Person, *, now: datetime) -> Seat:
    """Today's occurrence on a day that has one; else the last one, which takes late answers; else the next."""
    zone = member_zone(person, team)
    today = local_day(now, zone)
    latest = latest_occurrence(session, ceremony, not_after=now)
    if is_on(ceremony.cadence, today):
        occurrence = proceedings.open_day(session, ceremony, team, today, now=now)
    elif latest is not None and participant_of(session, latest, person.id) is not None:
        occurrence = latest
    else:
        due = first_due(ceremony, zone, after=now, last_day=None)
        occurrence = proceedings.open_day(session, ceremony, team, due.day, now=now)
    participant = proceedings.place_in(session, occurrence, ceremony, team, person)
    return Seat(occurrence, ceremony, team, participant)
