"""The clock of the workspace: standing, ticking, turned; and reading the instants that people write."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.simulator.clock import WorkspaceClock
from bot.simulator.ids import Timestamps, instant_of_ts, ts_key
from bot.simulator.turning import first_instant, instant_of

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class Stopwatch:
    """Real time, as the test says it is."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_standing_clock_stands_and_a_ticking_one_ticks() -> None:
    watch = Stopwatch()
    clock = WorkspaceClock(MONDAY, 0, watch)
    watch.seconds += 60
    assert clock.now == MONDAY
    clock.set_rate(1)
    watch.seconds += 60
    assert clock.now == MONDAY + timedelta(seconds=60)
    clock.set_rate(0)
    watch.seconds += 60
    assert clock.now == MONDAY + timedelta(seconds=60)


def test_a_held_clock_stands_and_ticks_on_from_there() -> None:
    watch = Stopwatch()
    clock = WorkspaceClock(MONDAY, 1, watch)
    with clock.held():
        watch.seconds += 60
        assert clock.reading()["rate"] == 0
        assert clock.now == MONDAY
    watch.seconds += 5
    assert clock.now == MONDAY + timedelta(seconds=5)
    assert clock.reading()["rate"] == 1


def test_what_was_turned_on_is_counted_and_what_ticked_by_is_not() -> None:
    watch = Stopwatch()
    clock = WorkspaceClock(MONDAY, 1, watch)
    watch.seconds += 60
    with clock.held():
        clock.set(MONDAY + timedelta(hours=1))
        clock.set(MONDAY)
    assert clock.turned_seconds == 59 * 60


def test_each_turn_is_a_new_version_that_wakes_those_who_watch() -> None:
    async def watch_while_it_is_turned() -> dict[str, object]:
        clock = WorkspaceClock(MONDAY)
        watching = asyncio.create_task(clock.after(clock.version, 5))
        await asyncio.sleep(0)
        clock.set(MONDAY + timedelta(hours=1))
        return await watching

    assert asyncio.run(watch_while_it_is_turned()) == {"now": "2026-11-23T08:00:00+00:00", "rate": 0, "version": 2}


def test_a_watch_of_an_older_version_is_answered_at_once() -> None:
    assert asyncio.run(WorkspaceClock(MONDAY).after(0, 5))["version"] == 1


@pytest.mark.parametrize("rate", (-1, 2, 60))
def test_a_rate_that_the_clock_does_not_know_is_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="rate"):
        WorkspaceClock(MONDAY).set_rate(rate)


@pytest.mark.parametrize(
    ("words", "zone", "instant"),
    (
        ("Tue 09:30", "Europe/Berlin", "2026-11-24T08:30"),
        ("tuesday 9:30", "Europe/Berlin", "2026-11-24T08:30"),
        ("Mon 08:00", "Europe/Berlin", "2026-11-23T07:00"),
        ("Mon 07:59", "Europe/Berlin", "2026-11-30T06:59"),
        ("12:00", "Europe/Berlin", "2026-11-23T11:00"),
        ("07:00", "Europe/Berlin", "2026-11-24T06:00"),
        ("09:00", "America/New_York", "2026-11-23T14:00"),
        ("2026-12-01 09:30", "Asia/Tokyo", "2026-12-01T00:30"),
        ("2026-12-01T09:30:15", "UTC", "2026-12-01T09:30:15"),
        ("2026-12-01T09:30:00+02:00", "Asia/Tokyo", "2026-12-01T07:30"),
        ("2026-12-01T09:30:00Z", "Asia/Tokyo", "2026-12-01T09:30"),
    ),
)
def test_words_for_an_instant_are_read(words: str, zone: str, instant: str) -> None:
    assert instant_of(words, zone, MONDAY) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "zone", "said"),
    (
        ("half past nine", "UTC", "half past nine"),
        ("Fooday 09:30", "UTC", "Fooday"),
        ("09:30", "Mars/Base", "Mars/Base"),
    ),
)
def test_words_that_are_no_instant_are_said_back(words: str, zone: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        instant_of(words, zone, MONDAY)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    (
        ("2027-03-28", "Europe/Berlin", "2027-03-28T01:00"),
        ("2027-03-14", "America/New_York", "2027-03-14T07:00"),
        ("2026-10-25", "Europe/Berlin", "2026-10-25T00:30"),
    ),
)
def test_an_hour_that_is_skipped_begins_after_it_and_one_that_repeats_is_the_first(
    day: str, zone: str, instant: str
) -> None:
    found = first_instant(date.fromisoformat(day), time(2, 30), ZoneInfo(zone))
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_timestamps_rise_even_when_the_clock_goes_back() -> None:
    timestamps = Timestamps()
    given = [timestamps.at(MONDAY), timestamps.at(MONDAY), timestamps.at(MONDAY - timedelta(days=1))]
    assert given == ["1795417200.000000", "1795417200.000001", "1795417200.000002"]
    assert instant_of_ts(given[0]) == MONDAY
    assert [ts_key(ts) for ts in ("", "nonsense", "1.5")] == [0, 0, 1_500_000]
