"""Rows are taken one by one: what could not be committed does not count as done."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest
from sqlalchemy.orm import Session

from bot.jobs.one_by_one import A_HANDFUL, SLICE_SECONDS, one_by_one
from bot.storage.database import Database
from bot.storage.inbox import Delivery
from tests.storage.cast import MONDAY

NOWHERE = 4711


def test_a_row_whose_commit_fails_is_not_done_and_does_not_stop_the_others(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Counted as done it would be tried again without a pause, for as long as the disk is full."""
    db, taken = Database(database_url), []

    def due(_session: Session, *, now: datetime) -> list[int]:
        return [1, 2, 3]

    def take(session: Session, row_id: int, now: datetime) -> int:
        taken.append(row_id)
        if row_id == 2:
            session.add(Delivery(workspace_id=NOWHERE, key="command:1", received_at=now))  # refused at the commit
        return 1

    assert one_by_one(db, due, take, MONDAY) == 2
    assert taken == [1, 2, 3]
    db.close()


def test_what_is_done_in_a_slice_of_time_is_told_before_the_rest_is_done(db: Database) -> None:
    taken: list[int] = []

    def due(_session: Session, *, now: datetime) -> range:
        return range(4 * A_HANDFUL)

    def take(_session: Session, row_id: int, _now: datetime) -> int:
        taken.append(row_id)
        return row_id % 2  # a replica was first at every other one

    looks = count()
    assert one_by_one(db, due, take, MONDAY, monotonic=lambda: next(looks) * SLICE_SECONDS * 2) == A_HANDFUL
    assert len(taken) == 2 * A_HANDFUL
