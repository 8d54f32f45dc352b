"""Cadence against an oracle: each change of each zone from 2020 to 2037, walked through minute by minute in UTC."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain import zones
from bot.domain.cadence import Cadence, Due, instant, next_due, upcoming

DAILY = frozenset(range(7))
MINUTE = timedelta(minutes=1)
CHUNKS = 8


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> None:
    zones.use_pinned_zones()


FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
STEP = timedelta(days=4)  # closer together no zone changes twice
Transition = tuple[datetime, timedelta, timedelta]
"""The first minute (UTC) of another offset, the offset before it, the offset from then on."""


@lru_cache(maxsize=1)
def distinct_rules() -> list[tuple[str, tuple[Transition, ...]]]:
    """One zone, with its transitions, for each set of rules that is a set of its own from 2020 to 2037."""
    files = resources.files("tzdata") / "zoneinfo"
    distinct_files = {(files / name).read_bytes(): name for name in sorted(available_timezones())}
    by_rules = {}
    for name in distinct_files.values():
        zone = ZoneInfo(name)
        changes = tuple(transitions(zone))
        by_rules[offset_at(FIRST, zone), changes] = (name, changes)
    return list(by_rules.values())


def transitions(zone: ZoneInfo) -> Iterator[Transition]:
    before, day = offset_at(FIRST, zone), FIRST
    while day < LAST:
        if (after := offset_at(day + STEP, zone)) != before:
            passed = bisect_left(range(STEP // MINUTE), True, key=lambda n: offset_at(day + n * MINUTE, zone) == after)
            yield day + passed * MINUTE, before, after
        before, day = after, day + STEP


def offset_at(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def days_around(change: Transition) -> list[date]:
    """The local day of a transition (two, when it crosses midnight), the day before and the day after."""
    moment, *offsets = change
    days = [(moment + offset).date() for offset in offsets]
    return [min(days) + timedelta(days=n) for n in range(-1, (max(days) - min(days)).days + 2)]


def edges_of(change: Transition) -> set[time]:
    """Each minute within 5 of what the clocks show when the change comes, and of what they show then."""
    moment, *offsets = change
    return {(moment + offset + n * MINUTE).time() for offset in offsets for n in range(-5, 6)}


QUARTERS = {time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)}


def first_minutes(change: Transition, zone: ZoneInfo) -> dict[int, datetime]:
    """The oracle: what the clocks show on the days around a change, and the first UTC minute at which they show it."""
    days = days_around(change)
    moment = datetime.combine(days[0], time(), UTC) - max(change[1:])
    end = datetime.combine(days[-1] + timedelta(days=1), time(), UTC) - min(change[1:])
    found: dict[int, datetime] = {}
    while moment <= end:
        found.setdefault(minute_number(moment.astimezone(zone)), moment)
        moment += MINUTE
    return found


def minute_number(wall: datetime) -> int:
    return (wall.toordinal() * 24 + wall.hour) * 60 + wall.minute


def expected_due(day: date, at: time, seen: dict[int, datetime]) -> Due:
    wall = minute_number(datetime.combine(day, at))
    while wall not in seen:
        wall += 1
    return Due(day, seen[wall])


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_around_each_change_each_day_is_due_once_and_when_a_walk_through_utc_says(chunk: int) -> None:
    for name, changes in distinct_rules()[chunk::CHUNKS]:
        zone = ZoneInfo(name)
        for change in changes:
            seen, days, edges = first_minutes(change, zone), days_around(change), edges_of(change)
            for at in QUARTERS | edges:
                expected = [expected_due(day, at, seen) for day in days]
                assert [Due(day, instant(day, at, zone)) for day in days] == expected, (name, change, at)
                if at in edges:
                    assert prompts_on(days, Cadence(at, name, DAILY)) == expected, (name, change, at)


def prompts_on(days: list[date], cadence: Cadence) -> list[Due]:
    """What a member of the cadence is prompted for, one after the other, who was prompted on the day before `days`."""
    assert cadence.zone is not None
    zone, last_day = ZoneInfo(cadence.zone), days[0] - timedelta(days=1)
    now, found = instant(last_day, cadence.at, zone), []
    for _ in days:
        due = next_due(cadence, zone, now=now, last_day=last_day)
        assert due == next(upcoming(cadence, zone, after=now))
        now, last_day = due.at, due.day
        found.append(due)
    return found


def test_there_are_changes_enough_to_walk_through() -> None:
    assert len(distinct_rules()) > 60
    assert sum(len(changes) for _, changes in distinct_rules()) > 1000
