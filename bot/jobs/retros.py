"""What the clock does for retros: begins one at its time and asks everybody for cards; shows its board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.cadence import instant
from bot.domain.message import Message
from bot.messages import lateness
from bot.messages import retros as messages
from bot.messages.mrkdwn import Mrkdwn
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.outbox import enqueue
from bot.storage.pauses import off_at
from bot.storage.people import Person
from bot.storage.retro_boards import board_of
from bot.storage.retro_steps import as_last_time, begin
from bot.storage.retros import Retro, facilitator_of, occurrence_of, open_retro, retro_of
from bot.storage.teams import Role, Team, team_people
from bot.storage.together import acts_before, hold_together, zone_of

# Cards are asked for while people may still be about.
PROMPT_WINDOW = timedelta(hours=4)
LATE_WINDOW = timedelta(hours=2)
ASKED = (Role.MEMBER, Role.LEAD, Role.PM)


def late_window(_ceremony: Ceremony) -> timedelta:
    return LATE_WINDOW


def begin_by_itself(session: Session, ceremony: Ceremony, team: Team, day: date, now: datetime) -> None:
    """The next retro, led by whoever scheduled it; while one is open its leader hears that none was begun."""
    already = open_retro(session, team)
    if already is not None:
        _skip(session, ceremony, already, team, day, now)
        return
    leader = _leader(session, ceremony, team)
    retro = begin(session, team, as_last_time(ceremony), facilitator=leader, by=leader, day=day, now=now)
    if retro is not None:
        due_at = instant(day, ceremony.at, zone_of(ceremony, team)) - acts_before(ceremony)
        late = lateness.late_by(now - due_at, off=off_at(session, ceremony, due_at) is not None)
        _ask_everybody(session, retro, team, late, now)


def _leader(session: Session, ceremony: Ceremony, team: Team) -> Person:
    """Its owner; a lead of the team where the owner is gone."""
    owner = session.scalars(
        select(Person).where(Person.workspace_id == team.workspace_id, Person.id == ceremony.owner_id)
    ).one()
    people: Sequence[tuple[Person, Role]] = [
        (person, role) for person, role in team_people(session, team) if person.takes_part
    ]
    if any(person.id == owner.id for person, _ in people):
        return owner
    leads = [person for person, role in people if role in (Role.LEAD, Role.PM)]
    return next(iter([*leads, *(person for person, _ in people)]), owner)


def _skip(session: Session, ceremony: Ceremony, already: Retro, team: Team, day: date, now: datetime) -> None:
    skipped = hold_together(
        session, ceremony, day, opens_at=now, closes_at=now, next_at=None, now=now, state=OccurrenceState.SKIPPED
    )
    leader = facilitator_of(session, already)
    enqueue(
        session,
        team.workspace_id,
        f"retro-still-open:{skipped.id}",
        leader.slack_id,
        messages.still_open(team.name, already.ordinal),
        now=now,
        expires_at=now + PROMPT_WINDOW,
        occurrence_id=skipped.id,
        person_id=leader.id,
    )


def _ask_everybody(session: Session, retro: Retro, team: Team, late: Mrkdwn | None, now: datetime) -> None:
    occurrence, picture = occurrence_of(session, retro), board_of(session, retro, team, now=now)
    question = lateness.with_notes(messages.prompt(picture, team.channel), [late])
    for person, role in team_people(session, team):
        if role not in ASKED or not person.takes_part:
            continue
        enqueue(
            session,
            team.workspace_id,
            f"retro-prompt:{occurrence.id}:{person.id}",
            person.slack_id,
            question,
            now=now,
            expires_at=now + PROMPT_WINDOW,
            occurrence_id=occurrence.id,
            person_id=person.id,
        )


def look(_session: Session, occurrence: Occurrence, _ceremony: Ceremony, _team: Team, _now: datetime) -> None:
    """Nothing happens to a retro by itself: whoever leads it moves it."""
    occurrence.next_at = None


def board(session: Session, occurrence: Occurrence, _ceremony: Ceremony, team: Team, now: datetime) -> Message:
    return messages.board(board_of(session, retro_of(session, occurrence), team, now=now))
