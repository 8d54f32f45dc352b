"""The three parts of an agenda: what moved, what is in the way, how to go on; and how points add up over a season."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus, Side
from bot.storage.action_items import new_action_item
from bot.storage.agendas import ItemState
from bot.storage.changes import note_change
from bot.storage.features import Feature, FeatureScore
from bot.storage.numbers import next_number
from bot.storage.people import Person
from bot.storage.teams import Team
from tests.jobs.agenda_room import AgendaRoom, tuesday
from tests.storage.cast import MONDAY, slack_id


def a_feature(room: AgendaRoom, title: str, *, status: FeatureStatus = FeatureStatus.NEW, days: int = 0) -> Feature:
    """A feature of the team, as old as that."""
    with room.db.write() as session:
        team, ana = session.scalars(select(Team)).one(), _ana(session)
        at = room.now - timedelta(days=days)
        feature = Feature(
            workspace_id=team.workspace_id,
            team_id=team.id,
            number=next_number(session, team.workspace_id, Feature),
            title=title,
            details="",
            area="",
            author_id=ana.id,
            status=status,
            status_at=at,
            source_link="",
            source_text="",
            created_at=at,
        )
        session.add(feature)
        session.flush()
        return feature


def _ana(session: Session) -> Person:
    return session.scalars(select(Person).where(Person.slack_id == slack_id("Ana"))).one()


def move(room: AgendaRoom, feature: Feature, before: str, after: str) -> None:
    with room.db.write() as session:
        note_change(session, _ana(session), "F", feature.id, "status", before=before, after=after, at=room.now)


def score(room: AgendaRoom, feature: Feature, *sides: Side) -> None:
    with room.db.write() as session:
        for side in sides:
            row = {"workspace_id": feature.workspace_id, "feature_id": feature.id, "person_id": _ana(session).id}
            session.add(FeatureScore(**row, side=side, at=room.now))


def test_three_parts_say_what_moved_what_is_in_the_way_and_what_waits(room: AgendaRoom) -> None:
    export, search = a_feature(room, "CSV export", days=3), a_feature(room, "Search", days=2)
    old = a_feature(room, "Old request", days=8)
    a_feature(room, "Young request", days=6)
    half = a_feature(room, "Half scored", status=FeatureStatus.PLANNED)
    full = a_feature(room, "Scored", status=FeatureStatus.PLANNED)
    score(room, half, Side.PRODUCT)
    score(room, full, Side.PRODUCT, Side.DEVELOPMENT)
    for before, after in (("new", "planned"), ("planned", "building")):
        move(room, export, before, after)
    for before, after in (("new", "planned"), ("planned", "new")):
        move(room, search, before, after)
    room.says("Ana", "/standup block the staging keys")
    with room.db.write() as session:
        team, ana = session.scalars(select(Team)).one(), _ana(session)
        for text, due in (("write the runbook", date(2026, 11, 20)), ("in time", date(2026, 11, 24))):
            new_action_item(session, team, text, owner=ana, due_on=due, by=ana, at=MONDAY)
    room.says("Ana", "/agenda add How do we go on?")
    room.walk_to(tuesday(7, 0))
    (post,) = room.agendas()
    assert post.partition("\n")[2] == (
        "*Progress*\n• F-1 CSV export · new → building\n"
        "*Concerns*\n• B-1 the staging keys (Ana, 1 working day)\n"
        "• A-1 write the runbook (Ana, was due Fri 20 Nov)\n"
        f"*How to go on*\n• F-{old.number} Old request · new, and nobody has said what becomes of it\n"
        f"• F-{half.number} Half scored · waits for the score of development\n"
        ":black_square_button: *G-1* How do we go on? - Ana\n[Done] [Later]\n"
        "(1 point, about 5 min of 30 min)"
    )


def test_progress_is_what_moved_since_the_meeting_before(room: AgendaRoom) -> None:
    feature = a_feature(room, "CSV export")
    move(room, feature, "new", "planned")
    room.walk_to(tuesday(12, 0))
    move(room, feature, "planned", "building")
    room.walk_to(tuesday(7, 0, week=1))
    assert "• F-1 CSV export · planned → building" in room.agendas()[1]


def test_a_feature_that_is_a_point_does_not_wait_a_second_time(room: AgendaRoom) -> None:
    a_feature(room, "How do we pay back?", days=8)
    a_feature(room, "Search", days=8)
    room.press("Ben", "agenda.discuss", "F-1")
    room.walk_to(tuesday(7, 0))
    (post,) = room.agendas()
    assert "• F-2 Search · new, and nobody" in post and "• F-1" not in post
    assert ":black_square_button: *G-1* How do we pay back? (F-1) - Ben" in post


def test_a_point_tells_when_what_it_is_about_has_ended_meanwhile(room: AgendaRoom) -> None:
    a_feature(room, "Search")
    room.says("Ana", "/standup block the staging keys")
    room.says("Ana", "/retro action Write the runbook")
    for ref in ("B-1", "A-1", "F-1"):
        room.press("Ben", "agenda.discuss", ref)
    room.walk_to(tuesday(7, 0))
    assert "the staging keys (B-1) - Ben" in room.agendas()[0]
    room.says("Ana", "/standup blocker B-1 resolve")
    room.says("Ana", "/retro done A-1")
    room.says("Ana", "/feature status F-1 shipped")
    room.run()
    for shown in (room.agendas()[0], room.says("Chi", "/agenda list")):
        assert "the staging keys (B-1, resolved) - Ben" in shown
        assert "Write the runbook (A-1, done) - Ben" in shown
        assert "Search (F-1, shipped) - Ben" in shown
    room.says("Ana", "/standup blocker B-1 reopen")
    room.run()
    assert "the staging keys (B-1) - Ben" in room.agendas()[0]


@pytest.mark.parametrize("seed", range(3))
def test_over_a_season_of_meetings_every_point_is_done_or_waits_and_none_is_on_two_agendas(
    room: AgendaRoom, seed: int
) -> None:
    dice = random.Random(seed)
    brought = closed = 0
    for week in range(6):
        for _ in range(dice.randint(0, 3)):
            room.says("Ben", f"/agenda add point {week}")
            brought += 1
        if dice.random() < 0.25:
            room.says("Ana", "/agenda skip")
        room.walk_to(tuesday(9, 5, week=week))
        closed += tick_some(room, dice)
        room.walk_to(tuesday(12, 0, week=week))
        points = room.points()
        assert len(points) == brought
        assert sum(item.state != ItemState.OPEN for item in points.values()) == closed
        assert {item.occurrence_id for item in points.values() if item.is_open} <= {None}
    listed = room.says("Ana", "/agenda list")
    assert f"· {brought - closed} point" in listed


def tick_some(room: AgendaRoom, dice: random.Random) -> int:
    """Some of what is open is done, dropped or put off; how many are closed by it."""
    closed = 0
    for ref, item in room.points().items():
        verb = dice.choice(("done", "drop", "later", "", ""))
        if item.is_open and verb:
            room.says("Ana", f"/agenda {verb} {ref}")
            closed += verb != "later"
    return closed
