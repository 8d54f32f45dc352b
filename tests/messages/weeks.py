"""Weeks as plain values, ordinary and extreme, and all that digest and summary say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.cadence import Due
from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.message import Message
from bot.domain.week import ActionFact, BlockerFact, DecisionFact, FeatureFact, Meeting, WeekFacts
from bot.messages import digests, summaries
from bot.storage.digests import Past, Told
from bot.storage.summaries import Mine, Summary
from tests.messages.pictures import BERLIN, ceremony, team

ZONE = ZoneInfo(BERLIN)
CUT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
WEEK = timedelta(days=7)
LINK = "https://acme.slack.com/archives/C0CHECKOUT/p1764000000000100?thread_ts=1&cid=2"
BUILDING, LAUNCHED, NEW = FeatureStatus.BUILDING, FeatureStatus.LAUNCHED, FeatureStatus.NEW


def small_week() -> WeekFacts:
    """What happened to a team of three, few enough to be told by hand."""
    return WeekFacts(
        first_at=CUT - WEEK,
        last_at=CUT,
        day=FRIDAY,
        features=(
            FeatureFact("F-1", "CSV export", LINK, LAUNCHED, BUILDING, became_launched=True, votes=4),
            FeatureFact("F-2", "Dark mode", "", BUILDING, FeatureStatus.PLANNED, votes=2),
            FeatureFact("F-3", "Search", "", BUILDING, BUILDING, target_on=date(2026, 11, 25)),
            FeatureFact(
                "F-4", "Vouchers", "", NEW, NEW, target_on=date(2026, 12, 4), target_was=FRIDAY, horizon=Horizon.NOW
            ),
            FeatureFact("F-5", "Gift cards", "", NEW, None, votes=3, gained=3),
            FeatureFact("F-6", "Invoices", "", NEW, NEW, votes=9, gained=5, scored_by=frozenset(Side)),
        ),
        opened=(BlockerFact("B-2", "the lift", "Ben", 0), BlockerFact("B-3", "the printer", "Chi", 1)),
        solved=(BlockerFact("B-3", "the printer", "Chi", 1),),
        blockers=(BlockerFact("B-1", "staging keys", "Ida", 4, True), BlockerFact("B-2", "the lift", "Ben", 0)),
        done=(ActionFact("A-1", "write it down", "Ana", FRIDAY),),
        actions=(ActionFact("A-2", "fix the CI", "Ben", date(2026, 11, 24)), ActionFact("A-3", "tidy", "", None)),
        decisions=(DecisionFact("D-1", "We drop the old basket"),),
        answered=23,
        expected=25,
        meetings=(Meeting("Planning", datetime(2026, 12, 1, 9, 0, tzinfo=UTC)),),
    )


def week_before() -> WeekFacts:
    return WeekFacts(
        first_at=CUT - 2 * WEEK,
        last_at=CUT - WEEK,
        day=FRIDAY - WEEK,
        features=(
            FeatureFact("F-1", "CSV export", "", BUILDING, BUILDING),
            FeatureFact("F-3", "Search", "", BUILDING, NEW),
            FeatureFact("F-7", "Login", "", FeatureStatus.TESTING, NEW),
        ),
        blockers=(BlockerFact("B-1", "staging keys", "Ida", 0),),
        answered=19,
        expected=20,
    )


def told() -> Told:
    return Told(FRIDAY, small_week(), week_before(), (("Ana", "We show it on Monday"),))


def huge_week(name: str, text: str, features: int = 200) -> WeekFacts:
    """Sixty people, two hundred features, eighty blockers and actions, all of them long."""
    statuses = cycle([None, *FeatureStatus])
    many = tuple(
        FeatureFact(
            f"F-{number}",
            text,
            LINK,
            status,
            was,
            target_on=(None, FRIDAY - WEEK, FRIDAY + timedelta(days=3))[number % 3],
            became_launched=True,
            votes=number,
            gained=number % 7,
        )
        for number, status, was in zip(range(features), cycle(FeatureStatus), statuses, strict=False)
    )
    blockers = tuple(BlockerFact(f"B-{number}", text, name, number, True) for number in range(80))
    actions = tuple(ActionFact(f"A-{number}", text, name, FRIDAY - WEEK) for number in range(80))
    return replace(
        small_week(),
        features=many,
        opened=blockers,
        solved=blockers,
        blockers=blockers,
        done=actions,
        actions=actions,
        decisions=tuple(DecisionFact(f"D-{number}", text) for number in range(80)),
        meetings=tuple(Meeting(name, CUT) for _ in range(10)),
        answered=1,
        expected=60,
    )


def every_message(name: str, text: str) -> Iterator[tuple[str, Message]]:
    """All that is said by `/digest` and `/summary`, of a team of that name and things called like that text."""
    here = team(name)
    series = ceremony(name[:80], options=None)
    due, huge = Due(FRIDAY, CUT), huge_week(name, text)
    notes = ((name, text[:500]),) * 10
    for which, facts in {"small": small_week(), "huge": huge, "empty": WeekFacts(CUT - WEEK, CUT, FRIDAY)}.items():
        shown = digests.digest(Told(FRIDAY, facts, week_before(), ()), here, ZONE)
        noted = digests.digest(Told(FRIDAY, facts, None, notes, missed_before=True), here, ZONE)
        yield f"{which} digest", shown
        yield f"{which} digest with notes", noted
        yield f"{which} preview", digests.preview(noted, series, ZONE, due=due, may_post=True)
        yield f"{which} preview without", digests.preview(shown, None, ZONE)
        for past in (Past(FRIDAY, due.at), Past(FRIDAY, skipped=True), Past(FRIDAY)):
            yield f"{which} preview after {past}", digests.preview(shown, series, ZONE, past=past, may_post=True)
        found = Summary(date(2025, 12, 24), facts, 2, 9)
        yield f"{which} summary", summaries.summary(found, here, share="1|2026-11-20|1764000000")
        yield f"{which} shared summary", summaries.summary(found, here, shared_by=name, public=True)
        yield f"{which} teams", summaries.several([(here, found)] * summaries.MOST_TEAMS, left=5)
    yield from _said_of_digests(here, series, due, text)
    yield "nothing waits", summaries.mine(Mine((), (), (), (), FRIDAY), ZONE)
    for now in (True, False):
        yield f"shared {now}", summaries.shared(here, now=now)


def _said_of_digests(here: Any, series: Any, due: Due, text: str) -> Iterator[tuple[str, Message]]:
    yield "digest created", digests.created(series, here, [due] * 3, ZONE, new_team=True, bot_is_in=False)
    yield "digests listed", digests.listed(here, [(series, [due] * 3, ZONE, False), (series, [due], ZONE, True)] * 10)
    yield "no digests listed", digests.listed(here, [])
    yield "digest noted", digests.noted(series, FRIDAY, here.name, text[:500])
    yield "digest resumed", digests.resumed(series, due, ZONE)
    yield "digest paused", digests.stopped(series, "paused")
    yield "digest ended", digests.stopped(series, "ended")
    for yes in (True, False):
        yield f"digest posted {yes}", digests.posted(series, here, FRIDAY, again=yes)
        yield f"digest skipped {yes}", digests.skipped(series, FRIDAY, due, ZONE, changed=yes)
