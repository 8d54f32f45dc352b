"""What counts as a blocker, and how old it is in working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blockers import age_in_workdays, says_nothing, says_only_known, workdays_between

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
SPANS = st.integers(0, 800)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "said",
    (
        "",
        "none",
        "No.",
        "nothing",
        "NOTHING!",
        "-",
        "—",
        "n/a",
        "N.A.",
        "nope",
        "all good",
        "All good, thanks!",
        "👍",
        "👍🏽",
    )
    + ("no blockers", "nothing is in my way", "nothing today", ":+1:", "none\n-", "ok", "0", "not really", "  \n "),
)
def test_an_answer_that_says_nothing_makes_no_blocker(said: str) -> None:
    assert says_nothing(said)


@pytest.mark.parametrize(
    "said",
    (
        "the staging keys",
        "no staging keys",
        "nothing works",
        "none of the keys work",
        "no\nthe keys",
        "B-4",
        "x y",
        "👎",
    )
    + ("all good but the keys", "not really sure about F-12", "waiting", "okapi"),
)
def test_an_answer_that_says_something_makes_one(said: str) -> None:
    assert not says_nothing(said)


@given(st.text(max_size=200))
def test_whatever_is_said_it_is_read_without_an_error(said: str) -> None:
    assert says_nothing(said) in (True, False)
    assert says_only_known(said) in (True, False)


@pytest.mark.parametrize("said", ("B-4", "still B-4", "Still blocked by b-4 and B-5.", "waiting for B-4"))
def test_an_answer_can_point_at_what_is_known_already(said: str) -> None:
    assert says_only_known(said)
    assert not says_nothing(said)


@pytest.mark.parametrize("said", ("B-4 and the keys", "still", "the B4 screen", "F-12", "still F-12", ""))
def test_what_says_more_than_a_number_is_new(said: str) -> None:
    assert not says_only_known(said)


@given(DAYS, SPANS)
def test_working_days_are_counted_as_on_a_calendar(first: date, days: int) -> None:
    after = (first + timedelta(days=n) for n in range(1, days + 1))
    assert workdays_between(first, first + timedelta(days=days)) == sum(day.weekday() < 5 for day in after)


@given(DAYS, SPANS, SPANS)
def test_two_spans_one_after_the_other_are_as_long_as_both(first: date, days: int, more: int) -> None:
    middle, last = first + timedelta(days=days), first + timedelta(days=days + more)
    assert workdays_between(first, middle) + workdays_between(middle, last) == workdays_between(first, last)


@given(DAYS, SPANS)
def test_nothing_is_older_than_none_when_the_clock_goes_back(last: date, days: int) -> None:
    assert workdays_between(last + timedelta(days=days), last) == 0


@pytest.mark.parametrize(
    ("since", "now", "days"),
    (
        ("2026-11-27 10:00", "2026-11-27 22:00", 0),  # a Friday
        ("2026-11-27 10:00", "2026-11-29 10:00", 0),
        ("2026-11-27 10:00", "2026-11-30 00:30", 1),
        ("2026-11-28 10:00", "2026-11-30 10:00", 1),
        ("2026-11-23 23:30", "2026-11-24 00:30", 1),
    ),
)
def test_age_counts_the_days_of_the_team_s_own_clock(since: str, now: str, days: int) -> None:
    at = [datetime.fromisoformat(one).replace(tzinfo=BERLIN).astimezone(UTC) for one in (since, now)]
    assert age_in_workdays(at[0], at[1], BERLIN) == days
