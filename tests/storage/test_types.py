"""What a column keeps: instants with their zone, wall times, weekdays; and what a session may do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database
from bot.storage.heartbeat import Heartbeat, beat, last_beat
from bot.storage.people import Person
from tests.storage.cast import MONDAY, acme, installed, known

TOKYO = timezone(timedelta(hours=9))


def test_an_instant_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(ValueError, match="an instant needs its zone"), db.write() as session:
        beat(session, real_now=MONDAY.replace(tzinfo=None))


def test_an_instant_comes_back_in_utc_whatever_its_zone_was(db: Database) -> None:
    at = datetime(2026, 11, 23, 16, 0, 0, 123456, tzinfo=TOKYO)
    with db.write() as session:
        beat(session, real_now=at)
    with db.read() as session:
        found = last_beat(session)
    assert found is not None
    assert (found, found.tzinfo) == (at, UTC)


def test_instants_are_compared_as_instants(db: Database) -> None:
    with db.write() as session:
        beat(session, real_now=MONDAY)
    with db.read() as session:
        earlier = MONDAY.astimezone(TOKYO) - timedelta(seconds=1)
        assert session.scalar(select(Heartbeat.id).where(Heartbeat.beat_at > earlier)) == 1
        assert session.scalar(select(Heartbeat.id).where(Heartbeat.beat_at > MONDAY.astimezone(TOKYO))) is None


def test_the_heartbeat_is_one_row_that_moves_on(db: Database) -> None:
    with db.read() as session:
        assert last_beat(session) is None
    for minutes in range(3):
        with db.write() as session:
            beat(session, real_now=MONDAY + timedelta(minutes=minutes))
    with db.read() as session:
        assert session.scalars(select(Heartbeat.beat_at)).all() == [MONDAY + timedelta(minutes=2)]


def test_wall_times_and_weekdays_come_back_as_they_were(db: Database) -> None:
    with db.write() as session:
        house = acme(session, "Daily at 7:05 mon wed fri close 23:59")
        ceremony_id = house.ceremony.id
    with db.read() as session:
        ceremony = session.get_one(type(house.ceremony), ceremony_id)
        assert (ceremony.at, ceremony.closes_at) == (time(7, 5), time(23, 59))
        assert ceremony.weekdays == frozenset({0, 2, 4})
        assert ceremony.zone is None


def test_whatever_people_are_called_is_kept_to_the_letter(db: Database) -> None:
    name = "Ana <!channel> & `x` ' \" \\ % :name 𝕏 👩‍👩‍👧 שלום\u202e"
    with db.write() as session:
        known(session, installed(session), "Ana", profile={"display_name": name})
    with db.read() as session:
        assert session.scalar(select(Person.name)) == name


def test_a_write_that_fails_leaves_nothing_behind(db: Database) -> None:
    def fail_half_way() -> None:
        with db.write() as session:
            acme(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with db.read() as session:
        assert session.scalars(select(Person.id)).all() == []


def test_what_is_changed_in_a_read_is_not_kept(db: Database) -> None:
    with db.write() as session:
        beat(session, real_now=MONDAY)
    try:
        with db.read() as session:
            session.execute(text("DELETE FROM heartbeats"))
    except DBAPIError as refusal:  # PostgreSQL says so at once
        assert "read-only" in str(refusal)
    with db.read() as session:
        assert last_beat(session) == MONDAY


def test_a_read_sees_one_moment_whatever_is_committed_meanwhile(db: Database) -> None:
    with db.write() as session:
        beat(session, real_now=MONDAY)
    with db.read() as looking:
        assert last_beat(looking) == MONDAY
        with db.write() as session:
            beat(session, real_now=MONDAY + timedelta(days=1))
        looking.expire_all()
        assert last_beat(looking) == MONDAY
    with db.read() as looking:
        assert last_beat(looking) == MONDAY + timedelta(days=1)
