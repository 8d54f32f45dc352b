"""How a point that is not done goes from meeting to meeting: on the next agenda, once, and never lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """Where a point stands that is neither done nor dropped.

    `on` is the meeting (occurrence) on whose agenda it stands; None: it waits for the next one. `carried` counts the
    meetings that were held with it on the agenda and left it open. `not_before`: no meeting that starts earlier is
    meant.
    """

    on: int | None = None
    carried: int = 0
    not_before: datetime | None = None


def taken_on(place: Place, meeting: int, *, starts_at: datetime) -> Place:
    """After the agenda of that meeting was made: on it, unless it stands on another one or is put off for longer."""
    if place.on is not None or (place.not_before is not None and place.not_before > starts_at):
        return place
    return replace(place, on=meeting)


def put_off(place: Place, *, until: datetime) -> Place:
    """Somebody said "later": it stays on the agenda where it stands, ticked off so, and goes on after that meeting."""
    return replace(place, not_before=until)


def moved_on(place: Place, meeting: int, *, held: bool) -> Place:
    """After that meeting is over, or was skipped (`held` False): free for the next agenda; counted if it was held."""
    if place.on != meeting:
        return place
    return replace(place, on=None, carried=place.carried + 1 if held else place.carried)
