"""When a ceremony happens: wall times, local days and their instants."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.domain import zones

ONE_DAY = timedelta(days=1)
ALL_WEEKDAYS = frozenset(range(7))
MOST_WEEKS = 260
"""Five years: a rarer cadence has no date that anybody waits for."""


@dataclass(frozen=True)
class Cadence:
    """Weekdays and a wall time, every n weeks; `ValueError` for one that would never happen.

    `at` is a wall time without a zone. `zone` is an IANA name; None means each member's own. `weekdays`: 0 is Monday.
    Every `every` weeks counts from the ISO week of `anchor`, in both directions; the anchor is needed from 2 weeks on.
    """

    at: time
    zone: str | None
    weekdays: frozenset[int]
    every: int = 1
    anchor: date | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise ValueError("the time of a cadence is a wall time; its zone stands beside it")
        if not self.weekdays or not self.weekdays <= ALL_WEEKDAYS:
            raise ValueError("a cadence needs at least one weekday, 0 (Monday) to 6")
        if not 1 <= self.every <= MOST_WEEKS:
            raise ValueError(f"a cadence comes round every 1 to {MOST_WEEKS} weeks")
        if self.every > 1 and self.anchor is None:
            raise ValueError("a cadence of several weeks needs a day to count from")


@dataclass(frozen=True)
class Due:
    """One local day and its instant, in UTC."""

    day: date
    at: datetime


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which the clocks of `zone` show `at` on `day`, or later than that.

    In a gap it is the first instant after it: 02:30 between 02:00 and 03:00 is 03:00, and a whole day that a zone left
    out (Apia, 2011-12-30) is the midnight that took its place. A time that comes twice is the first of the two.
    """
    wall = datetime.combine(day, at, zone)
    if wall.fold:
        wall = wall.replace(fold=0)
    found = wall.astimezone(UTC)
    # Between times of one zone Python compares what the clocks show: they differ only inside a gap.
    return found if found.astimezone(zone) == wall else _end_of_gap(wall)


def _end_of_gap(wall: datetime) -> datetime:
    """The transition whose gap holds `wall`, to the second.

    A wall time inside a gap, read by the rule after it, lies before the gap; read by the rule before it, behind it.
    """
    before = wall.replace(fold=1, microsecond=0).astimezone(UTC)
    behind = wall.astimezone(UTC)

    def shown(seconds: int) -> datetime:
        return (before + timedelta(seconds=seconds)).astimezone(wall.tzinfo)

    length = int((behind - before).total_seconds())
    return before + timedelta(seconds=bisect_left(range(length), wall, key=shown))


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """What day it is in `zone`."""
    return now.astimezone(zone).date()


def is_on(cadence: Cadence, day: date) -> bool:
    """Whether the cadence runs on that local day."""
    return day.weekday() in cadence.weekdays and _is_week_on(cadence, _week(day.toordinal()))


def days_after(cadence: Cadence, day: date) -> Iterator[date]:
    """The days on which the cadence runs, strictly after `day`."""
    weekdays = sorted(cadence.weekdays)
    for week in count(_week(day.toordinal() + 1)):
        if not _is_week_on(cadence, week):
            continue
        for weekday in weekdays:
            ordinal = week * 7 + weekday + 1
            if ordinal > day.toordinal():
                yield date.fromordinal(ordinal)


def _is_week_on(cadence: Cadence, week: int) -> bool:
    return cadence.anchor is None or (week - _week(cadence.anchor.toordinal())) % cadence.every == 0


def _week(ordinal: int) -> int:
    """The ISO weeks since 0001-01-01, which was a Monday and is day 1."""
    return (ordinal - 1) // 7


def upcoming(cadence: Cadence, zone: ZoneInfo, *, after: datetime) -> Iterator[Due]:
    """What is due strictly after `after`, one per local day, in order.

    `zone` is the member's: it counts when the cadence has none, or one that is not known any more.
    """
    zone = _zone_of(cadence, zone)
    return (due for due in _dues_from(cadence, zone, local_day(after, zone)) if due.at > after)


def next_due(
    cadence: Cadence,
    zone: ZoneInfo,
    *,
    now: datetime,
    last_day: date | None,
    catch_up: timedelta = timedelta(hours=4),
) -> Due:
    """The next prompt of a member who was last prompted for `last_day`: never a second for that day or one before it.

    A later day whose time has passed by at most `catch_up` (the member's zone or the cadence changed, or the bot was
    down) is due at once: `Due.at` then lies in the past. Passed by more, it is given up for the next day.
    `last_day` None is a member who was never prompted, who is owed nothing: the first instant from `now` on. `zone` is
    the member's, as in `upcoming`.
    """
    zone = _zone_of(cadence, zone)
    earliest = now if last_day is None else now - catch_up
    day = local_day(earliest - timedelta.resolution, zone)
    if last_day is not None and last_day >= day:
        day = last_day + ONE_DAY
    return next(due for due in _dues_from(cadence, zone, day) if due.at >= earliest)


def _dues_from(cadence: Cadence, zone: ZoneInfo, day: date) -> Iterator[Due]:
    """What is due for `day` and the days after it. The days before it are all due by the time that `day` begins."""
    for run_day in days_after(cadence, day - ONE_DAY):
        yield Due(run_day, instant(run_day, cadence.at, zone))


def _zone_of(cadence: Cadence, member_zone: ZoneInfo) -> ZoneInfo:
    return member_zone if cadence.zone is None else zones.zone_or(cadence.zone, member_zone)


def closes_at(day: date, at: time, close: time | timedelta, zone: ZoneInfo) -> datetime:
    """The team's deadline (UTC) for what opens on `day` at `at`, all in the team's zone.

    `close` is a wall time, on the next day when it is not later than `at`; or how long after the opening.
    """
    if isinstance(close, timedelta):
        return instant(day, at, zone) + close
    return instant(day if close > at else day + ONE_DAY, close, zone)


def own_deadline(team_deadline: datetime, prompt_at: datetime, at_least: timedelta = timedelta(hours=2)) -> datetime:
    """A person's own deadline: the team's, but never sooner than `at_least` after their own prompt."""
    return max(team_deadline, prompt_at + at_least)
