"""What people type to set meetings up, to bring points, and to say which point or day they mean."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agendas import (
    DayNamed,
    NewMeeting,
    NewPoint,
    PointNamed,
    parse_day,
    parse_new_meeting,
    parse_point,
    parse_point_named,
)
from bot.domain.agendas.decision import NewDecision, parse_decision
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.references import Reference
from bot.domain.text import CLOSE, OPEN, plain

MONDAY = date(2026, 11, 23)
BEN = f"{OPEN}@U0BEN00001|ben{CLOSE}"
TUESDAYS = NewMeeting("Weekly", time(10), frozenset({1}))
MEETINGS = ("Weekly", "Weekly planning", "Straße")
PIECES = st.sampled_from(
    ["Weekly", "every", "week", "on", "tue", "at", "10:00", "length", "30m", "post", "2h", "before", "in", BEN, "close"]
    + ["for:", "for:Weekly", "by:", "by:me", "ref", "F-12", "15m", "G-3", '"', "next", "31.2.", "Europe/Berlin", "\n"]
)
TYPED = st.lists(PIECES | st.text(max_size=8), max_size=9).map(" ".join)


@pytest.mark.parametrize(
    ("text", "wanted"),
    (
        ("Weekly every week on tue at 10:00", TUESDAYS),
        ("Weekly at 10 on tue", TUESDAYS),
        ("Weekly tue 10:00", TUESDAYS),
        ("“Weekly” every tue at 10am length 30m post 2h before", TUESDAYS),
        (
            "Length of stay every 2 weeks on mon, thu at 9:30 America/New_York length 1h30m post 1d before",
            NewMeeting(
                "Length of stay",
                time(9, 30),
                frozenset({0, 3}),
                zone="America/New_York",
                every=2,
                length=timedelta(hours=1, minutes=30),
                post_before=timedelta(days=1),
            ),
        ),
        (f"Sync {OPEN}#C0LAB00001|lab{CLOSE} fri at noon", NewMeeting("Sync", time(12), frozenset({4}), "C0LAB00001")),
        ("Sync post 0m fri at 9", NewMeeting("Sync", time(9), frozenset({4}), post_before=timedelta())),
    ),
)
def test_a_meeting_is_read(text: str, wanted: NewMeeting) -> None:
    assert parse_new_meeting(text) == wanted


@pytest.mark.parametrize(
    ("text", "complaint", "example"),
    (
        ("", "needs a name, a day and a time", "Weekly at 10:00 on tue"),
        ("at 10 on tue", "needs a name", "Weekly at 10 on tue"),
        ("Weekly on tue", "not the time of day", "Weekly on tue at 10:00"),
        ("Weekly at 10", "not the day of the week", "Weekly at 10 on tue"),
        ("Weekly every week at 10", "not the day of the week", "Weekly every week on tue at 10"),
        ("Weekly tue at 10 close 12:00", "only a stand-up has that", "Weekly tue at 10"),
        (f"Weekly tue at 10 with {BEN}", "only a stand-up has that", "Weekly tue at 10"),
        ("Weekly tue at 10 length 3d", "between 5 minutes and 12 hours", "Weekly tue at 10 length 30m"),
        ("Weekly tue at 10 post 8d before", "at most 7 days", "Weekly tue at 10 post 2h before"),
        ("Weekly tue at 10 length 1h length 2h", "something else is said", "Weekly tue at 10 length 1h"),
        ("Weekly tue at 10 length 30", "don't know that length", "Weekly tue at 10 length 30m"),
    ),
)
def test_a_meeting_that_is_misread_says_what_is_wrong_with_an_example(text: str, complaint: str, example: str) -> None:
    with pytest.raises(Misread, match=complaint) as refusal:
        parse_new_meeting(text)
    assert refusal.value.example == f"/agenda new {example}"
    parse_new_meeting(example)


@pytest.mark.parametrize(
    ("text", "wanted"),
    (
        ("Who writes it?", NewPoint("Who writes it?")),
        ("Who writes it? 15m", NewPoint("Who writes it?", minutes=15)),
        ("Who writes it? 1h for:Weekly", NewPoint("Who writes it?", "Weekly", minutes=60)),
        ("for:weekly Planning who?", NewPoint("who?", "weekly Planning")),
        ("for:weeklyish who?", NewPoint("who?", "weeklyish")),
        ('who? for:"No such one"', NewPoint("who?", "No such one")),
        ("who? --for Weekly", NewPoint("who?", "Weekly")),
        (f"who? by:{BEN}", NewPoint("who?", by="U0BEN00001")),
        ("who? by:@U0BEN00001", NewPoint("who?", by="U0BEN00001")),
        ("who? by:me", NewPoint("who?", by="me")),
        ("price ref F-12 of it", NewPoint("price of it", about=Reference("F", 12))),
        ("ref:b-4", NewPoint("", about=Reference("B", 4))),
        # Not flags, or not in full: text.
        ("15m is too short", NewPoint("15m is too short")),
        ("the 15m timeout 999m", NewPoint("the 15m timeout 999m")),
        ("decide by: tomorrow", NewPoint("decide by: tomorrow")),
        ("ask for: budgets", NewPoint("ask for: budgets")),
        ("ref G-3", NewPoint("ref G-3")),
        ("first\nsecond  line 5m", NewPoint("first\nsecond  line", minutes=5)),
        ('"for:Weekly"', NewPoint('"for:Weekly"')),
    ),
)
def test_a_point_is_read_and_what_is_no_flag_of_its_own_is_text(text: str, wanted: NewPoint) -> None:
    assert parse_point(text, meetings=MEETINGS) == wanted


@pytest.mark.parametrize("text", ("", "  ", "for:Weekly", "10m for:Weekly by:me", "x" * 501, "who? by:@ben"))
def test_a_point_without_words_or_with_too_many_gets_an_example_that_works(text: str) -> None:
    with pytest.raises(Misread) as refusal:
        parse_point(text, meetings=MEETINGS)
    assert refusal.value.example
    assert parse_point(refusal.value.example.removeprefix("/agenda add "), meetings=MEETINGS).text


@pytest.mark.parametrize(
    ("text", "wanted"),
    (
        ("G-3", PointNamed(3, "")),
        ("g3 Ben  writes\nit", PointNamed(3, "Ben  writes\nit")),
        ("#3, agreed", PointNamed(3, "agreed")),
    ),
)
def test_a_point_is_named_with_what_follows(text: str, wanted: PointNamed) -> None:
    assert parse_point_named(text, verb="done", known="G-1") == wanted


@pytest.mark.parametrize(
    ("text", "example"), (("", "G-1"), ("F-12", "G-1"), ("the price", "G-1 price"), ("G-1234567890", "G-1"))
)
def test_what_is_no_point_gets_an_example_with_one_that_exists(text: str, example: str) -> None:
    with pytest.raises(Misread) as refusal:
        parse_point_named(text, verb="done", known="G-1")
    assert refusal.value.example == f"/agenda done {example}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    (
        ("", DayNamed("", None)),
        ("weekly", DayNamed("weekly", None)),
        ("Weekly planning on tue", DayNamed("Weekly planning", date(2026, 11, 24))),
        ("Weekly next tue", DayNamed("Weekly", date(2026, 12, 1))),
        ("2026-12-24", DayNamed("", date(2026, 12, 24))),
    ),
)
def test_a_day_of_a_meeting_is_read(text: str, wanted: DayNamed) -> None:
    assert parse_day(text, meetings=MEETINGS, today=MONDAY) == wanted


@pytest.mark.parametrize("text", ("Weeklyish", "Weekly soon", "Weekly 31.2.", "STRASSE tue"))
def test_what_is_neither_a_meeting_nor_a_day_gets_an_example_that_works(text: str) -> None:
    with pytest.raises(Misread) as refusal:
        parse_day(text, meetings=MEETINGS, today=MONDAY)
    assert refusal.value.example
    parse_day(refusal.value.example.removeprefix("/agenda skip "), meetings=MEETINGS, today=MONDAY)


@pytest.mark.parametrize(
    ("text", "wanted"),
    (
        ("We ship on Thursdays", NewDecision("We ship on Thursdays")),
        ("We ship ref F-12 on Thursdays", NewDecision("We ship on Thursdays", 12)),
        ("We keep the ref B-4", NewDecision("We keep the ref B-4")),
    ),
)
def test_a_decision_is_read(text: str, wanted: NewDecision) -> None:
    assert parse_decision(text) == wanted


@pytest.mark.parametrize("text", ("", "ref F-1", "x" * 1001))
def test_a_decision_without_words_or_with_too_many_gets_an_example_that_works(text: str) -> None:
    with pytest.raises(Misread) as refusal:
        parse_decision(text)
    assert refusal.value.example
    assert parse_decision(refusal.value.example.removeprefix("/agenda decide ")).text


@given(TYPED)
def test_whatever_is_typed_is_read_or_refused_with_an_example_that_is_read(text: str) -> None:
    for verb, parse in (
        ("new", parse_new_meeting),
        ("add", lambda typed: parse_point(typed, meetings=MEETINGS)),
        ("skip", lambda typed: parse_day(typed, meetings=MEETINGS, today=MONDAY)),
        ("done", lambda typed: parse_point_named(typed, verb="done", known="G-1")),
        ("decide", parse_decision),
    ):
        try:
            parse(text)
        except Misread as refusal:
            lead = f"/agenda {verb}"
            assert refusal.example is not None
            assert refusal.example.startswith(lead)
            parse(plain(refusal.example.removeprefix(lead).strip()))


@given(TYPED)
def test_no_word_of_a_point_is_lost(text: str) -> None:
    """What was typed is the point, or one of its flags; nothing else goes."""
    try:
        found = parse_point(text, meetings=MEETINGS)
    except Misread:
        return
    flags = [found.meeting, found.by, found.minutes, found.about]
    if not any(flags):
        assert found.text == text.strip()
    assert set(found.text.split()) <= set(text.split()) | {word for word in text.replace("for:", " ").split()}
