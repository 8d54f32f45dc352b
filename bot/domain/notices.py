"""What a person is told when something did not reach the others: facts, several of which fit into one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """What there is to tell."""

    # `parts` are days (ISO) on which it was not held.
    MISSED = "missed"
    # `parts` are names of people who were not asked for `day`.
    NOT_ASKED = "not_asked"
    # `parts` are posts (`wrap_up`, `digest`): they will not be posted, or nobody knows whether they stand there.
    NOT_POSTED = "not_posted"
    UNSURE = "unsure"
    # `parts` are the ceremonies that wait: kind and name (`standup:Checkout · Daily`).
    PAUSED = "paused"
    # `parts` are the names of those that go on.
    GOES_ON = "goes_on"


@dataclass(frozen=True)
class Notice:
    """One fact. `why` is Slack's error code or empty; `since` and `until` are the absence that explains it."""

    what: What
    team: str
    channel: str
    parts: tuple[str, ...]
    ceremony: str = ""
    day: date | None = None
    why: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def kept(self) -> dict[str, Any]:
        """As it is kept in a row, beside the words that were made of it."""
        values = asdict(self) | {"parts": list(self.parts)}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Notice:
        values = {field.name: kept.get(field.name) for field in fields(cls)}
        day, since, until = values["day"], values["since"], values["until"]
        return cls(
            **values
            | {
                "what": What(kept["what"]),
                "parts": tuple(kept["parts"]),
                "day": date.fromisoformat(day) if day else None,
                "since": datetime.fromisoformat(since) if since else None,
                "until": datetime.fromisoformat(until) if until else None,
            }
        )


def with_one_more(notices: Sequence[Notice], new: Notice) -> list[Notice]:
    """The same list with a fact added: to the one that differs in its parts alone, if there is such a one."""
    for place, one in enumerate(notices):
        if replace(one, parts=()) == replace(new, parts=()):
            more = [part for part in new.parts if part not in one.parts]
            return [*notices[:place], replace(one, parts=(*one.parts, *more)), *notices[place + 1 :]]
    return [*notices, new]
