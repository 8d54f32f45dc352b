"""What people type after `/standup report`."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.dates import DateAmbiguous, DateUnclear, NoSuchDate
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.people import ME, PersonUnclear
from bot.domain.grammar.ranges import DateMissing, RangeBackwards
from bot.domain.standups import ReportWanted, parse_report
from bot.domain.standups.report import OneRangeOnly, OneTeamOnly, ReportWordLeftOver
from bot.domain.text import LONGEST, ChannelRef, meant
from bot.errors import Refusal

WEDNESDAY = date(2026, 11, 25)
TUESDAY = date(2026, 11, 24)
LEAD = "/standup report "
FRAGMENTS = st.sampled_from(
    (
        *(
            "today",
            "week",
            "last",
            "month",
            "mon",
            "..",
            "…",
            "to",
            "5d",
            "03/04/2026",
            "4",
            "jan",
            "2027",
            "30",
            "feb",
        ),
        *("<@U1|ana>", "me", "@ana", "<#C1|pay>", "#pay", "public", "yesturday", "+9999w", "0000-00-00", "-", "next"),
    )
)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("", ReportWanted(WEDNESDAY, WEDNESDAY)),
        ("yesterday", ReportWanted(TUESDAY, TUESDAY)),
        ("Public", ReportWanted(WEDNESDAY, WEDNESDAY, public=True)),
        ("—public tue", ReportWanted(TUESDAY, TUESDAY, public=True)),
        ("tue..today", ReportWanted(TUESDAY, WEDNESDAY)),
        ("me yesterday", ReportWanted(TUESDAY, TUESDAY, people=(ME,))),
        ("<@U1|ana> and <@U2> <@U1>", ReportWanted(WEDNESDAY, WEDNESDAY, people=("U1", "U2"))),
        ("for yesterday in <#C1|pay>", ReportWanted(TUESDAY, TUESDAY, team=ChannelRef("C1", "pay"))),
        ("#Pay", ReportWanted(WEDNESDAY, WEDNESDAY, team=ChannelRef("", "Pay"))),
        ("week <@U1> #pay public",)
        + (ReportWanted(date(2026, 11, 23), WEDNESDAY, ("U1",), ChannelRef("", "pay"), public=True),),
    ),
)
def test_a_report_is_of_days_people_and_a_team(typed: str, wanted: ReportWanted) -> None:
    assert parse_report(meant(typed), today=WEDNESDAY) == wanted


@pytest.mark.parametrize(
    ("typed", "refusal", "example"),
    (
        ("03/04/2026 public", DateAmbiguous, "3 Apr 2026 public"),
        ("30 feb", NoSuchDate, "today"),
        ("yesturday", DateUnclear, "yesterday"),
        ("fri..", DateMissing, "fri"),
        ("today..yesterday", RangeBackwards, "2026-11-24..2026-11-25"),
        ("week month", OneRangeOnly, "week"),
        ("#pay #buy", OneTeamOnly, "#pay"),
        ("@ana yesterday", PersonUnclear, "yesterday"),
        ("bananas", ReportWordLeftOver, "today"),
        ("week by:section", ReportWordLeftOver, "week"),
    ),
)
def test_a_wrong_report_is_refused_with_an_example_that_works_verbatim(
    typed: str, refusal: type[Misread], example: str
) -> None:
    with pytest.raises(refusal) as refused:
        parse_report(typed, today=WEDNESDAY)
    assert refused.value.example == LEAD + example
    parse_report(example, today=WEDNESDAY)


@given(
    st.lists(FRAGMENTS | st.text(st.characters(exclude_categories=()), max_size=20), max_size=8).map(" ".join),
    st.dates(date(2020, 1, 1), date(2100, 1, 1)),
)
def test_whatever_is_typed_is_a_report_or_refused_with_an_example_that_works(typed: str, today: date) -> None:
    try:
        wanted = parse_report(meant(typed), today=today)
    except Refusal as refusal:
        wanted = parse_report((refusal.example or "").removeprefix(LEAD), today=today)
    assert wanted.first <= wanted.last


@pytest.mark.parametrize("piece", ("a ", "..", "…", "mon.. ", "<@U1>", "#a ", "1", "4 jan "))
def test_the_longest_report_takes_no_longer_than_its_length(piece: str) -> None:
    text = meant((piece * LONGEST)[:LONGEST])
    begun = time.process_time()
    try:
        parse_report(text, today=WEDNESDAY)
    except Refusal as refusal:
        assert len(refusal.sentence()) < 500
    assert time.process_time() - begun < 3.0
