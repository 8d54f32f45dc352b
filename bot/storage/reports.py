"""The read side: occurrences as they stand, in few queries of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.attendance import Attendee, Gathering
from bot.storage.access import Seat
from bot.storage.ceremonies import Ceremony, member_zone
from bot.storage.entries import answers_in, answers_of
from bot.storage.occurrences import Occurrence, OccurrenceState, Participant, participants_of
from bot.storage.people import Person
from bot.storage.teams import Team

MOST_MISSED = 20


def gathering(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, *, now: datetime) -> Gathering:
    """One occurrence with everybody in it."""
    answers = answers_in(session, occurrence)
    return _picture(occurrence, ceremony, team, participants_of(session, occurrence), answers, now)


def _picture(
    occurrence: Occurrence,
    ceremony: Ceremony,
    team: Team,
    people: Sequence[tuple[Participant, Person]],
    answers: Mapping[int, Mapping[str, str]],
    now: datetime,
) -> Gathering:
    return Gathering(
        occurrence_id=occurrence.id,
        kind=ceremony.kind,
        ceremony=ceremony.name,
        team=team.name,
        channel=team.channel,
        day=occurrence.day,
        closes_at=occurrence.closes_at,
        attendees=tuple(
            Attendee(
                person_id=person.id,
                slack_id=person.slack_id,
                name=person.name,
                zone=ceremony.zone or member_zone(person, team).key,
                standing=participant.standing(now),
                answers=answers.get(person.id, {}),
                edited=participant.edited_at is not None,
                prompt_at=participant.prompt_at,
                deadline_at=participant.deadline_at,
            )
            for participant, person in people
        ),
        is_over=now >= occurrence.closes_at,
    )


def own_place(
    session: Session, seat: Seat, person: Person, *, answers: Mapping[str, str] | None = None, now: datetime
) -> Gathering:
    """One occurrence with one person in it: enough for what only they are told. Known `answers` are not read again."""
    return _picture(
        seat.occurrence,
        seat.ceremony,
        seat.team,
        [(seat.participant, person)],
        {person.id: answers_of(session, seat.occurrence, person.id) if answers is None else answers},
        now,
    )


def gatherings(session: Session, team: Team, first: date, last: date, *, now: datetime) -> list[Gathering]:
    """The team's occurrences of those days that were opened, newest day first."""
    rows: Sequence[tuple[Occurrence, Ceremony]] = [
        (occurrence, ceremony)
        for occurrence, ceremony in session.execute(
            select(Occurrence, Ceremony)
            .join(Ceremony, Ceremony.id == Occurrence.ceremony_id)
            .where(
                Occurrence.workspace_id == team.workspace_id,
                Ceremony.workspace_id == team.workspace_id,
                Ceremony.team_id == team.id,
                Ceremony.kind.in_(kind.slug for kind in KINDS.values() if not kind.together),
                Occurrence.day.between(first, last),
                Occurrence.state.in_((OccurrenceState.OPEN, OccurrenceState.CLOSED)),
            )
            .order_by(Occurrence.day.desc(), Ceremony.name)
        )
    ]
    return [gathering(session, occurrence, ceremony, team, now=now) for occurrence, ceremony in rows]


def missed_before(session: Session, occurrence: Occurrence) -> Sequence[Occurrence]:
    """The ceremony's dates that were missed right before this one, oldest first."""
    before = session.scalars(
        select(Occurrence)
        .where(
            Occurrence.workspace_id == occurrence.workspace_id,
            Occurrence.ceremony_id == occurrence.ceremony_id,
            Occurrence.day < occurrence.day,
        )
        .order_by(Occurrence.day.desc(), Occurrence.id.desc())
        .limit(MOST_MISSED)
    )
    return list(takewhile(lambda one: one.state == OccurrenceState.MISSED, before))[::-1]
