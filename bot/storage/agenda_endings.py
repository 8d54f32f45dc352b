"""The end of a series of meetings: its points go to another one; taken up again, they come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage import endings
from bot.storage.agenda_days import (
    TIME_TO_TICK,
    close_agenda,
    current,
    hand_on,
    leave_out,
    length_of,
    next_of_team,
)
from bot.storage.agendas import IS_OPEN, AgendaItem, of_series, show_anew
from bot.storage.ceremonies import Ceremony, end_ceremony
from bot.storage.living import Subject, refresh
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.teams import Team

# Of the agenda that was there: its occurrence, and the ids of the open points on it; and those of all open points.
LEFT_OUT, STOOD, POINTS = "left_out", "stood", "points"


def end_series(session: Session, ceremony: Ceremony, team: Team, *, now: datetime) -> Ceremony | None:
    """No further meetings; its points go to the team's next other one, which is returned (None: there is none)."""
    end_ceremony(session, ceremony, at=now)
    points = _open_ids(session, ceremony)
    left_out: int | None = None
    stood: Sequence[int] = []
    while (there := current(session, ceremony)) is not None:
        if there.closes_at - length_of(ceremony) <= now:  # it was held, though its points could still be ticked off
            close_agenda(session, there, now=now)
        else:
            left_out, stood = there.id, _open_ids(session, ceremony, on=there.id)
            leave_out(session, there)
    endings.keep_ending(ceremony, at=now, **{POINTS: points, LEFT_OUT: left_out, STOOD: stood})
    session.flush()
    heir = next_of_team(session, team, now=now)
    if heir is not None:
        hand_on(session, [ceremony], heir)
    return None if heir is None else heir.ceremony


def take_up_again(session: Session, ceremony: Ceremony, team: Team, *, now: datetime) -> None:
    """It goes on as if it had not ended; those of its points that are open still come back."""
    kept = endings.kept_of(ceremony)
    endings.take_up_again(session, ceremony, team, now=now)
    reopened = _reopened(session, ceremony, kept.get(LEFT_OUT))
    here = (AgendaItem.workspace_id == ceremony.workspace_id, AgendaItem.id.in_(kept.get(POINTS, [])), IS_OPEN)
    for item in session.scalars(select(AgendaItem).where(*here).with_for_update()).all():
        show_anew(session, item)  # where it stands until now
        stood = reopened is not None and item.id in kept.get(STOOD, [])
        item.ceremony_id = ceremony.id
        item.place = replace(item.place, on=reopened.id if stood and reopened is not None else None)
    session.flush()
    if reopened is not None:
        refresh(session, reopened, (Subject.AGENDA, None))


def _open_ids(session: Session, ceremony: Ceremony, on: int | None = None) -> list[int]:
    wanted = select(AgendaItem.id).where(of_series(ceremony), IS_OPEN)
    if on is not None:
        wanted = wanted.where(AgendaItem.occurrence_id == on)
    return list(session.scalars(wanted.order_by(AgendaItem.id)))


def _reopened(session: Session, ceremony: Ceremony, occurrence_id: int | None) -> Occurrence | None:
    """The meeting whose agenda was there when the series ended."""
    here = (Occurrence.workspace_id == ceremony.workspace_id, Occurrence.id == occurrence_id)
    found = None if occurrence_id is None else session.scalar(select(Occurrence).where(*here))
    if found is None or found.state != OccurrenceState.SKIPPED:
        return None
    found.state, found.next_at = OccurrenceState.OPEN, found.closes_at + TIME_TO_TICK
    return found
