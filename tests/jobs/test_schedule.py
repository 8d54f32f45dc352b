"""What is foretold happens, and nothing else: a week is foretold, then lived through."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.outbox import OutboundMessage
from bot.storage.people import Person
from bot.storage.schedule import Coming, Horizon, Resting, What, Why, schedule, team_names
from bot.storage.teams import Team
from bot.storage.workspaces import Workspace
from tests.jobs.agenda_room import AgendaRoom
from tests.storage.cast import MONDAY, slack_id

WEEK = timedelta(days=7)
SET_UP = (
    "/team new Checkout",
    "/standup new Daily at 9:30 mon-fri close 12:00 remind 30m",
    "/standup new Sync at 16:00 Europe/Berlin tue, thu close 17:00",
    "/agenda new Planning every 1 weeks on wed at 14:00",
    "/retro schedule every 1 weeks on fri at 15:00",
    "/digest new Weekly every fri at 16:00",
    "/retro action Write the runbook <@U0BEN00001|ben> due:thu",
)
OF_KEYS = {
    "prompt": What.PROMPT,
    "reminder": What.REMINDER,
    "wrap_up": What.WRAP_UP,
    "agenda": What.AGENDA,
    "digest": What.DIGEST,
    "retro-prompt": What.RETRO,
    "action": What.ACTION,
}
TO_A_CHANNEL = (What.WRAP_UP, What.AGENDA, What.DIGEST)
Heard = dict[tuple[datetime, What], int]


@pytest.fixture
def room(db: Database) -> AgendaRoom:
    room = AgendaRoom(db)
    room.now = MONDAY
    for line in SET_UP:
        room.says("Ana", line)
        room.run()
    return room


def looked_up(room: AgendaRoom, length: timedelta = WEEK) -> tuple[list[Coming], list[Resting]]:
    with room.db.read() as session:
        return schedule(session, Horizon(room.now, room.now + length))


def foretold(room: AgendaRoom) -> Heard:
    """How many hear of what at which instant, counted over ceremonies; what goes to a channel counts as one."""
    coming, _ = looked_up(room)
    counted = Count[tuple[datetime, What]]()
    for one in coming:
        counted[one.at, one.what] += 1 if one.what in TO_A_CHANNEL else one.people
    return dict(counted)


def lived(room: AgendaRoom, since: datetime) -> Heard:
    """The same, as it stands in the outbox."""
    with room.db.read() as session:
        rows = session.execute(select(OutboundMessage.key, OutboundMessage.created_at)).all()
    named = ((created_at, OF_KEYS.get(key.partition(":")[0])) for key, created_at in rows if created_at > since)
    return dict(Count((at, what) for at, what in named if what is not None))


def test_a_week_goes_as_it_was_foretold(room: AgendaRoom) -> None:
    began, expected = room.now, foretold(room)
    assert {what for _, what in expected} == set(What)
    room.walk_to(began + WEEK)
    assert lived(room, began) == expected


def test_in_the_middle_of_a_day_only_what_is_still_to_come_is_foretold(room: AgendaRoom) -> None:
    room.walk_to(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))  # in Berlin they were asked, in New York they were not
    began, expected = room.now, foretold(room)
    assert expected[datetime(2026, 11, 24, 14, 30, tzinfo=UTC), What.PROMPT] == 1
    room.walk_to(began + WEEK)
    assert lived(room, began) == expected


def test_a_wrap_up_that_was_posted_is_not_foretold_for_those_who_are_still_to_be_asked(room: AgendaRoom) -> None:
    room.walk_to(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))  # wrapped up at 11:00; in New York they were not asked yet
    began, expected = room.now, foretold(room)
    assert expected[datetime(2026, 11, 24, 14, 30, tzinfo=UTC), What.PROMPT] == 1
    assert min(at for at, _ in expected) > began
    room.walk_to(began + timedelta(days=1))
    assert lived(room, began) == {one: count for one, count in expected.items() if one[0] <= room.now}


def test_it_comes_in_order_with_team_and_zone(room: AgendaRoom) -> None:
    coming, _ = looked_up(room)
    assert [one.at for one in coming] == sorted(one.at for one in coming)
    assert {(one.team, one.zone.key) for one in coming} == {("Checkout", "Europe/Berlin")}


def change(room: AgendaRoom, *statements: object) -> None:
    with room.db.write() as session:
        for statement in statements:
            session.execute(statement)  # type: ignore[call-overload]


def paused(room: AgendaRoom) -> None:
    daily = update(Ceremony).where(Ceremony.name == "Daily")
    change(room, daily.values(paused_at=MONDAY, paused_for="not_in_channel"))


def nobody_left(room: AgendaRoom) -> None:
    room.says("Ana", "/standup delete Sync")
    with room.db.write() as session:
        session.execute(update(Person).values(is_deactivated=True))


def closed_retro_missing(room: AgendaRoom) -> None:
    room.says("Ana", "/retro start")


@pytest.mark.parametrize(
    ("happens", "ceremony", "why"),
    (
        (paused, "Daily", Why.PAUSED),
        (nobody_left, "Daily", Why.NOBODY),
        (nobody_left, "Sync", Why.ENDED),
        (closed_retro_missing, "Retro", Why.RETRO_OPEN),
        (lambda room: room.says("Ana", "/digest pause Weekly"), "Weekly", Why.PAUSED_BY_TEAM),
        (lambda room: room.says("Ana", "/digest skip Weekly"), "Weekly", Why.CALLED_OFF),
        (lambda room: room.says("Ana", "/agenda skip Planning"), "Planning", Why.CALLED_OFF),
        (lambda room: room.says("Ana", "/retro schedule off"), "Retro", Why.NO_RHYTHM),
    ),
)
def test_what_will_not_happen_is_told_with_its_reason(
    room: AgendaRoom, happens: Callable[[AgendaRoom], object], ceremony: str, why: Why
) -> None:
    happens(room)
    coming, resting = looked_up(room)
    assert why in [one.why for one in resting if one.ceremony == ceremony]
    assert ceremony not in {one.ceremony for one in coming if one.what not in (What.WRAP_UP,)}


def test_whoever_is_deactivated_is_counted_apart(room: AgendaRoom) -> None:
    before = foretold(room)
    change(room, update(Person).where(Person.slack_id == slack_id("Ben")).values(is_deactivated=True))
    _, resting = looked_up(room)
    assert [(one.ceremony, one.people) for one in resting if one.why == Why.DEACTIVATED] == [
        ("Daily", 1),
        ("Sync", 1),
        ("", 1),
    ]
    after = foretold(room)
    assert sum(after.values()) < sum(before.values())
    assert What.ACTION not in {what for _, what in after}


@pytest.mark.parametrize(
    ("columns", "why"),
    (
        ({"suspended_at": MONDAY, "suspended_for": "token_revoked"}, Why.SUSPENDED),
        ({"uninstalled_at": MONDAY, "uninstall_reason": "app_uninstalled"}, Why.UNINSTALLED),
    ),
)
def test_of_a_workspace_that_is_not_served_nothing_comes(
    room: AgendaRoom, columns: dict[str, object], why: Why
) -> None:
    change(room, update(Workspace).values(**columns))
    coming, (resting,) = looked_up(room)
    assert (coming, resting.why, resting.detail) == ([], why, list(columns.values())[1])


def test_one_team_can_be_asked_for(room: AgendaRoom) -> None:
    with room.db.read() as session:
        horizon = Horizon(room.now, room.now + WEEK)
        assert team_names(session) == ["Checkout"]
        assert schedule(session, horizon, team="checkout")[0] == schedule(session, horizon)[0]
        assert schedule(session, horizon, team="Payments") == ([], [])


def test_a_team_that_was_removed_is_told_for_a_month(room: AgendaRoom) -> None:
    change(room, update(Team).values(archived_at=MONDAY))
    coming, (resting,) = looked_up(room)
    assert (coming, resting.why) == ([], Why.ARCHIVED)
    room.now += timedelta(days=31)
    assert looked_up(room) == ([], [])
