"""What PostgreSQL is not asked: whether it lives, and for plans that it has made already. A file is asked neither."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.storage.database import Database

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
# Psycopg has the server prepare what it has sent so often.
OFTEN = 6
PREPARED = text("select count(*) from pg_prepared_statements where statement like '%of this test%'")
Way = Callable[[Database], AbstractContextManager[Session]]
WAYS = pytest.mark.parametrize("way", [Database.read, Database.glance, Database.write])


@WAYS
def test_what_is_asked_again_and_again_is_planned_once_whatever_transaction_it_is_in(db: Database, way: Way) -> None:
    for _ in range(OFTEN):
        with way(db) as session:
            session.execute(text("select 1 as number /* of this test */"))
    with way(db) as session:
        assert session.scalar(PREPARED) == 1


@WAYS
def test_a_connection_that_the_server_closed_while_it_rested_is_not_handed_out(db: Database, way: Way) -> None:
    with way(db) as session:
        rested = session.scalar(text("select pg_backend_pid()"))
    ended = Database(str(db.url.render_as_string(hide_password=False)))
    with ended.read() as session:
        session.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": rested})
    ended.close()
    with way(db) as session:
        assert session.scalar(text("select pg_backend_pid()")) != rested


def test_a_read_that_failed_leaves_its_connection_as_good_as_before(db: Database) -> None:
    with pytest.raises(DBAPIError), db.read() as session:
        session.execute(text("select 1/0"))
    with db.read() as session:
        assert session.scalar(text("select 1")) == 1


def test_nothing_is_changed_by_a_read(db: Database) -> None:
    with pytest.raises(DBAPIError), db.read() as session:
        session.execute(text("create table looked (at integer)"))
