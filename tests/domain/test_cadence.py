"""Cadence by examples, and over any moves of a member."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import zones
from bot.domain.cadence import (
    Cadence,
    Due,
    closes_at,
    days_after,
    instant,
    is_on,
    local_day,
    next_due,
    own_deadline,
    upcoming,
)

BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
DAILY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
MINUTE = timedelta(minutes=1)
HALF_PAST_NINE = Cadence(time(9, 30), None, WORKDAYS)


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> None:
    zones.use_pinned_zones()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("America/New_York", "2027-03-14 02:30", "2027-03-14 07:00"),  # no 02:00-03:00
        ("America/New_York", "2027-03-14 03:00", "2027-03-14 07:00"),
        ("America/New_York", "2027-03-14 01:59", "2027-03-14 06:59"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),  # 01:00-02:00 twice
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
        ("Africa/Cairo", "2026-04-24 00:15", "2026-04-23 22:00"),  # the day begins at 01:00
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-23 22:00"),
        ("Asia/Beirut", "2027-03-28 00:15", "2027-03-27 22:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),  # a gap of 30 minutes
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),  # and a fold of 30
        ("Pacific/Apia", "2011-12-30 09:30", "2011-12-30 10:00"),  # a day that never was
        ("Pacific/Apia", "2026-11-24 09:30", "2026-11-23 20:30"),
        ("Pacific/Kiritimati", "2026-11-24 09:30", "2026-11-23 19:30"),
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00"),  # after Ramadan: no 02:00-03:00
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30"),  # its first night: 02:00-03:00 twice
    ],
)
def test_a_wall_time_is_its_first_instant_or_the_first_after_its_gap(zone: str, wall: str, expected: str) -> None:
    local = datetime.fromisoformat(wall)
    assert instant(local.date(), local.time(), ZoneInfo(zone)) == utc(expected)


def test_a_time_that_asks_for_the_second_passing_still_gets_the_first() -> None:
    assert instant(date(2026, 11, 1), time(1, 30, fold=1), ZoneInfo(NEW_YORK)) == utc("2026-11-01 05:30")
    assert instant(date(2027, 3, 14), time(2, 30, fold=1), ZoneInfo(NEW_YORK)) == utc("2027-03-14 07:00")


def test_a_gap_ends_at_its_second_whatever_the_time_in_it() -> None:
    assert instant(date(2027, 3, 14), time(2, 59, 59, 999999), ZoneInfo(NEW_YORK)) == utc("2027-03-14 07:00")


def test_the_two_ends_of_the_world_have_different_days() -> None:
    now = utc("2026-11-24 10:30")
    assert local_day(now, ZoneInfo("Pacific/Kiritimati")) == date(2026, 11, 25)
    assert local_day(now, ZoneInfo("Pacific/Pago_Pago")) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"weekdays": frozenset()}, "weekday"),
        ({"weekdays": frozenset({7})}, "weekday"),
        ({"every": 0}, "every"),
        ({"every": 261, "anchor": date(2026, 1, 1)}, "every"),
        ({"every": 2}, "count from"),
        ({"at": time(9, 30, tzinfo=UTC)}, "wall time"),
    ],
)
def test_a_cadence_that_would_never_happen_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(HALF_PAST_NINE, **changes)


def test_every_second_week_counts_iso_weeks_from_the_anchor_in_both_directions() -> None:
    cadence = replace(HALF_PAST_NINE, weekdays=frozenset({0, 4}), every=2, anchor=date(2026, 11, 25))  # a Wednesday
    assert is_on(cadence, date(2026, 11, 23)) and is_on(cadence, date(2026, 11, 27))
    assert not is_on(cadence, date(2026, 11, 25)) and not is_on(cadence, date(2026, 11, 30))
    assert is_on(cadence, date(2026, 11, 9)) and not is_on(cadence, date(2026, 11, 16))
    expected = [date(2026, 12, 21), date(2026, 12, 25), date(2027, 1, 4), date(2027, 1, 8)]  # over week 53
    assert list(islice(days_after(cadence, date(2026, 12, 11)), 4)) == expected


@given(
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 6),
    anchor=st.dates(date(2020, 1, 1), date(2037, 12, 31)),
    start=st.dates(date(2020, 1, 1), date(2037, 12, 31)),
)
@settings(deadline=None)
def test_the_days_after_a_day_are_those_that_are_on(
    weekdays: frozenset[int], every: int, anchor: date, start: date
) -> None:
    cadence = replace(HALF_PAST_NINE, weekdays=weekdays, every=every, anchor=anchor)
    found = list(islice(days_after(cadence, start), 10))
    span = (start + timedelta(days=n) for n in range(1, (found[-1] - start).days + 1))
    assert found == [day for day in span if is_on(cadence, day)]
    assert {
        (day - timedelta(days=day.weekday()) - anchor + timedelta(days=anchor.weekday())).days % (7 * every)
        for day in found
    } == {0}


def test_what_is_coming_is_strictly_later_and_in_the_members_zone_unless_the_cadence_has_one() -> None:
    theirs, berlin = HALF_PAST_NINE, replace(HALF_PAST_NINE, zone=BERLIN)
    friday = utc("2026-11-20 08:30")
    assert next(upcoming(berlin, ZoneInfo(TOKYO), after=friday)) == Due(date(2026, 11, 23), utc("2026-11-23 08:30"))
    assert next(upcoming(berlin, ZoneInfo(TOKYO), after=friday - MINUTE)).at == friday
    assert next(upcoming(theirs, ZoneInfo(TOKYO), after=friday)) == Due(date(2026, 11, 23), utc("2026-11-23 00:30"))


def test_a_stored_zone_that_is_not_known_any_more_gives_way_to_the_members() -> None:
    gone = replace(HALF_PAST_NINE, zone="Mars/Olympus_Mons")
    assert next(upcoming(gone, ZoneInfo(TOKYO), after=utc("2026-11-24 00:00"))).at == utc("2026-11-24 00:30")


def test_a_day_whose_midnight_is_missing_is_not_lost() -> None:
    cadence = Cadence(time(0, 15), "Africa/Cairo", DAILY)
    days = [due.day for due in islice(upcoming(cadence, ZoneInfo("UTC"), after=utc("2026-04-22 00:00")), 3)]
    assert days == [date(2026, 4, 23), date(2026, 4, 24), date(2026, 4, 25)]


def test_what_a_gap_moved_to_midnight_belongs_to_the_day_before_and_is_due_once() -> None:
    cadence, nuuk = Cadence(time(23, 30), "America/Nuuk", DAILY), ZoneInfo("America/Nuuk")
    moved = Due(date(2027, 3, 27), utc("2027-03-28 01:00"))  # 23:00-24:00 is missing
    following = Due(date(2027, 3, 28), utc("2027-03-29 00:30"))
    assert list(islice(upcoming(cadence, nuuk, after=utc("2027-03-28 00:59")), 2)) == [moved, following]
    assert next(upcoming(cadence, nuuk, after=moved.at)) == following
    assert next_due(cadence, nuuk, now=moved.at, last_day=date(2027, 3, 26), catch_up=timedelta()) == moved
    assert next_due(cadence, nuuk, now=moved.at, last_day=moved.day) == following


def test_a_member_who_was_prompted_today_is_next_prompted_on_the_next_run_day() -> None:
    now = utc("2026-11-20 08:30")  # a Friday
    due = next_due(HALF_PAST_NINE, ZoneInfo(BERLIN), now=now, last_day=date(2026, 11, 20))
    assert due == Due(date(2026, 11, 23), utc("2026-11-23 08:30"))


@pytest.mark.parametrize(("late", "day"), [("2026-11-24 12:30", 24), ("2026-11-24 12:31", 25)])
def test_a_time_that_passed_by_up_to_four_hours_is_due_at_once_and_by_more_the_next_day(late: str, day: int) -> None:
    due = next_due(HALF_PAST_NINE, ZoneInfo(BERLIN), now=utc(late), last_day=date(2026, 11, 23))
    assert due == Due(date(2026, 11, day), utc(f"2026-11-{day} 08:30"))


def test_who_moves_east_after_the_prompt_is_not_prompted_twice_and_who_moves_west_not_either() -> None:
    now = utc("2026-11-24 20:00")  # Tuesday in New York, Wednesday 05:00 in Tokyo
    east = next_due(HALF_PAST_NINE, ZoneInfo(TOKYO), now=now, last_day=date(2026, 11, 24))
    assert east == Due(date(2026, 11, 25), utc("2026-11-25 00:30"))
    west = next_due(HALF_PAST_NINE, ZoneInfo(NEW_YORK), now=utc("2026-11-25 01:00"), last_day=date(2026, 11, 25))
    assert west == Due(date(2026, 11, 26), utc("2026-11-26 14:30"))


def test_a_late_day_is_found_from_beyond_midnight() -> None:
    due = next_due(
        Cadence(time(23, 0), None, DAILY), ZoneInfo(BERLIN), now=utc("2026-11-25 01:30"), last_day=date(2026, 11, 23)
    )
    assert due == Due(date(2026, 11, 24), utc("2026-11-24 22:00"))


def test_who_was_never_prompted_is_owed_nothing() -> None:
    now = utc("2026-11-24 08:30")
    assert next_due(HALF_PAST_NINE, ZoneInfo(BERLIN), now=now, last_day=None).at == now
    later = next_due(HALF_PAST_NINE, ZoneInfo(BERLIN), now=now + MINUTE, last_day=None)
    assert later.day == date(2026, 11, 25)


def test_a_close_is_a_wall_time_today_or_tomorrow_or_a_while_after_the_prompt() -> None:
    day, berlin = date(2026, 11, 24), ZoneInfo(BERLIN)
    assert closes_at(day, time(9, 30), time(12), berlin) == utc("2026-11-24 11:00")
    assert closes_at(day, time(22), time(6), berlin) == utc("2026-11-25 05:00")
    assert closes_at(day, time(9, 30), time(9, 30), berlin) == utc("2026-11-25 08:30")
    assert closes_at(day, time(9, 30), timedelta(hours=2), berlin) == utc("2026-11-24 10:30")
    assert closes_at(date(2026, 10, 25), time(1, 30), timedelta(hours=2), berlin) == utc("2026-10-25 01:30")


def test_a_persons_own_deadline_leaves_them_two_hours() -> None:
    team = utc("2026-11-24 11:00")
    assert own_deadline(team, utc("2026-11-24 08:30")) == team
    assert own_deadline(team, utc("2026-11-24 14:30")) == utc("2026-11-24 16:30")
    assert own_deadline(team, utc("2026-11-24 10:30"), timedelta(minutes=15)) == team


NAMES = [BERLIN, NEW_YORK, TOKYO, "Africa/Cairo", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]


@given(
    at=st.times().map(lambda time_: time_.replace(second=0, microsecond=0)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    moves=st.lists(st.tuples(st.integers(1, 60 * 24 * 3), st.sampled_from(NAMES)), min_size=1, max_size=12),
)
@settings(deadline=None, max_examples=200)
def test_over_any_moves_no_day_comes_twice_and_none_is_lost_that_was_up_to_four_hours_late(
    at: time, weekdays: frozenset[int], start: datetime, moves: list[tuple[int, str]]
) -> None:
    cadence = Cadence(at, None, weekdays)
    now, zone = start.replace(tzinfo=UTC), ZoneInfo(BERLIN)
    prompted = [local_day(now, zone)]
    given_up: set[date] = set()
    for minutes, name in moves:
        moves_at = now + minutes * MINUTE
        due = next_due(cadence, zone, now=now, last_day=prompted[-1])
        while due.at <= moves_at:
            assert due.day > prompted[-1]
            assert now - due.at <= timedelta(hours=4)
            now = max(now, due.at)
            prompted.append(due.day)
            due = next_due(cadence, zone, now=now, last_day=due.day)
        now, zone = moves_at, ZoneInfo(name)
        run_days = (day for day in islice(days_after(cadence, prompted[-1]), 9))
        given_up |= {day for day in run_days if instant(day, at, zone) < now - timedelta(hours=4)}
    between = {day for day in islice(days_after(cadence, prompted[0]), 60) if day < prompted[-1]}
    assert between - set(prompted) <= given_up
