"""Occurrences: one date of a ceremony, and how each person stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.attendance import Standing, standing
from bot.domain.cadence import closes_at, instant, own_deadline
from bot.domain.zones import zone_or
from bot.storage.ceremonies import Ceremony, member_zone, members_of, team_zone
from bot.storage.glimpses import columns_of, load_one
from bot.storage.hoisted import Hoisted
from bot.storage.people import Person
from bot.storage.schema import InWorkspace, Key, Reference, Row, within
from bot.storage.teams import Team

WAIT_FOR_WEST = timedelta(hours=16)


class OccurrenceState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MISSED = "missed"
    SKIPPED = "skipped"


class Occurrence(Row):
    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "ceremony_id", "day", "slot"),
        within("ceremonies", "ceremony_id"),
        Index("ix_occurrences_next_at", "next_at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    ceremony_id: Mapped[Reference]
    # The local date that all its participants share, wherever they are.
    day: Mapped[date]
    slot: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[OccurrenceState] = mapped_column(String(16))
    # When its first participant is due; what is said earlier is posted then.
    opens_at: Mapped[datetime]
    # The team's deadline, when the wrap-up is posted.
    closes_at: Mapped[datetime]
    wrapped_up_at: Mapped[datetime | None]
    # When the clock has to look again: at the deadline, then at each own deadline that is still to come.
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """What it is, whichever number it got: `12/2026-11-23`. Restored from a backup it would get another one."""
        day = f"{self.ceremony_id}/{self.day}"
        return f"{day}/{self.slot}" if self.slot else day


class Participant(Row):
    """Somebody who is expected in one occurrence: a snapshot of the roster, and what became of it."""

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "occurrence_id", "person_id"),
        within("occurrences", "occurrence_id"),
        within("people", "person_id"),
        Index("ix_participants_person", "workspace_id", "person_id"),
        Index("ix_participants_remind_at", "remind_at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    occurrence_id: Mapped[Reference]
    person_id: Mapped[Reference]
    prompt_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    # When the one reminder is due; None: none, or it was given.
    remind_at: Mapped[datetime | None]
    prompted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    # The bot was off for longer than its late window, or Slack would not take the prompt.
    not_asked: Mapped[bool] = mapped_column(default=False)

    def standing(self, now: datetime) -> Standing:
        return standing(
            now=now,
            deadline_at=self.deadline_at,
            answered_at=self.answered_at,
            skipped_at=self.skipped_at,
            not_asked=self.not_asked,
        )

    def skip(self, *, at: datetime) -> None:
        """Sit this one out; an answer that is there already stays and counts."""
        self.skipped_at, self.remind_at = at, None


ON_DAY = Hoisted(
    columns_of(Occurrence).where(
        Occurrence.workspace_id == bindparam("workspace_id"),
        Occurrence.ceremony_id == bindparam("ceremony_id"),
        Occurrence.day == bindparam("day"),
        Occurrence.slot == bindparam("slot"),
    )
)


def occurrence_on(session: Session, ceremony: Ceremony, day: date, slot: str = "") -> Occurrence | None:
    wanted = {"workspace_id": ceremony.workspace_id, "ceremony_id": ceremony.id, "day": day, "slot": slot}
    return load_one(session, ON_DAY, wanted, Occurrence)


def open_occurrence(session: Session, ceremony: Ceremony, team: Team, day: date, *, now: datetime) -> Occurrence:
    """The ceremony's occurrence of that day; opened with a snapshot of the roster if it is not there yet."""
    # Replicas open one after the other; who comes second finds the first one's.
    session.execute(select(Ceremony.id).where(Ceremony.id == ceremony.id).with_for_update())
    found = occurrence_on(session, ceremony, day)
    if found is not None:
        return found
    deadline = team_deadline(ceremony, team, day)
    occurrence = Occurrence(
        workspace_id=ceremony.workspace_id,
        ceremony_id=ceremony.id,
        day=day,
        slot="",
        state=OccurrenceState.OPEN,
        opens_at=now,
        closes_at=deadline,
        next_at=deadline,
        created_at=now,
    )
    session.add(occurrence)
    session.flush()
    prompts = [
        add_participant(session, occurrence, ceremony, team, person).prompt_at
        for member, person in members_of(session, ceremony)
        if member.takes_part_on(day) and not person.is_deactivated
    ]
    occurrence.opens_at = min(prompts, default=now)
    return occurrence


def team_deadline(ceremony: Ceremony, team: Team, day: date) -> datetime:
    """When the occurrence of that day closes: at a wall time of the team's, or so long after the prompt.

    The prompt is the one in the ceremony's zone; where each member has their own, the one in the team's.
    """
    prompt_at = instant(day, ceremony.at, zone_or(ceremony.zone, team_zone(team)))
    if isinstance(ceremony.close, timedelta):
        return prompt_at + ceremony.close
    opening = prompt_at.astimezone(team_zone(team))
    return closes_at(opening.date(), opening.time(), ceremony.close, team_zone(team))


def miss_occurrence(session: Session, ceremony: Ceremony, team: Team, day: date, *, now: datetime) -> Occurrence:
    """Write down that the bot was off for all of that day's occurrence: nobody was asked."""
    occurrence = open_occurrence(session, ceremony, team, day, now=now)
    occurrence.state, occurrence.next_at = OccurrenceState.MISSED, None
    return occurrence


def add_participant(
    session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, person: Person
) -> Participant:
    """Expect a person in this occurrence, at their own time and with their own deadline."""
    prompt_at = instant(occurrence.day, ceremony.at, zone_or(ceremony.zone, member_zone(person, team)))
    deadline_at = own_deadline(occurrence.closes_at, prompt_at)
    remind = ceremony.remind_before_min
    participant = Participant(
        workspace_id=occurrence.workspace_id,
        occurrence_id=occurrence.id,
        person_id=person.id,
        prompt_at=prompt_at,
        deadline_at=deadline_at,
        remind_at=None if remind is None else deadline_at - timedelta(minutes=remind),
    )
    session.add(participant)
    session.flush()
    return participant


PLACE = columns_of(Participant).where(
    Participant.workspace_id == bindparam("workspace_id"),
    Participant.occurrence_id == bindparam("occurrence_id"),
    Participant.person_id == bindparam("person_id"),
)
PLACE_OF = Hoisted(PLACE)


def participant_of(session: Session, occurrence: Occurrence, person_id: int) -> Participant | None:
    wanted = {"workspace_id": occurrence.workspace_id, "occurrence_id": occurrence.id, "person_id": person_id}
    return load_one(session, PLACE_OF, wanted, Participant)


def participants_of(session: Session, occurrence: Occurrence) -> Sequence[tuple[Participant, Person]]:
    """Everybody who is expected, by name."""
    rows = session.execute(
        select(Participant, Person)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.workspace_id == occurrence.workspace_id, Participant.occurrence_id == occurrence.id)
        .order_by(Person.name, Person.id)
    )
    return [(participant, person) for participant, person in rows]


def open_occurrences_of(session: Session, ceremony: Ceremony) -> Sequence[Occurrence]:
    """Those that the clock still has to look at."""
    return session.scalars(
        select(Occurrence).where(
            Occurrence.workspace_id == ceremony.workspace_id,
            Occurrence.ceremony_id == ceremony.id,
            Occurrence.next_at.is_not(None),
        )
    ).all()


def look_again(session: Session, occurrence: Occurrence, *, now: datetime) -> None:
    """Aim `next_at` at the next instant when the occurrence changes by itself.

    The wrap-up stays due until it was made, however late; who is in the west is waited for until `WAIT_FOR_WEST`.
    """
    if occurrence.state not in (OccurrenceState.OPEN, OccurrenceState.CLOSED):
        occurrence.next_at = None
        return
    aim: datetime | None = occurrence.closes_at
    if occurrence.wrapped_up_at is not None:
        last = occurrence.closes_at + WAIT_FOR_WEST
        aim = _next_deadline(session, occurrence, now) if now < last else None
        aim = None if aim is None else min(aim, last)
    if occurrence.next_at != aim:
        occurrence.next_at = aim


def _next_deadline(session: Session, occurrence: Occurrence, now: datetime) -> datetime | None:
    """The nearest own deadline of somebody who has neither answered nor skipped."""
    session.flush()
    return session.scalar(
        select(func.min(Participant.deadline_at)).where(
            Participant.workspace_id == occurrence.workspace_id,
            Participant.occurrence_id == occurrence.id,
            Participant.answered_at.is_(None),
            Participant.skipped_at.is_(None),
            Participant.not_asked.is_(False),
            Participant.deadline_at > now,
        )
    )
