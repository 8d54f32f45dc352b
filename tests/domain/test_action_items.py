"""Action items: what people type, and when their owners hear of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action_items import (
    Listing,
    Move,
    NewAction,
    Which,
    next_reminder,
    parse_action,
    parse_listing,
    parse_move,
    reminder_days,
)
from bot.domain.text import CLOSE, OPEN
from bot.errors import Refusal

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
ANA, BEN = (f"{OPEN}@U0{name}00001|{name.lower()}{CLOSE}" for name in ("ANA", "BEN"))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("Fix the CI", NewAction("Fix the CI")),
        (f"Fix the CI {ANA} due:fri", NewAction("Fix the CI", "U0ANA00001", FRIDAY)),
        (f"due:fri Fix the CI from R-3 {ANA}", NewAction("Fix the CI", "U0ANA00001", FRIDAY, 3)),
        (f"{BEN} asks {ANA} for the keys", NewAction(f"asks {ANA} for the keys", "U0BEN00001")),
        (f"Ask {BEN} for the keys {ANA}", NewAction(f"Ask {BEN} for the keys", "U0ANA00001")),
        (f"Ask {BEN} for the keys", NewAction(f"Ask {BEN} for the keys")),
        ("Fix it --due next fri please", NewAction("Fix it please", None, date(2026, 12, 4))),
        ("Fix it —due=4 Jan", NewAction("Fix it", None, date(2027, 1, 4))),
        ("Get it from R-value tests", NewAction("Get it from R-value tests")),
        ("Two\nlines due:tomorrow", NewAction("Two\nlines", None, date(2026, 11, 24))),
        ("it is overdue: look", NewAction("it is overdue: look")),
    ),
)
def test_an_action_is_read_as_it_was_meant(typed: str, wanted: NewAction) -> None:
    assert parse_action(typed, today=MONDAY) == wanted


@pytest.mark.parametrize("typed", ("", ANA, "due:fri", "Fix due:wibble", "Fix due:", "x" * 501, "@nobody due:fri"))
def test_an_action_that_cannot_be_is_refused_with_a_line_that_works(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_action(typed, today=MONDAY)
    parse_action(str(refused.value.example).removeprefix("/retro action "), today=MONDAY)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_kept_or_refused_with_a_line_that_works(typed: str) -> None:
    try:
        parse_action(typed, today=MONDAY)
    except Refusal as refusal:
        parse_action(str(refusal.example).removeprefix("/retro action "), today=MONDAY)
    try:
        parse_move(typed, today=MONDAY, lead="/retro move A-1")
    except Refusal as refusal:
        parse_move(str(refusal.example).removeprefix("/retro move A-1 "), today=MONDAY, lead="")


def test_a_move_goes_to_somebody_or_to_a_day_or_both() -> None:
    assert parse_move(ANA, today=MONDAY, lead="") == Move("U0ANA00001")
    assert parse_move("to me on fri", today=MONDAY, lead="") == Move("me", FRIDAY)


def test_a_list_is_named_by_its_word_or_a_beginning_of_it() -> None:
    assert parse_listing("", example="") == Listing(Which.OPEN)
    assert parse_listing("OVER", example="") == Listing(Which.OVERDUE)
    assert parse_listing(str(Listing(Which.ALL, 20)), example="") == Listing(Which.ALL, 20)
    for typed in ("o", "x", "open x", "all -1"):
        with pytest.raises(Refusal):
            parse_listing(typed, example="")


def test_its_owner_hears_of_it_on_the_working_day_before_and_on_the_day() -> None:
    assert reminder_days(FRIDAY) == (FRIDAY - timedelta(days=1), FRIDAY)
    assert reminder_days(MONDAY) == (MONDAY - timedelta(days=3), MONDAY)
    assert reminder_days(FRIDAY + timedelta(days=1)) == (FRIDAY,)


def test_reminders_come_at_nine_in_the_owner_s_zone_and_end_with_the_day() -> None:
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    first = next_reminder(FRIDAY, BERLIN, after=at)
    assert first == datetime(2026, 11, 26, 8, tzinfo=UTC)
    second = next_reminder(FRIDAY, BERLIN, after=first)
    assert second == datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert next_reminder(FRIDAY, BERLIN, after=second) is None
    assert next_reminder(None, BERLIN, after=at) is None


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(("Europe/Berlin", "Pacific/Apia", "UTC")))
def test_nobody_is_reminded_on_a_weekend_nor_more_than_twice(due_on: date, zone: str) -> None:
    at: datetime | None = datetime(2025, 1, 1, tzinfo=UTC)
    told = []
    while at is not None and (at := next_reminder(due_on, ZoneInfo(zone), after=at)) is not None:
        told.append(at.astimezone(ZoneInfo(zone)))
    assert 1 <= len(told) <= 2
    assert all(one.weekday() < 5 and one.hour == 9 and one.date() <= due_on for one in told)


@pytest.mark.parametrize("typed", ["Fix the CI due:2026-01-01", "due:2026-11-22 Fix the CI"])
def test_a_day_that_is_over_is_not_promised(typed: str) -> None:
    with pytest.raises(Refusal, match="that day is over") as refused:
        parse_action(typed, today=MONDAY)
    assert parse_action(str(refused.value.example).removeprefix("/retro action "), today=MONDAY).due_on == FRIDAY
    with pytest.raises(Refusal, match="that day is over"):
        parse_move("2026-01-01", today=MONDAY, lead="/retro move A-1")
    assert parse_action("Fix the CI due:2026-11-23", today=MONDAY).due_on == MONDAY


@pytest.mark.parametrize(
    ("typed", "told"),
    (("yesterday", "*yesterday* as 22 Nov 2026"), ("@Ben 4 jan 2026 please", "*4 jan 2026* as 4 Jan 2026")),
)
def test_a_day_that_is_over_is_told_as_it_was_typed(typed: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_move(typed, today=MONDAY, lead="/retro move A-1")
    assert told in refused.value.sentence()
    assert (
        parse_move(str(refused.value.example).removeprefix("/retro move A-1"), today=MONDAY, lead="").due_on == FRIDAY
    )


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("29 feb", date(2028, 2, 29)),
        ("feb 29", date(2028, 2, 29)),
        ("29/2", date(2028, 2, 29)),
        ("28 feb", date(2027, 2, 28)),
    ),
)
def test_a_day_without_a_year_is_the_next_there_is(typed: str, wanted: date) -> None:
    assert parse_action(f"Fix the CI due:{typed}", today=MONDAY) == NewAction("Fix the CI", None, wanted)


@pytest.mark.parametrize("day", ("29 feb 2027", "30 feb", "31 nov", "2027-02-29"))
@pytest.mark.parametrize("typed", ("Fix the CI due:{} soon", "Fix the CI --due {} soon", "due:{} Fix the CI soon"))
def test_a_day_that_there_is_not_is_refused_with_the_same_line_for_today(typed: str, day: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_action(typed.format(day), today=MONDAY)
    assert f"I read *{day}* as a date, but there is no such day" in refused.value.sentence()
    example = str(refused.value.example)
    wanted = parse_action(example.removeprefix("/retro action "), today=MONDAY)
    assert wanted == NewAction("Fix the CI soon", None, MONDAY), example
