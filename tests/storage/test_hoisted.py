"""Statements that go to the driver as they stand: they say and do what SQLAlchemy would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.glimpses import columns_of, load_one, read_anew
from bot.storage.hoisted import Hoisted
from bot.storage.inbox import Delivery
from bot.storage.occurrences import Participant
from bot.storage.people import Person
from bot.storage.schema import table_of
from tests.storage.cast import MONDAY, acme, slack_id

INBOX, PEOPLE = table_of(Delivery), table_of(Person)
SOME = (
    select(PEOPLE.c.slack_id, PEOPLE.c.is_admin, PEOPLE.c.read_at)
    .where(
        PEOPLE.c.workspace_id == bindparam("workspace_id"), PEOPLE.c.slack_id.in_((slack_id("Ana"), slack_id("Ben")))
    )
    .order_by(PEOPLE.c.slack_id)
    .limit(2)
)
ONE = Hoisted(
    columns_of(Person).where(Person.workspace_id == bindparam("workspace_id"), Person.slack_id == bindparam("slack_id"))
)
DELIVERED = Hoisted(insert(INBOX))


def test_it_finds_what_sqlalchemy_finds_of_the_same_types(db: Database) -> None:
    with db.write() as session:
        wanted = {"workspace_id": acme(session).workspace.id}
        assert Hoisted(SOME).rows(session, wanted) == [tuple(row) for row in session.execute(SOME, wanted)]


def test_what_was_found_once_is_found_for_other_values(db: Database) -> None:
    with db.write() as session:
        house, found = acme(session), Hoisted(SOME)
        assert len(found.rows(session, {"workspace_id": house.workspace.id})) == 2
        assert found.first(session, {"workspace_id": house.workspace.id + 100}) is None


def test_it_sees_what_the_session_has_not_written_yet(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        house["Ana"].is_admin = True
        found = Hoisted(SOME).rows(session, {"workspace_id": house.workspace.id})
        assert [row[:2] for row in found] == [(slack_id("Ana"), True), (slack_id("Ben"), False)]


def test_it_changes_and_tells_what_it_changed(db: Database) -> None:
    promote = Hoisted(
        update(PEOPLE)
        .where(PEOPLE.c.workspace_id == bindparam("of"), PEOPLE.c.slack_id == bindparam("called"))
        .values(is_admin=bindparam("is_admin"), read_at=bindparam("read_at"))
        .returning(PEOPLE.c.name, PEOPLE.c.read_at)
    )
    with db.write() as session:
        of = acme(session).workspace.id
        values = {"of": of, "called": slack_id("Ana"), "is_admin": True, "read_at": MONDAY}
        assert promote.rows(session, values) == [("Ana", MONDAY)]


def test_several_rows_go_at_once_with_their_json(db: Database) -> None:
    with db.write() as session:
        workspace = acme(session).workspace.id
        rows = [
            {"workspace_id": workspace, "key": key, "received_at": MONDAY, "answer": {"text": key}}
            for key in ("a", "b")
        ]
        DELIVERED.run(session, *rows)
    with db.read() as session:
        answers = session.execute(select(Delivery.answer).order_by(Delivery.key)).scalars().all()
        assert answers == [{"text": "a"}, {"text": "b"}]


def test_a_refusal_of_the_database_is_sqlalchemys_and_keeps_what_was_typed_to_itself(db: Database) -> None:
    with db.write() as session:
        row = {"workspace_id": acme(session).workspace.id, "key": "k", "received_at": MONDAY, "answer": {"t": "secret"}}
        DELIVERED.run(session, row)
    with pytest.raises(IntegrityError) as refused, db.write() as session:
        DELIVERED.run(session, row)
    assert "secret" not in str(refused.value)
    with db.write() as session:  # and the connection is as good as before
        assert session.scalar(select(Delivery.key)) == "k"


def ask_over_a_lost_connection(db: Database, wanted: dict[str, object]) -> None:
    with db.write() as session:
        lose_connection(db, session)
        ONE.rows(session, wanted)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # a file loses no connection
def test_a_lost_connection_is_not_met_again(db: Database) -> None:
    with db.write() as session:
        wanted = {"workspace_id": acme(session).workspace.id, "slack_id": slack_id("Ana")}
    with pytest.raises(DBAPIError):
        ask_over_a_lost_connection(db, wanted)
    with db.write() as session:
        assert ONE.first(session, wanted) is not None


def test_what_is_written_within_a_savepoint_goes_with_it(db: Database) -> None:
    with db.write() as session:
        workspace = acme(session).workspace.id
        deliver(session, workspace, "before")
        with session.begin_nested() as trial:
            deliver(session, workspace, "within")
            trial.rollback()
        deliver(session, workspace, "after")
    with db.read() as session:
        assert session.execute(select(Delivery.key).order_by(Delivery.key)).scalars().all() == ["after", "before"]


def test_a_second_transaction_of_a_session_stands_by_itself(db: Database) -> None:
    with db.write() as session:
        workspace = acme(session).workspace.id
    with Session(db.engine) as session:
        deliver(session, workspace, "first")
        session.commit()
        deliver(session, workspace, "second")
        session.rollback()
    with db.read() as session:
        assert session.execute(select(Delivery.key)).scalars().all() == ["first"]


def test_nothing_is_written_after_what_failed(db: Database) -> None:
    with db.write() as session:
        workspace = acme(session).workspace.id
    with db.write() as session:
        deliver(session, workspace, "before")
        session.add(Delivery(workspace_id=workspace, key="before", received_at=MONDAY, answer=None))
        with pytest.raises(IntegrityError):
            session.flush()
        with pytest.raises(InvalidRequestError):
            deliver(session, workspace, "after")
        session.rollback()
    with db.read() as session:
        assert session.execute(select(Delivery.key)).scalars().all() == []


def deliver(session: Session, workspace: int, key: str) -> None:
    DELIVERED.run(session, {"workspace_id": workspace, "key": key, "received_at": MONDAY, "answer": None})


def lose_connection(db: Database, session: Session) -> None:
    own = session.scalar(text("select pg_backend_pid()"))
    with db.engine.connect() as other:
        other.execute(text("select pg_terminate_backend(:own)"), {"own": own})


def test_columns_that_sqlalchemy_would_fill_have_to_be_given(db: Database) -> None:
    with db.write() as session, pytest.raises(AssertionError, match="defaults"):
        Hoisted(insert(table_of(Participant))).run(session, {"workspace_id": 1})


def test_a_record_to_change_is_changed_when_the_transaction_ends(db: Database) -> None:
    with db.write() as session:
        wanted = {"workspace_id": acme(session).workspace.id, "slack_id": slack_id("Ana")}
    with db.write() as session:
        ana = load_one(session, ONE, wanted, Person)
        assert ana is not None
        ana.name = "Anna"
    with db.read() as session:
        assert session.scalar(select(Person.name).where(Person.slack_id == slack_id("Ana"))) == "Anna"


def test_a_record_that_the_session_holds_is_not_made_twice(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        wanted = {"workspace_id": house.workspace.id, "slack_id": slack_id("Ana")}
        assert load_one(session, ONE, wanted, Person) is house["Ana"]


def test_a_record_can_be_read_anew(db: Database) -> None:
    later = MONDAY + timedelta(minutes=1)
    with db.write() as session:
        house = acme(session)
        ana = house["Ana"]
        session.flush()
        session.execute(update(PEOPLE).where(PEOPLE.c.id == ana.id).values(read_at=later))
        read_anew(session, ONE, {"workspace_id": house.workspace.id, "slack_id": ana.slack_id}, ana)
        assert ana.read_at == later
        assert ana not in session.dirty
