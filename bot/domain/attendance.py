"""How somebody stands in one occurrence, and what that makes of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """Where a person stands at one moment; the words that people read are in the templates."""

    ANSWERED = "answered"
    LATE = "late"
    SKIPPED = "skipped"
    NOT_ASKED = "not_asked"
    PENDING = "pending"
    MISSING = "missing"


def standing(
    *,
    now: datetime,
    deadline_at: datetime,
    answered_at: datetime | None,
    skipped_at: datetime | None,
    not_asked: bool,
) -> Standing:
    """Where a person stands. An answer counts whatever else is known; who was not asked is not at fault."""
    if answered_at is not None:
        return Standing.LATE if answered_at > deadline_at else Standing.ANSWERED
    if skipped_at is not None:
        return Standing.SKIPPED
    if not_asked:
        return Standing.NOT_ASKED
    return Standing.PENDING if now < deadline_at else Standing.MISSING


def next_change(*, now: datetime, closes_at: datetime, wrapped_up: bool, open_deadlines: Iterable[datetime]) -> datetime | None:
    """When the wrap-up is due: first at the team's deadline, then whenever somebody's own deadline has passed.

    `open_deadlines` are those of the people who have not answered or skipped. None: nothing more will change by itself.
    """
    if not wrapped_up:
        return closes_at
    return min((deadline for deadline in open_deadlines if deadline > now), default=None)
