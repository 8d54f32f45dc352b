"""Letting go: all that is old enough, a batch at a time, and not more than once an hour."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from bot.jobs import purge
from bot.jobs.purge import Purge
from bot.metrics import Metrics
from bot.storage import inbox
from bot.storage.database import Database, database_now
from bot.storage.paces import Pace
from tests.storage.cast import MONDAY, acme

HOUR = timedelta(hours=1)
NOW = MONDAY + timedelta(days=3)


def deliveries(db: Database, *, add: int = 0) -> int:
    """How many are kept, after so many more old ones came."""
    with db.write() as session:
        there = session.scalar(select(func.count()).select_from(inbox.Delivery)) or 0
        for number in range(add):
            inbox.is_first(session, 1, f"command:{there + number}", at=MONDAY)
        return there + add


@pytest.fixture
def metrics(db: Database) -> Metrics:
    with db.write() as session:
        assert acme(session).workspace.id == 1
    return Metrics()


def test_all_goes_that_is_old_enough_batch_after_batch(db: Database, metrics: Metrics) -> None:
    deliveries(db, add=250)
    assert Purge(db, metrics).run(NOW) == 250
    assert deliveries(db) == 0
    assert metrics.registry.get_sample_value("drumbeat_purged_total", {"what": "deliveries"}) == 250


def test_a_run_ends_in_time_and_the_next_goes_on(db: Database, metrics: Metrics) -> None:
    deliveries(db, add=250)
    looks = count()
    job = Purge(db, metrics, monotonic=lambda: next(looks) * (purge.SECONDS_A_RUN / 2.5))
    assert job.run(NOW) == 2 * purge.AT_ONCE
    assert job.run(NOW + HOUR) == 250 - 2 * purge.AT_ONCE


def test_within_an_hour_it_does_not_look_again(db: Database, metrics: Metrics) -> None:
    job = Purge(db, metrics)
    job.run(NOW)
    deliveries(db, add=2)
    assert job.run(NOW + HOUR / 2) == 0
    assert job.run(NOW + HOUR) == 2


def test_a_clock_that_was_turned_back_does_not_keep_it_from_working(db: Database, metrics: Metrics) -> None:
    job = Purge(db, metrics)
    job.run(NOW + 1000 * HOUR)
    deliveries(db, add=2)
    assert job.run(NOW) == 2


def test_conversations_that_slack_closed_long_ago_are_forgotten(db: Database, metrics: Metrics) -> None:
    with db.write() as session:
        at = database_now(session)
        for place, closed_until in (("", None), ("C-open-again", at - 2 * HOUR), ("C-closed", at + HOUR)):
            row = Pace(workspace_id=1, place=place, room=1.0, rate=1.0, at=at, streak=0)
            row.closed_until = closed_until
            session.add(row)
    assert Purge(db, metrics).run(NOW) == 1
    with db.read() as session:
        assert set(session.scalars(select(Pace.place))) == {"", "C-closed"}
