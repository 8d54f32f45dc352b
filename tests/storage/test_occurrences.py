"""Occurrences: opened once, with a picture of the roster; each person's own time and deadline; when to look again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.attendance import Standing
from bot.storage.access import Seat
from bot.storage.ceremonies import end_ceremony, leave_ceremony, members_of, take_part
from bot.storage.database import Database
from bot.storage.living import LivingMessage
from bot.storage.occurrences import (
    WAIT_FOR_WEST,
    Occurrence,
    Participant,
    look_again,
    open_occurrence,
    participant_of,
    participants_of,
)
from bot.storage.proceedings import answer, could_not_ask, open_day, place_in, sit_out, wrap_up
from tests.storage.cast import DAILY, MONDAY, House, acme, known

DAY = date(2026, 11, 23)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
EVERYBODYS_OWN = "Daily at 9:30 close 12:00"
SUNDAY = MONDAY - timedelta(hours=12)


class Room:
    """One occurrence in one transaction."""

    def __init__(self, session: Session, words: str = DAILY) -> None:
        self.session, self.house = session, acme(session, words, SUNDAY)
        self.occurrence = open_day(session, self.house.ceremony, self.house.team, DAY, now=MONDAY)

    def seat(self, name: str) -> Seat:
        participant = participant_of(self.session, self.occurrence, self.house[name].id)
        assert participant is not None
        return Seat(self.occurrence, self.house.ceremony, self.house.team, participant)

    def expected(self) -> list[str]:
        return [person.name for _, person in participants_of(self.session, self.occurrence)]


@pytest.fixture
def room(db: Database) -> Iterator[Room]:
    with db.write() as session:
        yield Room(session)


@pytest.fixture
def wide_room(db: Database) -> Iterator[Room]:
    """Each is asked at their own 9:30; it closes at 12:00 in Berlin, which is 11:00 in UTC."""
    with db.write() as session:
        yield Room(session, EVERYBODYS_OWN)


def test_eight_threads_that_open_a_day_open_it_once(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
    ready = Barrier(8)

    def open_it(_: int) -> int:
        ready.wait()
        with db.write() as session:
            return open_day(session, house.ceremony, house.team, DAY, now=MONDAY).id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(open_it, range(8)))) == 1
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Participant)) == 3
        assert session.scalar(select(func.count()).select_from(LivingMessage)) == 1


def test_opening_takes_a_picture_of_the_roster(room: Room) -> None:
    assert room.expected() == ["Ana", "Ben", "Chi"]
    house, session = room.house, room.session
    leave_ceremony(session, house.ceremony, house["Chi"], at=MONDAY)
    newcomer = known(session, house.workspace, "Gus")
    take_part(session, house.ceremony, house.team, newcomer, now=MONDAY)
    assert open_occurrence(session, house.ceremony, house.team, DAY, now=MONDAY) is room.occurrence
    assert room.expected() == ["Ana", "Ben", "Chi"]
    tomorrow = open_occurrence(session, house.ceremony, house.team, date(2026, 11, 24), now=MONDAY)
    assert [person.name for _, person in participants_of(session, tomorrow)] == ["Ana", "Ben", "Gus"]


def test_who_joins_after_the_day_opened_may_answer_and_gets_a_place(room: Room) -> None:
    newcomer = known(room.session, room.house.workspace, "Gus")
    first = place_in(room.session, room.occurrence, room.house.ceremony, room.house.team, newcomer)
    assert room.expected() == ["Ana", "Ben", "Chi", "Gus"]
    again = place_in(room.session, room.occurrence, room.house.ceremony, room.house.team, newcomer)
    assert again is first


def test_who_joined_after_their_time_of_the_day_is_not_expected_on_it(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        newcomer = known(session, house.workspace, "Gus")
        after_their_time = MONDAY + 2 * HOUR
        take_part(session, house.ceremony, house.team, newcomer, now=after_their_time)
        occurrence = open_occurrence(session, house.ceremony, house.team, DAY, now=after_their_time)
        assert "Gus" not in [person.name for _, person in participants_of(session, occurrence)]


def test_each_has_their_own_time_and_at_least_two_hours(wide_room: Room) -> None:
    times = {
        person.name: (participant.prompt_at, participant.deadline_at)
        for participant, person in participants_of(wide_room.session, wide_room.occurrence)
    }
    utc = MONDAY.replace(hour=0)
    close = utc + 11 * HOUR
    assert times["Chi"] == (utc + 30 * MINUTE, close)  # 9:30 in Tokyo is half past midnight in UTC
    assert times["Ana"] == (utc + 8 * HOUR + 30 * MINUTE, close)
    assert times["Ben"] == (utc + 14 * HOUR + 30 * MINUTE, utc + 16 * HOUR + 30 * MINUTE)
    assert wide_room.occurrence.opens_at == times["Chi"][0]
    assert wide_room.occurrence.closes_at == close


def test_somebody_whose_zone_nobody_knows_lives_in_the_teams(db: Database) -> None:
    with db.write() as session:
        house = acme(session, EVERYBODYS_OWN, SUNDAY)
        house["Ben"].zone = "Mars/Olympus"
        occurrence = open_occurrence(session, house.ceremony, house.team, DAY, now=MONDAY)
        place = participant_of(session, occurrence, house["Ben"].id)
        assert place is not None
        assert place.prompt_at == MONDAY.replace(hour=8, minute=30)


def standings(room: Room, now: datetime) -> dict[str, Standing]:
    return {person.name: place.standing(now) for place, person in participants_of(room.session, room.occurrence)}


def test_how_people_stand_before_and_after_the_deadline(wide_room: Room) -> None:
    room, closes = wide_room, wide_room.occurrence.closes_at
    answer(room.session, room.seat("Ana"), room.house["Ana"], {"today": "tests"}, at=closes - MINUTE)
    sit_out(room.session, room.seat("Chi"), at=MONDAY)
    assert standings(room, closes) == {
        "Ana": Standing.ANSWERED,
        "Ben": Standing.PENDING,
        "Chi": Standing.SKIPPED,
    }
    bens = room.seat("Ben").participant.deadline_at
    assert standings(room, bens)["Ben"] == Standing.MISSING
    answer(room.session, room.seat("Ben"), room.house["Ben"], {"today": "late"}, at=bens + MINUTE)
    assert standings(room, bens + HOUR)["Ben"] == Standing.LATE
    answer(room.session, room.seat("Ana"), room.house["Ana"], {"today": "changed"}, at=bens)
    assert standings(room, bens)["Ana"] == Standing.ANSWERED  # a change is not a late answer


def test_an_answer_after_all_ends_the_skip_and_a_skip_after_an_answer_is_none(room: Room) -> None:
    ana = room.seat("Ana")
    sit_out(room.session, ana, at=MONDAY)
    answer(room.session, ana, room.house["Ana"], {"today": "tests"}, at=MONDAY)
    assert ana.participant.standing(MONDAY) == Standing.ANSWERED
    sit_out(room.session, ana, at=MONDAY)
    assert ana.participant.standing(MONDAY) == Standing.ANSWERED


def test_it_looks_again_at_the_deadline_then_at_each_that_is_still_open_then_never(wide_room: Room) -> None:
    room, house = wide_room, wide_room.house
    assert room.occurrence.next_at == room.occurrence.closes_at
    wrap_up(room.session, room.occurrence, house.ceremony, house.team, now=room.occurrence.closes_at)
    bens = room.seat("Ben").participant.deadline_at
    assert room.occurrence.next_at == bens
    wrap_up(room.session, room.occurrence, house.ceremony, house.team, now=bens)
    assert room.occurrence.next_at is None


def test_it_stops_looking_when_the_last_open_place_is_taken(wide_room: Room) -> None:
    room, house = wide_room, wide_room.house
    wrap_up(room.session, room.occurrence, house.ceremony, house.team, now=room.occurrence.closes_at)
    answer(room.session, room.seat("Ben"), house["Ben"], {"today": "x"}, at=room.occurrence.closes_at + HOUR)
    assert room.occurrence.next_at is None


def test_a_wrap_up_that_was_never_posted_stays_due_however_late_it_is(room: Room) -> None:
    now = room.occurrence.closes_at + WAIT_FOR_WEST + HOUR
    could_not_ask(room.session, room.seat("Ben"), now=now)
    assert room.occurrence.next_at == room.occurrence.closes_at


def test_once_wrapped_up_nobody_is_waited_for_longer_than_the_west_needs(room: Room) -> None:
    room.occurrence.wrapped_up_at = room.occurrence.closes_at
    look_again(room.session, room.occurrence, now=room.occurrence.closes_at + WAIT_FOR_WEST)
    assert room.occurrence.next_at is None


def test_a_stand_up_that_ended_asks_nobody_again(db: Database) -> None:
    with db.write() as session:
        house: House = acme(session)
        end_ceremony(session, house.ceremony, at=MONDAY)
        assert [member.next_at for member, _ in members_of(session, house.ceremony)] == [None] * 3
        assert session.scalars(select(Occurrence.id)).all() == []
