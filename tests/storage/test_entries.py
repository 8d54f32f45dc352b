"""Entries: only what is given changes, and no wording is ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.entries import Entry, EntryVersion, answers_in, answers_of, write_entries
from bot.storage.occurrences import Occurrence, open_occurrence
from bot.storage.people import Person
from tests.storage.cast import MONDAY, acme

Place = tuple[Session, Occurrence, Person, Person]
LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def place(db: Database) -> Iterator[Place]:
    with db.write() as session:
        house = acme(session)
        occurrence = open_occurrence(session, house.ceremony, house.team, date(2026, 11, 23), now=MONDAY)
        yield session, occurrence, house["Ana"], house["Ben"]


def test_a_change_of_one_section_leaves_the_others_alone(place: Place) -> None:
    session, occurrence, ana, _ = place
    assert write_entries(session, occurrence, ana, {"yesterday": "refunds", "today": "invoices"}, at=MONDAY).changes
    written = write_entries(session, occurrence, ana, {"today": "vouchers"}, at=LATER)
    assert [(one.section, one.before, one.text) for one in written.changes] == [("today", "invoices", "vouchers")]
    assert written.answers == answers_of(session, occurrence, ana.id) == {"yesterday": "refunds", "today": "vouchers"}
    changed = session.scalars(select(Entry).where(Entry.section == "today")).one()
    assert (changed.version, changed.written_at, changed.edited_at) == (2, MONDAY, LATER)
    kept = session.scalars(select(Entry).where(Entry.section == "yesterday")).one()
    assert (kept.version, kept.edited_at) == (1, None)


def test_the_same_words_again_change_nothing(place: Place) -> None:
    session, occurrence, ana, _ = place
    write_entries(session, occurrence, ana, {"today": "invoices"}, at=MONDAY)
    assert not write_entries(session, occurrence, ana, {"today": "invoices"}, at=LATER).changes
    assert not write_entries(session, occurrence, ana, {}, at=LATER).changes
    assert session.scalars(select(EntryVersion.version)).all() == [1]


def test_every_wording_is_kept_in_its_order(place: Place) -> None:
    session, occurrence, ana, _ = place
    for minute, wording in enumerate(("one", "two", "", "three")):
        write_entries(session, occurrence, ana, {"today": wording}, at=MONDAY + timedelta(minutes=minute))
    versions = session.execute(
        select(EntryVersion.version, EntryVersion.text, EntryVersion.written_at).order_by(EntryVersion.version)
    )
    assert [(version, text) for version, text, _ in versions] == [(1, "one"), (2, "two"), (3, ""), (4, "three")]


def test_an_answer_taken_back_is_not_read_any_more_but_is_a_change(place: Place) -> None:
    session, occurrence, ana, _ = place
    write_entries(session, occurrence, ana, {"blockers": "the printer"}, at=MONDAY)
    assert write_entries(session, occurrence, ana, {"blockers": ""}, at=LATER).changes
    assert answers_of(session, occurrence, ana.id) == {}


def test_nothing_said_where_nothing_was_is_no_change(place: Place) -> None:
    session, occurrence, ana, _ = place
    assert not write_entries(session, occurrence, ana, {"blockers": ""}, at=MONDAY).changes
    assert session.scalars(select(Entry.id)).all() == []


def test_people_write_side_by_side(place: Place) -> None:
    session, occurrence, ana, ben = place
    write_entries(session, occurrence, ana, {"today": "invoices"}, at=MONDAY)
    write_entries(session, occurrence, ben, {"today": "the lift"}, at=MONDAY)
    assert answers_in(session, occurrence) == {ana.id: {"today": "invoices"}, ben.id: {"today": "the lift"}}
