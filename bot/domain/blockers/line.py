"""A blocker as lists, wrap-ups and agendas show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockerState(StrEnum):
    OPEN = "open"
    ACKED = "acked"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class BlockerLine:
    """`text` is stored text, `owner` and `raised_by` names; `age` is in working days, up to its end when it has one.

    `occurrence_id` is the stand-up in which it was said, `feature_id` what it is in the way of, where there is one.
    """

    number: int
    text: str
    state: BlockerState
    owner: str
    owner_id: int
    raised_by: str
    raised_by_id: int
    raised_at: datetime
    resolved_at: datetime | None
    age: int
    team_id: int
    occurrence_id: int | None = None
    feature_id: int | None = None

    @property
    def ref(self) -> str:
        return f"B-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state != BlockerState.RESOLVED
