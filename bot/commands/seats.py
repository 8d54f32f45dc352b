"""Which occurrence somebody means when they answer without saying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.domain.cadence import is_on, local_day
from bot.domain.zones import zone_or
from bot.errors import Refusal
from bot.storage import proceedings
from bot.storage.access import Seat
from bot.storage.ceremonies import Ceremony, CeremonyMember, first_due, member_zone, places_of
from bot.storage.people import Person
from bot.storage.places import latest_place, place_on
from bot.storage.teams import Team


class NothingToAnswer(Refusal):
    """You take part in no stand-up here yet. Somebody can set one up in the team's channel."""


class SeveralStandups(Refusal):
    """You take part in more than one: {names}. Say which one you mean."""


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
    mine = places_of(session, person)
    here = [(member, ceremony, team) for member, ceremony, team in mine if team.channel == request.channel]
    meant = [_meant(session, member, ceremony, team, person, now=now) for member, ceremony, team in here or mine]
    nearest = min((one.when for one in meant), default=When.TODAY)
    return [
        one.seat or _seat_on(session, one.ceremony, one.team, person, one.day, now=now)
        for one in meant
        if one.when == nearest
    ]


def seat_and_rest(session: Session, request: Request, verb: str, *, now: datetime) -> tuple[Seat, str]:
    """The one place that is meant, and the text without the stand-up's name, if it begins with that.

    Of several the one that waits for an answer is meant; several of these have to be told apart by name.
    """
    seats = seats_for(session, request, now=now)
    if not seats:
        raise NothingToAnswer(example=request.example("new Daily at 9:30 mon-fri close 12:00"))
    for place in sorted(seats, key=lambda place: -len(place.ceremony.name)):
        name, typed = place.ceremony.name.casefold(), request.text.casefold()
        if typed == name or typed.startswith((f"{name} ", f"{name}\n")):
            return place, request.text[len(name) :].strip()
    waiting = [place for place in seats if place.participant.answered_at is None] or seats
    if len(waiting) > 1:
        raise SeveralStandups(
            names=", ".join(f"{place.team.name} · {place.ceremony.name}" for place in waiting),
            example=f"{request.command} {verb} {waiting[0].ceremony.name} {request.text}".strip(),
        )
    return waiting[0], request.text


@dataclass(frozen=True)
class Meant:
    """The day of one ceremony that somebody means, and their seat on it where it was come across."""

    when: When
    ceremony: Ceremony
    team: Team
    day: date
    seat: Seat | None = None


def _meant(
    session: Session, member: CeremonyMember, ceremony: Ceremony, team: Team, person: Person, *, now: datetime
) -> Meant:
    zone = zone_or(ceremony.zone, member_zone(person, team))
    today = local_day(now, zone)
    if is_on(ceremony.cadence, today) and member.takes_part_on(today):
        return Meant(When.TODAY, ceremony, team, today)
    latest, participant = latest_place(session, ceremony, person, not_after=now)
    if latest is not None and participant is not None:
        return Meant(When.LATE, ceremony, team, latest.day, Seat(latest, ceremony, team, participant))
    return Meant(When.NEXT, ceremony, team, first_due(ceremony, zone, after=now, last_day=None).day)


def _seat_on(session: Session, ceremony: Ceremony, team: Team, person: Person, day: date, *, now: datetime) -> Seat:
    occurrence, participant = place_on(session, ceremony, person, day)
    if occurrence is None:
        occurrence = proceedings.open_day(session, ceremony, team, day, now=now)
    if participant is None:
        participant = proceedings.place_in(session, occurrence, ceremony, team, person)
    return Seat(occurrence, ceremony, team, participant)
