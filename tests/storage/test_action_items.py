"""Action items in the memory: read with their owners, closed once, reminders aimed anew with each change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.storage.action_items import (
    ActionItem,
    ActionState,
    action_items_of,
    all_action_items,
    close_item,
    hand_over,
    new_action_item,
    open_action_items,
    put_off,
)
from bot.storage.changes import changes_of
from bot.storage.database import Database
from bot.storage.due import outlook
from bot.storage.people import Person
from tests.storage.cast import MONDAY, House, acme, elsewhere

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def house(db: Database) -> House:
    with db.write() as session:
        return acme(session)


def promised(db: Database, house: House, text: str, owner: Person | None = None, due_on: date | None = None) -> int:
    with db.write() as session:
        by, team = house["Ana"], house.team
        item = new_action_item(session, team, text, owner=owner, due_on=due_on, by=by, at=MONDAY)
        return item.id


def test_what_is_due_first_comes_first_with_its_owner(db: Database, house: House) -> None:
    promised(db, house, "some day")
    promised(db, house, "friday", house["Ben"], FRIDAY)
    promised(db, house, "tomorrow", None, date(2026, 11, 24))
    with db.read() as session:
        found = [(item.ref, item.text, owner and owner.name) for item, owner in open_action_items(session, house.team)]
        assert found == [("A-3", "tomorrow", None), ("A-2", "friday", "Ben"), ("A-1", "some day", None)]
        assert [(item.ref, team.name) for item, team in action_items_of(session, house["Ben"])] == [("A-2", "Checkout")]


def test_what_is_done_is_done_once_and_leaves_its_history(db: Database, house: House) -> None:
    item_id = promised(db, house, "friday", house["Ben"], FRIDAY)
    with db.write() as session:
        item = session.get_one(ActionItem, item_id)
        assert close_item(session, item, ActionState.DONE, by=house["Chi"], at=MONDAY)
        assert not close_item(session, item, ActionState.DROPPED, why="x", by=house["Ana"], at=MONDAY)
        assert (item.state, item.closed_at, item.remind_at) == (ActionState.DONE, MONDAY, None)
        session.flush()
        ((change, by),) = changes_of(session, item.workspace_id, "A", item.id)
        assert (change.what, change.before, change.after, by.name) == ("state", "open", "done", "Chi")
        assert open_action_items(session, house.team) == []
        assert len(all_action_items(session, house.team)) == 1


def test_reminders_follow_the_owner_and_the_day(db: Database, house: House) -> None:
    item_id = promised(db, house, "friday", house["Ben"], FRIDAY)
    with db.write() as session:
        item = session.get_one(ActionItem, item_id)
        assert item.remind_at == datetime(2026, 11, 26, 14, tzinfo=UTC)  # 9:00 in New York
        hand_over(session, item, house.team, house["Chi"], by=house["Ana"], at=MONDAY)
        assert item.remind_at == datetime(2026, 11, 26, 0, tzinfo=UTC)  # 9:00 in Tokyo
        put_off(session, item, house.team, date(2026, 12, 1), by=house["Ana"], at=MONDAY)
        assert item.remind_at == datetime(2026, 11, 30, 0, tzinfo=UTC)
        session.flush()
        whats = [(change.what, change.before, change.after) for change, _ in changes_of(session, 1, "A", item.id)]
        assert whats == [("owner", "Ben", "Chi"), ("due_on", "2026-11-27", "2026-12-01")]


def test_the_clock_aims_at_the_next_reminder(db: Database, house: House) -> None:
    promised(db, house, "nobody's", None, FRIDAY)
    with db.read() as session:
        before = outlook(session, now=MONDAY).next_at
    promised(db, house, "tomorrow", house["Chi"], date(2026, 11, 24))
    with db.read() as session:
        after = outlook(session, now=MONDAY)
    # For what is due tomorrow the working day before is today, and 9:00 in Tokyo has gone by: tomorrow it is.
    assert before == datetime(2026, 11, 23, 8, 30, tzinfo=UTC) == after.next_at
    with db.read() as session:
        assert outlook(session, now=datetime(2026, 11, 23, 23, tzinfo=UTC)).next_at == datetime(
            2026, 11, 24, 0, tzinfo=UTC
        )


def test_teams_have_lists_of_their_own(db: Database, house: House) -> None:
    with db.write() as session:
        other = elsewhere(session)
    promised(db, house, "ours")
    with db.read() as session:
        assert open_action_items(session, other.team) == []
