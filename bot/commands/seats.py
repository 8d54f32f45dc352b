"""Which occurrence somebody means when they answer without saying."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.domain.cadence import is_on, local_day
from bot.domain.zones import zone_or
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


class When(IntEnum):
    """How near the occurrence is that an answer now would belong to."""

    TODAY = 0
    LATE = 1
    NEXT = 2


def seats_for(session: Session, request: Request, *, now: datetime) -> list[Seat]:
    """The actor's place in each occurrence that they may mean: in a team's channel only of that team's.

    Today's occurrences on a day that has some; else the last ones, which take late answers; else the next ones.
    """
    person = request.actor.person
    mine = ceremonies_with(session, person)
    here = [(ceremony, team) for ceremony, team in mine if team.channel == request.channel]
    dated = [(ceremony, team, *_day_now(session, ceremony, team, person, now=now)) for ceremony, team in here or mine]
    nearest = min((when for *_, when in dated), default=When.TODAY)
    return [
        _seat_on(session, ceremony, team, person, day, now=now)
        for ceremony, team, day, when in dated
        if when == nearest
    ]


def seat_for(session: Session, request: Request, *, now: datetime) -> Seat:
    """The one place; several of them wait for an answer first, else there is nothing to choose by."""
    seats = seats_for(session, request, now=now)
    if not seats:
        raise NothingToAnswer(example=request.example("new Daily at 9:30 mon-fri close 12:00"))
    if len(seats) > 1:
        seats = [place for place in seats if place.participant.answered_at is None] or seats
    if len(seats) > 1:
        raise SeveralStandups(
            names=", ".join(f"{place.team.name} · {place.ceremony.name}" for place in seats),
            example=f"{request.command} fill",
        )
    return seats[0]


def _day_now(session: Session, ceremony: Ceremony, team: Team, person: Person, *, now: datetime) -> tuple[date, When]:
    zone = zone_or(ceremony.zone, member_zone(person, team))
    today = local_day(now, zone)
    if is_on(ceremony.cadence, today):
        return today, When.TODAY
    latest = latest_occurrence(session, ceremony, not_after=now)
    if latest is not None and participant_of(session, latest, person.id) is not None:
        return latest.day, When.LATE
    return first_due(ceremony, zone, after=now, last_day=None).day, When.NEXT


def _seat_on(session: Session, ceremony: Ceremony, team: Team, person: Person, day: date, *, now: datetime) -> Seat:
    occurrence = proceedings.open_day(session, ceremony, team, day, now=now)
    participant = proceedings.place_in(session, occurrence, ceremony, team, person)
    return Seat(occurrence, ceremony, team, participant)
