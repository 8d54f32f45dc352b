"""Blockers: what answers make of them, who may be quicker, and what was mentioned on the way; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus
from bot.storage.access import Seat
from bot.storage.blockers import (
    Blocker,
    BlockerState,
    assign,
    blockers_to_wrap_up,
    hold_blocker,
    open_blockers,
    open_blockers_in,
    raise_blocker,
    reopen,
    resolve,
)
from bot.storage.blockers_said import open_from_before, resolve_asked_about
from bot.storage.changes import changes_of
from bot.storage.database import Database
from bot.storage.features import Feature
from bot.storage.living import LivingMessage, Subject
from bot.storage.mentions import Mention, mentions_of
from bot.storage.occurrences import participant_of
from bot.storage.proceedings import Kept, answer, open_day
from bot.storage.refs import named_refs
from tests.storage.cast import MONDAY, acme, elsewhere

LATER = MONDAY + timedelta(minutes=5)
TUESDAY = MONDAY + timedelta(days=1)
FRIDAY = MONDAY + timedelta(days=4)


class Room:
    """Checkout's stand-up in one transaction."""

    def __init__(self, session: Session) -> None:
        self.session, self.house = session, acme(session)

    def seat(self, name: str, day: date) -> Seat:
        occurrence = open_day(self.session, self.house.ceremony, self.house.team, day, now=MONDAY)
        participant = participant_of(self.session, occurrence, self.house[name].id)
        assert participant is not None
        return Seat(occurrence, self.house.ceremony, self.house.team, participant)

    def says(self, name: str, blockers: str, at: object = MONDAY, **more: str) -> Kept:
        assert isinstance(at, type(MONDAY))
        seat = self.seat(name, at.date())
        return answer(self.session, seat, self.house[name], {"blockers": blockers, **more}, at=at)

    def all(self) -> list[tuple[str, str, str]]:
        rows = self.session.scalars(select(Blocker).order_by(Blocker.number))
        return [(one.ref, one.text, one.state) for one in rows]


@pytest.fixture
def room(db: Database) -> Iterator[Room]:
    with db.write() as session:
        yield Room(session)


def test_an_answer_makes_a_blocker_that_follows_its_edits_to_its_end(room: Room) -> None:
    made = room.says("Ana", "the keys").blocker
    assert made is not None
    assert room.all() == [("B-1", "the keys", "open")]
    assert room.says("Ana", "the staging keys", LATER).blocker is made
    assert room.all() == [("B-1", "the staging keys", "open")]
    assert room.says("Ana", "", LATER).blocker is made
    assert room.all() == [("B-1", "the staging keys", "resolved")]
    history = changes_of(room.session, room.house.workspace.id, "B", made.id)
    assert [(change.what, change.before, change.after, by.name) for change, by in history] == [
        ("text", "the keys", "the staging keys", "Ana"),
        ("state", "open", "resolved", "Ana"),
    ]


def test_the_same_words_again_open_it_again_and_other_words_are_another(room: Room) -> None:
    room.says("Ana", "the keys")
    room.says("Ana", "nothing")
    room.says("Ana", "the keys")
    assert room.all() == [("B-1", "the keys", "open")]
    room.says("Ana", "all good")
    room.says("Ana", "the printer")
    assert room.all() == [("B-1", "the keys", "resolved"), ("B-2", "the printer", "open")]


@pytest.mark.parametrize("said", ("", "none", "No.", "👍", "still B-1"))
def test_where_nothing_new_is_in_the_way_no_blocker_is_made(room: Room, said: str) -> None:
    assert room.says("Ana", said, today="tests").blocker is None
    assert room.all() == []


def test_an_edit_of_another_question_leaves_a_resolved_blocker_resolved(room: Room) -> None:
    made = room.says("Ana", "the keys").blocker
    assert made is not None and resolve(room.session, made, by=room.house["Ben"], at=LATER)
    assert room.says("Ana", "the keys", LATER, today="tests").blocker is None
    assert room.all() == [("B-1", "the keys", "resolved")]


def test_each_person_and_each_day_has_its_own(room: Room) -> None:
    room.says("Ana", "the keys")
    room.says("Ben", "the keys")
    room.says("Ana", "the keys", TUESDAY)
    assert [ref for ref, _, _ in room.all()] == ["B-1", "B-2", "B-3"]
    room.says("Ana", "", TUESDAY)
    assert [state for _, _, state in room.all()] == ["open", "open", "resolved"]


def test_where_nothing_is_in_the_way_and_nothing_mentioned_the_database_hears_no_more_than_before(room: Room) -> None:
    """Entries, the place, its posts: neither blockers nor mentions are asked for."""
    heard: list[str] = []
    event.listen(room.session.connection(), "before_cursor_execute", lambda *call: heard.append(call[2]))
    room.says("Ana", "", today="tests")
    room.says("Ana", "none", LATER, today="other tests")
    tables = ("blockers", "mentions", "counters", "features")
    assert [line for line in heard if any(f" {table} " in f"{line} " for table in tables)] == []
    room.says("Ben", "F-1 waits for the keys")
    assert [table for table in tables if any(table in line for line in heard)] == list(tables)


def feature(room: Room, number: int, title: str, *, deleted: bool = False) -> Feature:
    made = Feature(
        workspace_id=room.house.workspace.id,
        team_id=room.house.team.id,
        number=number,
        title=title,
        details="",
        area="",
        author_id=room.house["Ana"].id,
        status=FeatureStatus.PLANNED,
        status_at=MONDAY,
        source_link="",
        source_text="",
        created_at=MONDAY,
        deleted_at=MONDAY if deleted else None,
    )
    room.session.add(made)
    room.session.flush()
    return made


def test_what_an_answer_mentions_is_kept_as_it_is_edited(room: Room) -> None:
    room.says("Ana", "", today="F-12 and B-4", yesterday="F-12, A-7, R-3")
    workspace = room.house.workspace.id
    assert len(mentions_of(room.session, workspace, "F", 12)) == 2
    assert [one.day for one in mentions_of(room.session, workspace, "B", 4)] == [MONDAY.date()]
    room.says("Ana", "", LATER, today="the lift")
    assert len(mentions_of(room.session, workspace, "F", 12)) == 1
    assert mentions_of(room.session, workspace, "B", 4) == []
    assert {one.letter for one in room.session.scalars(select(Mention))} == {"F", "A"}


def test_a_blocker_knows_the_feature_that_it_is_in_the_way_of(room: Room) -> None:
    export = feature(room, 12, "CSV export")
    made = room.says("Ana", "F-12 waits for the keys").blocker
    assert made is not None and made.feature_id == export.id
    room.says("Ana", "F-99 waits for the keys", LATER)
    assert made.feature_id is None


def test_references_are_named_where_the_team_has_them(room: Room) -> None:
    feature(room, 12, "CSV export")
    feature(room, 13, "Gone", deleted=True)
    room.says("Ana", "the keys")
    found = named_refs(room.session, room.house.team, ("B-1 and f-12", "F-13, F-99, A-1, F-12"))
    assert [(one.ref, one.what, one.state) for one in found] == [
        ("B-1", "the keys", "open"),
        ("F-12", "CSV export", "planned"),
    ]
    assert named_refs(room.session, elsewhere(room.session).team, ("B-1 and F-12",)) == []


def test_the_open_ones_come_oldest_first_with_their_people_and_age(room: Room) -> None:
    team, house = room.house.team, room.house
    for name, at in (("Ben", MONDAY), ("Ana", MONDAY + timedelta(hours=1)), ("Chi", TUESDAY)):
        raise_blocker(room.session, team, f"in {name}'s way", by=house[name], at=at)
    first, second, third = room.session.scalars(select(Blocker).order_by(Blocker.number))
    assert assign(room.session, first, house["Chi"], by=house["Ana"], at=TUESDAY)
    assert assign(room.session, first, house["Chi"], by=house["Ana"], at=TUESDAY) is None
    resolve(room.session, second, by=house["Ana"], at=TUESDAY)
    lines = open_blockers(room.session, team, now=FRIDAY)
    assert [(line.ref, line.raised_by, line.owner, line.age) for line in lines] == [
        ("B-1", "Ben", "Chi", 4),
        ("B-3", "Chi", "Chi", 3),
    ]
    assert [one.ref for one in open_blockers_in(room.session, [team], of=house["Ben"], now=FRIDAY)] == ["B-1"]
    assert open_blockers_in(room.session, [], now=FRIDAY) == []
    assert not resolve(room.session, second, by=house["Ana"], at=FRIDAY)
    assert reopen(room.session, second, by=house["Ana"], at=FRIDAY)
    assert not reopen(room.session, third, by=house["Ana"], at=FRIDAY)


def test_a_wrap_up_shows_what_was_open_then_even_when_it_is_shown_again_later(room: Room) -> None:
    house, team = room.house, room.house.team
    old = raise_blocker(room.session, team, "old", by=house["Ben"], at=MONDAY - timedelta(days=3))
    over = raise_blocker(room.session, team, "over", by=house["Ben"], at=MONDAY - timedelta(days=3))
    resolve(room.session, over, by=house["Ben"], at=MONDAY - timedelta(days=2))
    todays = room.says("Ana", "the keys").blocker
    assert todays is not None and todays.occurrence_id is not None
    raise_blocker(room.session, team, "tomorrow's", by=house["Ben"], at=TUESDAY)
    resolve(room.session, old, by=house["Ben"], at=TUESDAY)
    lines = blockers_to_wrap_up(room.session, team, todays.occurrence_id, wrapped_up_at=LATER, now=FRIDAY)
    assert [(line.text, line.is_open) for line in lines] == [("old", False), ("the keys", True)]


def test_a_form_asks_about_the_five_oldest_and_resolves_only_what_is_theirs(room: Room) -> None:
    house, team, session = room.house, room.house.team, room.session
    for number in range(7):
        raise_blocker(session, team, f"number {number + 1}", by=house["Ana"], at=MONDAY + timedelta(minutes=number))
    bens = raise_blocker(session, team, "Ben's", by=house["Ben"], at=MONDAY)
    todays = room.says("Ana", "the keys", TUESDAY).blocker
    assert todays is not None and todays.occurrence_id is not None
    asked = open_from_before(session, team, todays.occurrence_id, house["Ana"], now=TUESDAY)
    assert [line.ref for line in asked] == ["B-1", "B-2", "B-3", "B-4", "B-5"]
    done = resolve_asked_about(session, team, [2, bens.number, 99], by=house["Ana"], at=TUESDAY)
    assert [one.ref for one in done] == ["B-2"]
    assert bens.state == BlockerState.OPEN


def test_a_step_shows_on_the_posts_of_the_day_on_which_it_was_said(room: Room) -> None:
    made = room.says("Ana", "the keys").blocker
    assert made is not None

    def wanted() -> dict[str, int]:
        room.session.expire_all()
        return {one.subject: one.wanted for one in room.session.scalars(select(LivingMessage))}

    before = wanted()
    resolve_asked_about(room.session, room.house.team, [made.number], by=room.house["Ana"], at=LATER)
    assert wanted()[Subject.CARD] == before[Subject.CARD] + 1
    assert wanted()[Subject.DAY] == before[Subject.DAY]


def test_of_eight_who_resolve_it_at_once_one_does(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        made = raise_blocker(session, house.team, "the keys", by=house["Ana"], at=MONDAY)
        assert made.resolved_by_id is None
    ready = Barrier(8)

    def resolve_it(_: int) -> bool:
        ready.wait()
        with db.write() as session:
            blocker = session.scalars(select(Blocker)).one()
            hold_blocker(session, blocker)
            return resolve(session, blocker, by=house["Ben"], at=LATER)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(resolve_it, range(8))) == 1
    with db.read() as session:
        assert len(changes_of(session, house.workspace.id, "B", made.id)) == 1
