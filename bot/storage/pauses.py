"""Ceremonies that rest because Slack does not let us post there, until somebody puts that right."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute

from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence


def not_paused(occurrence_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Only rows that belong to no ceremony, or to one that goes on."""
    paused = Occurrence.ceremony_id == Ceremony.id, Ceremony.paused_at.is_not(None)
    return ~exists().where(Occurrence.id == occurrence_id, *paused)
