"""What follows when a message was not delivered: who was not asked, what is paused, who is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage import proceedings
from bot.storage.access import seat_at
from bot.storage.living import Subject
from bot.storage.occurrences import Occurrence, participant_of
from bot.storage.outbox import OutboundMessage


def undelivered(session: Session, row: OutboundMessage, now: datetime) -> None:
    """It will not be posted any more, or nobody can tell whether it was (`row.state`, `row.last_error`)."""
    _was_not_asked(session, row, now)


def blocked(session: Session, row: OutboundMessage, error: str, now: datetime) -> None:
    """Slack does not let us post there, or at all (`error`): it stays pending until somebody puts that right."""


def _was_not_asked(session: Session, row: OutboundMessage, now: datetime) -> None:
    """A prompt that did not arrive: the wrap-up says so, and it is not their fault."""
    if not row.key.startswith(f"{Subject.PROMPT}:") or row.person_id is None:
        return
    occurrence = session.scalars(select(Occurrence).where(Occurrence.id == row.occurrence_id)).one()
    participant = participant_of(session, occurrence, row.person_id)
    if participant is not None:
        proceedings.could_not_ask(session, seat_at(session, occurrence, participant), now=now)
