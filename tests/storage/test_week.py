"""The facts of a week: every number equals one that is counted in another way, from a diary of the same weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.domain.features import FeatureStatus, Horizon
from bot.domain.week import WeekFacts
from bot.storage.action_items import ActionState
from bot.storage.database import Database
from bot.storage.occurrences import OccurrenceState
from bot.storage.together import hold_together, new_series
from bot.storage.week import facts, facts_between, freshness
from tests.storage.cast import MONDAY, acme, elsewhere, standup
from tests.storage.weeks import Diary, InDiary, Log, Weeks

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = timedelta(days=7)
LIVE, OUT = ("launched", "retired"), ("declined", "parked")
LIFE = ["new", "discovery", "planned", "designing", "building", "testing", "launched", "retired"]


def before(log: Log, at: datetime) -> str | None:
    """What held just before that instant."""
    return next((value for when, value in reversed(log) if when < at), None)


def counted(diary: Diary, first: datetime, last: datetime) -> dict[str, int]:
    """Everything once more, one by one, from the diary."""
    there = [one for one in diary.features if not one.is_deleted and one.made_at < last]
    day = last.astimezone(BERLIN).date()
    blockers = [(row, at) for row, at in diary.blockers if at < last]
    open_actions = [
        (row, due)
        for row, at, due in diary.actions
        if at < last and (row.id not in diary.closed or diary.closed[row.id][0] >= last)
    ]
    due_then = [(at, answered) for at, answered, counts in diary.places if counts and first <= at < last]
    return {
        "shipped": sum(shipped(one, first, last) for one in there),
        "in progress": sum(before(one.statuses, last) in ("designing", "building", "testing") for one in there),
        "forward": sum(forward(one, first, last) for one in there),
        "slipped": sum(slipped(one, first, last, day) for one in there),
        "requested": sum(one.made_at >= first for one in there),
        "votes of requests": sum(votes(one, last) for one in there if one.made_at >= first),
        "untouched": sum(one.made_at < last - WEEK and before(one.statuses, last) == "new" for one in there),
        "opened": sum(at >= first for _, at in blockers),
        "solved": sum(first <= diary.ends.get(row.id, last) < last for row, _ in blockers),
        "blockers": sum(diary.ends.get(row.id, last) >= last for row, _ in blockers),
        "age of blockers": sum(age(at, last) for row, at in blockers if diary.ends.get(row.id, last) >= last),
        "done": sum(first <= at < last and state == ActionState.DONE for at, state in diary.closed.values()),
        "actions": len(open_actions),
        "overdue": sum(due is not None and due < day for _, due in open_actions),
        "decisions": sum(first <= at < last for at in diary.decided),
        "expected": len(due_then),
        "answered": sum(answered is not None and answered < last for _, answered in due_then),
    }


def shipped(one: InDiary, first: datetime, last: datetime) -> bool:
    launched = any(first <= at < last and status == "launched" for at, status in changes(one.statuses))
    return launched and before(one.statuses, last) in LIVE and before(one.statuses, first) not in LIVE


def changes(log: Log) -> Log:
    """Without those that changed nothing."""
    return [log[0], *(now for was, now in pairwise(log) if was[1] != now[1])]


def forward(one: InDiary, first: datetime, last: datetime) -> bool:
    was, now = before(one.statuses, first), before(one.statuses, last)
    steps = [LIFE.index(status) if status in LIFE else 0 for status in (was, now)]
    return now not in (*LIVE, *OUT) and steps[1] > steps[0]


def slipped(one: InDiary, first: datetime, last: datetime, day: date) -> bool:
    if before(one.statuses, last) in (*LIVE, *OUT):
        return False
    target, horizon = before(one.targets, last), before(one.horizons, last)
    was = [known(log, first, last) for log in (one.targets, one.horizons)]
    columns = list(Horizon)
    put_off = horizon and was[1] and columns.index(Horizon(horizon)) > columns.index(Horizon(was[1]))
    return bool(target and (date.fromisoformat(target) < day or (was[0] and target > was[0]))) or bool(put_off)


def known(log: Log, first: datetime, last: datetime) -> str:
    """What held at the beginning, else the first that came in the stretch."""
    return before(log, first) or next((value for at, value in log if first <= at < last and value), "")


def votes(one: InDiary, last: datetime) -> int:
    return sum(at < last for at in one.votes.values())


def age(at: datetime, last: datetime) -> int:
    """Working days begun since, day by day."""
    day, end, days = at.astimezone(BERLIN).date(), last.astimezone(BERLIN).date(), 0
    while day < end:
        day += timedelta(days=1)
        days += day.weekday() < 5
    return days


def told(found: WeekFacts) -> dict[str, int]:
    """The same numbers as the facts have them."""
    return {
        "shipped": len(found.shipped),
        "in progress": len(found.in_progress),
        "forward": len(found.forward),
        "slipped": len(found.slipped),
        "requested": len(found.requested),
        "votes of requests": sum(one.votes for one in found.requested),
        "untouched": sum(one.is_untouched and one.status == "new" for one in found.features),
        "opened": len(found.opened),
        "solved": len(found.solved),
        "blockers": len(found.blockers),
        "age of blockers": sum(one.age for one in found.blockers),
        "done": len(found.done),
        "actions": len(found.actions),
        "overdue": len(found.overdue),
        "decisions": len(found.decisions),
        "expected": found.expected,
        "answered": found.answered,
    }


@pytest.mark.parametrize("seed", range(6))
def test_every_number_of_every_week_is_what_a_separate_count_says(db: Database, seed: int) -> None:
    with db.write() as session:
        house = acme(session)
        diary = Weeks(session, house, seed).live()
        seen = 0
        for weeks in (3, 2, 1):
            first = MONDAY - weeks * WEEK
            for last in (first + WEEK, MONDAY):
                found = facts(session, house.team, first, last)
                assert told(found) == counted(diary, first, last), (weeks, last)
                assert facts_between(session, house.team, (first - WEEK, first, last))[1] == found
                assert len(found.moving) + len(found.resting) == len({*found.forward} | {*found.in_progress})
                seen += found.events
        assert seen > 30


def test_nothing_of_another_team_is_told(db: Database) -> None:
    with db.write() as session:
        house, other = acme(session), elsewhere(session)
        Weeks(session, house, 1).live(40)
        found = facts(session, other.team, MONDAY - 3 * WEEK, MONDAY)
        empty = WeekFacts(found.first_at, found.last_at, found.day)
        assert replace(found, meetings=()) == empty


def test_what_a_feature_gained_and_who_scored_it(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        diary = Weeks(session, house, 3).live(200)
        found = {one.ref: one for one in facts(session, house.team, MONDAY - WEEK, MONDAY).features}
        for one in diary.features:
            if one.row.ref in found:
                told_of = found[one.row.ref]
                assert told_of.votes == len(one.votes)
                assert told_of.gained == sum(at >= MONDAY - WEEK for at in one.votes.values())
                over = before(one.statuses, MONDAY) in (*LIVE, *OUT)
                assert told_of.scored_by == (frozenset() if over else one.sides)
        assert any(one.gained for one in found.values()) and any(one.scored_by for one in found.values())


def test_next_week_has_meetings_but_none_that_was_called_off_and_no_digest(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        daily = frozenset({1, 3})
        planning = new_series(session, "meeting", house.team, "Planning", weekdays=daily, by=house["Ana"], now=MONDAY)
        new_series(session, "digest", house.team, "Weekly", weekdays=frozenset({4}), by=house["Ana"], now=MONDAY)
        thursday = date(2026, 11, 26)
        skipped = OccurrenceState.SKIPPED
        hold_together(
            session, planning, thursday, opens_at=MONDAY, closes_at=MONDAY, next_at=None, now=MONDAY, state=skipped
        )
        (meeting,) = facts(session, house.team, MONDAY - WEEK, MONDAY).meetings
        assert (meeting.name, meeting.at.date()) == ("Planning", date(2026, 11, 24))


def test_targets_of_the_next_seven_days_are_told_by_their_day(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        weeks = Weeks(session, house, 0)
        for days in (9, 3, 0, -1):
            weeks.log(MONDAY - WEEK)
            target = MONDAY.date() + timedelta(days=days)
            weeks.diary.features[-1].row.target_on = target
        weeks.diary.features[-2].row.status = FeatureStatus.NEW
        session.flush()
        found = facts(session, house.team, MONDAY - WEEK, MONDAY)
        assert [one.ref for one in found.targets] == ["F-3", "F-2"]
        assert [one.ref for one in found.slipped] == ["F-4"]


def test_freshness_counts_who_is_asked_today_and_has_not_answered(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        Weeks(session, house, 2).answer()
        assert freshness(session, house.team, MONDAY.date(), now=MONDAY) == (0, 0, 0)
        standup(session, house.team, house["Ana"], [], "Second at 9:30")
        day = MONDAY.date() - timedelta(days=3)
        silent, asked, later = freshness(session, house.team, day, now=MONDAY)
        assert 0 <= silent <= asked <= 3 and later == 0
