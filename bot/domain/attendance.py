"""How somebody stands in one occurrence, and what that makes of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True)
class Attendee:
    """One person in one occurrence, with what they wrote by section (stored text)."""

    person_id: int
    slack_id: str
    name: str
    zone: str
    standing: Standing
    answers: Mapping[str, str]
    edited: bool
    prompt_at: datetime
    deadline_at: datetime

    @property
    def is_in(self) -> bool:
        return self.standing in (Standing.ANSWERED, Standing.LATE)


@dataclass(frozen=True)
class Gathering:
    """One occurrence as it stands at one moment: all that the day's thread, the wrap-up and a report are made of."""

    occurrence_id: int
    kind: str
    ceremony: str
    team: str
    channel: str
    day: date
    closes_at: datetime
    attendees: tuple[Attendee, ...]
    is_over: bool = False

    def standing(self, *standings: Standing) -> list[Attendee]:
        return [attendee for attendee in self.attendees if attendee.standing in standings]

    @property
    def answered(self) -> list[Attendee]:
        """Everybody who is in, on time or late."""
        return [attendee for attendee in self.attendees if attendee.is_in]
