"""What counts as a blocker, and how old it is in working days."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blockers import (
    BlockerMove,
    Move,
    NewBlocker,
    age_in_workdays,
    parse_block,
    parse_move,
    says_nothing,
    says_only_known,
    workdays_between,
)
from bot.domain.grammar.people import ME
from bot.domain.text import meant
from bot.errors import Refusal

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


@pytest.mark.parametrize(
    ("typed", "read"),
    (
        ("the staging keys", NewBlocker("the staging keys")),
        ("the keys on <@U1|ben>", NewBlocker("the keys", "U1")),
        ("the keys on me", NewBlocker("the keys", ME)),
        ("the keys on @Ben ref F-12", NewBlocker("the keys", "@Ben", 12)),
        ("the keys ref f12 on <@U1|ben>", NewBlocker("the keys", "U1", 12)),
        ("waiting on <@U1|ben>", NewBlocker(meant("waiting on <@U1|ben>"), "U1")),
        ("F-12 waits on the bank", NewBlocker("F-12 waits on the bank")),
        ("the keys ref B-2", NewBlocker("the keys ref B-2")),
        ("the keys\nof both stages", NewBlocker("the keys\nof both stages")),
    ),
)
def test_a_blocker_is_read_with_who_sees_to_it_and_what_it_is_about(typed: str, read: NewBlocker) -> None:
    assert parse_block(meant(typed)) == read


@pytest.mark.parametrize("typed", ("", "nothing", "on @ben", "x" * 3001, "ref F-12", "on me"))
def test_what_is_no_blocker_is_refused_with_an_example_that_is_one(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_block(typed, command="/pm-standup")
    command, _, rest = (refused.value.example or "").partition(" block ")
    assert command == "/pm-standup"
    assert parse_block(rest).text


@pytest.mark.parametrize(
    ("typed", "move"),
    (
        ("B-4", BlockerMove(4, Move.SHOW)),
        ("b4 ack", BlockerMove(4, Move.ACK)),
        ("#4 Resolve", BlockerMove(4, Move.RESOLVE)),
        ("B-4 done the keys came\ntoday", BlockerMove(4, Move.RESOLVE, "the keys came\ntoday")),
        ("B-4 update waiting for Ida", BlockerMove(4, Move.UPDATE, "waiting for Ida")),
        ("B-4 assign <@U1|ben>", BlockerMove(4, Move.ASSIGN, whom="U1")),
        ("B-4 assign to me", BlockerMove(4, Move.ASSIGN, whom=ME)),
        ("B-4 assign @Ben", BlockerMove(4, Move.ASSIGN, whom="@Ben")),
        ("B-4 take", BlockerMove(4, Move.ASSIGN, whom=ME)),
        ("B-4 reopen", BlockerMove(4, Move.REOPEN)),
    ),
)
def test_what_is_to_become_of_a_blocker_is_read(typed: str, move: BlockerMove) -> None:
    assert parse_move(meant(typed)) == move


@pytest.mark.parametrize("typed", ("B-4 dance", "B-4 update", "B-4 update none", "B-4 assign", "B-4 assign somebody"))
def test_a_move_that_is_not_understood_is_refused_with_one_that_is(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_move(typed)
    lead, _, rest = (refused.value.example or "").partition(" blocker ")
    assert lead == "/standup"
    assert parse_move(rest).number == 4


@pytest.mark.parametrize("typed", ("", "F-4 ack", "ack", "the keys", "B-99999999999"))
def test_without_the_number_of_a_blocker_the_list_is_named(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_move(typed)
    assert refused.value.example == "/standup blockers"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    for read in (parse_block, parse_move):
        with suppress(Refusal):
            read(meant(typed))
