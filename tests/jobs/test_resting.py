"""A database that takes no write: each job says so once and rests; when it takes them again, all goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.jobs.one_by_one import one_by_one
from bot.jobs.resting import FIRST_SECONDS, LONGEST_SECONDS, Resting
from bot.jobs.show_living_messages import show_living_messages
from bot.jobs.timetable import timetable
from bot.storage.database import Database
from bot.storage.workspaces import Workspace
from tests.jobs.desk import SUNDAY, Desk, utc
from tests.storage.cast import CHECKOUT

OPENS = utc(23, 8, 30)


@pytest.fixture
def held_back(db: Database) -> Iterator[Database]:
    """The same database, which can be read alone."""
    same = Database(db.url.render_as_string())
    event.listen(same.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    yield same
    same.close()


def test_a_pass_ends_with_the_first_row_that_finds_the_database_out_of_order(
    held_back: Database, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def due(_session: Session, *, now: datetime) -> list[int]:
        return [1, 2, 3]

    def take(session: Session, row_id: int, now: datetime) -> int:
        tried.append(row_id)
        session.execute(update(Workspace).values(name="Another"))
        return 1

    with pytest.raises(OperationalError, match="readonly"):
        one_by_one(held_back, due, take, OPENS)
    assert (tried, caplog.messages) == ([1], [])


def test_what_cannot_be_shown_for_that_reason_is_shown_as_soon_as_it_can_be(
    desk: Desk, held_back: Database, caplog: pytest.LogCaptureFixture
) -> None:
    open_prompts = next(line for line in desk.lines if line.name == "open_occurrences")
    open_prompts.run(OPENS)
    with pytest.raises(OperationalError, match="readonly"):
        show_living_messages(held_back, desk.slack.client, OPENS)
    assert caplog.messages == []
    assert show_living_messages(desk.db, desk.slack.client, OPENS) > 0


def test_it_rests_longer_and_longer_until_all_is_well(held_back: Database, db: Database) -> None:
    at, ran, asked = [0.0], list[float](), [held_back]

    def run(_now: datetime) -> int:
        ran.append(at[0])
        with asked[0].write() as session:
            session.execute(update(Workspace).values(name="Another"))
        return 1

    resting = Resting(run, lambda: at[0])
    rests = [FIRST_SECONDS, 1.0, 2.0, 4.0, LONGEST_SECONDS, LONGEST_SECONDS]
    for rest in rests:
        with pytest.raises(OperationalError, match="readonly"):
            resting(SUNDAY)
        at[0] += rest - 0.01
        assert resting(SUNDAY) == 0
        at[0] += 0.01
    assert len(ran) == len(rests)
    asked[0] = db
    assert resting(SUNDAY) == resting(SUNDAY) == 1
    asked[0] = held_back
    with pytest.raises(OperationalError):
        resting(SUNDAY)
    at[0] += FIRST_SECONDS
    with pytest.raises(OperationalError):
        resting(SUNDAY)


def test_any_other_fault_is_no_reason_to_rest() -> None:
    def fails(_now: datetime) -> int:
        raise RuntimeError("so it is")

    resting = Resting(fails, lambda: 0.0)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            resting(SUNDAY)


def test_what_a_job_says_of_it_is_short(held_back: Database) -> None:
    def run(_now: datetime) -> int:
        with held_back.write() as session:
            session.execute(update(Workspace).values(name="Another"))
        return 1

    with pytest.raises(OperationalError) as raised:
        Resting(run)(SUNDAY)
    assert raised.value.__suppress_context__ and len(raised.traceback) == 2


def test_every_line_of_the_timetable_rests(desk: Desk, held_back: Database) -> None:
    at = [0.0]
    lines = timetable(held_back, desk.slack.client, desk.metrics, monotonic=lambda: at[0])
    failing = [line for line in lines if _fails(line.run)]
    assert {"beat", "open_occurrences"} <= {line.name for line in failing}  # they have something to write
    assert [line.run(OPENS) for line in failing] == [0] * len(failing)
    at[0] += FIRST_SECONDS
    assert {"beat", "open_occurrences"} <= {line.name for line in failing if _fails(line.run)}
    desk.run(OPENS)
    assert desk.slack.posts(CHECKOUT)


def _fails(run: object) -> bool:
    assert callable(run)
    try:
        run(OPENS)
    except OperationalError:
        return True
    return False
