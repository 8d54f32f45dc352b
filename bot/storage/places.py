"""Somebody's place in an occurrence, on the way that every answer takes: found in one look, held, noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.storage.ceremonies import Ceremony
from bot.storage.glimpses import columns_of, load, read_anew
from bot.storage.hoisted import Hoisted
from bot.storage.occurrences import PLACE, Occurrence, OccurrenceState, Participant
from bot.storage.people import Person
from bot.storage.schema import table_of

Found = tuple[Occurrence | None, Participant | None]


def _place() -> Select[Any]:
    """An occurrence of a ceremony, with somebody's place in it if they have one."""
    theirs = and_(
        Participant.workspace_id == Occurrence.workspace_id,
        Participant.occurrence_id == Occurrence.id,
        Participant.person_id == bindparam("person_id"),
    )
    return (
        columns_of(Occurrence, Participant)
        .select_from(Occurrence)
        .outerjoin(Participant, theirs)
        .where(Occurrence.workspace_id == bindparam("workspace_id"), Occurrence.ceremony_id == bindparam("ceremony_id"))
    )


ON_DAY = Hoisted(_place().where(Occurrence.day == bindparam("day"), Occurrence.slot == ""))
LATEST = Hoisted(
    _place()
    .where(
        Occurrence.opens_at <= bindparam("not_after"),
        Occurrence.state.in_((OccurrenceState.OPEN, OccurrenceState.CLOSED)),
    )
    .order_by(Occurrence.day.desc())
    .limit(1)
)


def place_on(session: Session, ceremony: Ceremony, person: Person, day: date) -> Found:
    """The ceremony's occurrence of that day and the person's place in it, as far as they are there."""
    return _found(session, ON_DAY, ceremony, person, {"day": day})


def latest_place(session: Session, ceremony: Ceremony, person: Person, *, not_after: datetime) -> Found:
    """The same of the ceremony's last occurrence that had opened by then."""
    return _found(session, LATEST, ceremony, person, {"not_after": not_after})


def _found(
    session: Session, statement: Hoisted, ceremony: Ceremony, person: Person, more: Mapping[str, object]
) -> Found:
    wanted = {"workspace_id": ceremony.workspace_id, "ceremony_id": ceremony.id, "person_id": person.id, **more}
    rows = load(session, statement, wanted, Occurrence, Participant)
    return (rows[0][0], rows[0][1]) if rows else (None, None)


HELD = Hoisted(PLACE.with_for_update())


def hold(session: Session, participant: Participant) -> None:
    """Until the end of the transaction nobody else changes this place; what is known of it is read anew."""
    if session.connection().dialect.name != "sqlite":  # there a writer is alone anyway
        names = ("workspace_id", "occurrence_id", "person_id")
        read_anew(session, HELD, {name: getattr(participant, name) for name in names}, participant)


PARTICIPANTS = table_of(Participant)
NOTE_ANSWER = Hoisted(
    update(PARTICIPANTS)
    .where(PARTICIPANTS.c.workspace_id == bindparam("in_workspace"), PARTICIPANTS.c.id == bindparam("of_id"))
    .values({name: bindparam(name) for name in ("answered_at", "edited_at", "skipped_at", "remind_at")})
)


def note_answer(session: Session, participant: Participant, *, at: datetime) -> None:
    """Their first answer, or a change of it; written at once."""
    first = participant.answered_at is None
    values = {
        "answered_at": at if first else participant.answered_at,
        "edited_at": participant.edited_at if first else at,
        "skipped_at": None,
        "remind_at": None,
    }
    NOTE_ANSWER.run(session, {"in_workspace": participant.workspace_id, "of_id": participant.id} | values)
    for name, value in values.items():
        set_committed_value(participant, name, value)
