"""Digests on the clock's side: at their time, once, of all until their cut; late, never, early, again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus
from bot.domain.features.new import NewFeature
from bot.storage import digests
from bot.storage.blockers import raise_blocker
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.features import log_feature, move_to
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.together import new_series
from tests.jobs.desk import SUNDAY, Desk, utc
from tests.storage.cast import CHECKOUT

FRIDAY, CUT = date(2026, 11, 27), utc(27, 15)
HOUR, MINUTE, WEEK = timedelta(hours=1), timedelta(minutes=1), timedelta(days=7)
Press = Callable[[Session, Ceremony], object]


class Room:
    """A desk whose team has a digest every Friday at 16:00 in Berlin, and no stand-up in between."""

    def __init__(self, db: Database) -> None:
        self.desk = Desk(db)
        with db.write() as session:
            series = session.scalars(select(Ceremony)).one()
            series.ended_at = SUNDAY
            ana, team = self.desk.house["Ana"], self.desk.house.team
            fridays = frozenset({4})
            made = new_series(session, "digest", team, "Weekly", at=time(16), weekdays=fridays, by=ana, now=SUNDAY)
            self.series = made.id

    def happens(self, at: datetime, features: int = 3) -> None:
        """That many things are asked for, and one of them is launched."""
        with self.desk.db.write() as session:
            ana, team = self.desk.house["Ana"], self.desk.house.team
            made = [log_feature(session, team, NewFeature("Vouchers"), by=ana, at=at) for _ in range(features)]
            move_to(session, made[0], FeatureStatus.LAUNCHED, by=ana, at=at)
            raise_blocker(session, team, "the keys", by=ana, at=at)

    def does(self, step: Press) -> None:
        with self.desk.db.write() as session:
            step(session, session.scalars(select(Ceremony).where(Ceremony.id == self.series)).one())

    def posts(self, now: datetime, day: date = FRIDAY) -> None:
        """Somebody posts it by hand."""

        def post(session: Session, series: Ceremony) -> None:
            team = self.desk.house.team
            digests.post(session, series, team, day, cut=now + digests.INCLUDING_NOW, now=now)

        self.does(post)
        self.desk.run(now)
        self.desk.a_moment_later()

    def walk(self, until: datetime, start: datetime = SUNDAY) -> None:
        self.desk.walk_to(until, start=start)
        self.desk.a_moment_later()

    def posted(self) -> list[str]:
        return [text for text in self.desk.slack.posted(CHECKOUT) if text.startswith("*Week")]

    def states(self) -> dict[date, OccurrenceState]:
        with self.desk.db.read() as session:
            rows = session.execute(
                select(Occurrence.day, Occurrence.state).where(Occurrence.ceremony_id == self.series)
            )
            return {day: OccurrenceState(state) for day, state in rows}


@pytest.fixture
def room(db: Database) -> Room:
    return Room(db)


def test_it_is_posted_at_its_time_once_and_not_before(room: Room) -> None:
    room.happens(CUT - HOUR)
    room.walk(CUT - MINUTE)
    assert room.posted() == []
    room.walk(CUT, start=CUT - MINUTE)
    (text,) = room.posted()
    assert text.startswith("*Week 48 · Checkout* 🟢 · shipped 1 · in progress 0 · blockers 1 open / 0 solved")
    assert "*Shipped (1)*\n• *F-1* Vouchers" in text
    room.walk(CUT + 6 * HOUR, start=CUT)
    assert len(room.posted()) == 1 and room.desk.slack.refused() == []


def test_what_happens_after_the_cut_is_told_in_the_next_one(room: Room) -> None:
    room.happens(CUT - HOUR)
    room.walk(CUT)
    room.happens(CUT, features=4)
    room.walk(CUT + WEEK, start=CUT)
    first, second = room.posted()
    assert "requests +3" in first and "requests +4 (▲1)" in second
    assert "blockers 1 open" in first and "blockers 2 open (▲1)" in second


def test_it_comes_late_with_its_own_cut_when_the_bot_was_off(room: Room) -> None:
    room.happens(CUT - HOUR)
    room.happens(CUT + HOUR)
    room.desk.run(CUT + 24 * HOUR)
    (text,) = room.posted()
    assert "requests +3" in text


def test_later_than_a_day_it_is_missed_and_the_next_one_says_so(room: Room) -> None:
    room.desk.run(CUT + 24 * HOUR + MINUTE)
    assert room.posted() == []
    assert room.states() == {FRIDAY: OccurrenceState.MISSED}
    room.happens(CUT + 2 * HOUR)
    room.walk(CUT + WEEK, start=CUT + 25 * HOUR)
    assert len(room.posted()) == 1
    (post,) = [ask for ask in room.desk.slack.posts(CHECKOUT) if ask.args["text"].startswith("*Week")]
    assert "I could not post the last one when it was due" in str(post.args["blocks"])


def test_posting_it_again_edits_the_post(room: Room) -> None:
    room.happens(CUT - HOUR)
    room.walk(CUT)
    room.happens(CUT + HOUR, features=1)
    room.posts(CUT + 2 * HOUR)
    assert len(room.posted()) == 1
    assert "requests +4" in room.desk.slack.edited("*Week 48")[-1]
    room.happens(CUT + 3 * HOUR, features=4)
    room.walk(CUT + WEEK, start=CUT + 3 * HOUR)
    assert "requests +4\n" in room.posted()[1]  # what the edit told already is not told again


def test_one_that_was_posted_early_is_brought_up_to_date_at_its_time(room: Room) -> None:
    room.happens(utc(25, 9))
    room.posts(utc(25, 10))
    room.happens(utc(26, 9))
    room.walk(CUT, start=utc(26, 9))
    assert len(room.posted()) == 1
    assert "requests +6" in room.desk.slack.edited("*Week 48")[-1]


def test_one_that_was_called_off_does_not_come_and_the_next_one_does(room: Room) -> None:
    team = room.desk.house.team
    room.does(lambda session, series: digests.skip_digest(session, series, team, FRIDAY, now=SUNDAY))
    room.happens(CUT - HOUR)
    room.walk(CUT + HOUR)
    assert room.posted() == []
    assert room.states() == {FRIDAY: OccurrenceState.SKIPPED}
    room.happens(CUT + 2 * HOUR)
    room.walk(CUT + WEEK, start=CUT + HOUR)
    assert len(room.posted()) == 1


def test_while_it_is_paused_nothing_comes_and_afterwards_only_the_next(room: Room) -> None:
    room.does(digests.pause)
    room.happens(CUT - HOUR)
    room.walk(CUT + HOUR)
    assert room.posted() == []
    team = room.desk.house.team
    room.does(lambda session, series: digests.resume(session, series, team, now=CUT + HOUR))
    room.desk.run(CUT + HOUR)
    assert room.posted() == []
    room.walk(CUT + WEEK, start=CUT + HOUR)
    assert len(room.posted()) == 1


def test_a_note_goes_into_the_next_one_alone(room: Room) -> None:
    house = room.desk.house
    room.does(
        lambda session, series: digests.add_note(session, series, house.team, "We show it", by=house["Ben"], now=SUNDAY)
    )
    room.walk(CUT + WEEK)
    first, second = room.posted()
    assert "• Ben: We show it" in first and "We show it" not in second


def test_it_takes_no_more_than_ten_notes(room: Room) -> None:
    house, kept = room.desk.house, []
    for _ in range(11):
        room.does(
            lambda session, series: kept.append(
                digests.add_note(session, series, house.team, "x", by=house["Ben"], now=SUNDAY)
            )
        )
    assert kept == [FRIDAY] * 10 + [None]


def test_whose_digest_is_meant(room: Room) -> None:
    with room.desk.db.read() as session:
        series = session.scalars(select(Ceremony).where(Ceremony.id == room.series)).one()
        team = room.desk.house.team
        for now, day in (
            (CUT - MINUTE, FRIDAY),
            (CUT, FRIDAY),
            (CUT + 24 * HOUR, FRIDAY),
            (CUT + 25 * HOUR, FRIDAY + WEEK),
        ):
            assert digests.current_day(series, team, now) == day
