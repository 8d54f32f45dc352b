"""Reading the instants that people write: "Tue 09:30", "2026-11-24 09:30", "12:00"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9})\s+|(?P<day>\d{4}-\d{2}-\d{2})[ t]+)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?",
    re.IGNORECASE,
)


def instant_of(words: str, zone: str, now: datetime) -> datetime:
    """The instant meant, in UTC: with a date that one, else the next one (now itself counts).

    ValueError when the words cannot be read or the zone is unknown.
    """
    exact = _iso_with_offset(words)
    if exact is not None:
        return exact
    match = _WORDS.fullmatch(words.strip())
    if match is None:
        raise ValueError(f'I can\'t read "{words}" as a time. Try "Tue 09:30", "2026-11-24 09:30" or "12:00".')
    place = _zone(zone)
    at = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    if match["day"]:
        return first_instant(date.fromisoformat(match["day"]), at, place)
    weekday = _weekday(match["weekday"]) if match["weekday"] else None
    return _next(at, weekday, place, now)


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which a wall clock shows this: the first of two in a fold, the first one after a gap."""
    wall = datetime.combine(day, at, zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    low, high = instant - timedelta(hours=24), instant
    offset_after = instant.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset_after:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def _next(at: time, weekday: int | None, zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    for days in range(9):
        day = today + timedelta(days=days)
        if weekday is not None and day.weekday() != weekday:
            continue
        instant = first_instant(day, at, zone)
        if instant >= now:
            return instant
    raise ValueError(f"There is no {at} in {zone.key} in the coming days.")


def _iso_with_offset(words: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else None


def _weekday(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if name.startswith(word.lower()):
            return number
    raise ValueError(f'"{word}" is no weekday. Try "Tue 09:30".')


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{name}" is no time zone. Try "Europe/Berlin".') from None
