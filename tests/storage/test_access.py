"""The gate: who may do what with a team, and that missing and forbidden sound alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.errors import NotFound, Refusal
from bot.storage.access import (
    ceremony_called,
    ceremony_with_id,
    open_seats,
    readable_teams,
    seat,
    team_here,
    team_with_id,
)
from bot.storage.ceremonies import end_ceremony
from bot.storage.channels import channel_named, keep_members, member_ids, member_left
from bot.storage.database import Database
from bot.storage.people import Person
from bot.storage.permissions import Action, Actor, GuestsCannot, LeadsOnly, full_member, in_channel, may
from bot.storage.proceedings import open_day
from bot.storage.teams import Role, join_team, leave_team
from tests.storage.cast import CHECKOUT, MONDAY, House, acme, elsewhere, known

MINUTE = timedelta(minutes=1)
Y, N = True, False
# In the channel of the team, unless the role says otherwise.
ROLES: dict[str, dict[str, Any]] = {
    "member": {},
    "lead": {},
    "pm": {},
    "viewer": {},
    "lead who left the team": {},
    "admin": {"is_admin": True},
    "owner of the workspace": {"is_owner": True},
    "admin not in the channel": {"is_admin": True},
    "member not in the channel": {},
    "lead not in the channel": {},
    "guest": {"is_restricted": True},
    "single-channel guest": {"is_ultra_restricted": True},
    "guest who is an admin by mistake": {"is_restricted": True, "is_admin": True},
    "external": {"team_id": "T0OTHER001"},
    "stranger": {"is_stranger": True},
    "deactivated": {"deleted": True},
    "deactivated lead": {"deleted": True},
}
#                                     READ CREATE ALTER
# Read, create, alter, triage, score for product, score for development.
TABLE: dict[str, tuple[bool, ...]] = {
    "member": (Y, Y, N, N, N, Y),
    "lead": (Y, Y, Y, Y, N, Y),
    "pm": (Y, Y, Y, Y, Y, N),
    "viewer": (Y, Y, N, N, N, N),
    "lead who left the team": (Y, Y, N, N, N, N),
    "admin": (Y, Y, Y, Y, Y, Y),
    "owner of the workspace": (Y, Y, Y, Y, Y, Y),
    "admin not in the channel": (N,) * 6,
    "member not in the channel": (N,) * 6,
    "lead not in the channel": (N,) * 6,
    "guest": (N,) * 6,
    "single-channel guest": (N,) * 6,
    "guest who is an admin by mistake": (N,) * 6,
    "external": (N,) * 6,
    "stranger": (N,) * 6,
    "deactivated": (N,) * 6,
    "deactivated lead": (N,) * 6,
}
FORBIDDEN = [role for role, rights in TABLE.items() if not rights[0]]


@dataclass(frozen=True)
class Gate:
    """Checkout's house with somebody of each role, within one transaction."""

    session: Session
    house: House
    actors: dict[str, Actor]

    def actor(self, person: Person) -> Actor:
        since = datetime.now(UTC) - MINUTE
        return Actor(person, self.house.workspace, since, since)


@pytest.fixture
def gate(db: Database) -> Iterator[Gate]:
    with db.write() as session:
        house = acme(session)
        gate = Gate(session, house, {})
        for number, (role, more) in enumerate(ROLES.items()):
            person = known(session, house.workspace, f"P{number}", **more)
            kind = next((kind for kind in (Role.LEAD, Role.PM, Role.VIEWER) if kind.value in role), Role.MEMBER)
            join_team(session, house.team, person, role=kind, at=MONDAY)
            if "left the team" in role:
                leave_team(session, house.team, [person.id], at=MONDAY)
            gate.actors[role] = gate.actor(person)
        channel = channel_named(session, house.workspace.id, CHECKOUT)
        assert channel is not None
        inside = [actor.person.slack_id for role, actor in gate.actors.items() if "not in the channel" not in role]
        keep_members(session, channel, {*member_ids(session, channel), *inside}, read_at=datetime.now(UTC))
        yield gate


def test_the_table_of_roles_and_actions(gate: Gate) -> None:
    found = {
        role: tuple(may(gate.session, actor, action, gate.house.team) for action in Action)
        for role, actor in gate.actors.items()
    }
    assert found == TABLE


def test_an_older_list_of_members_is_a_no_to_everybody(gate: Gate) -> None:
    channel = channel_named(gate.session, gate.house.workspace.id, CHECKOUT)
    assert channel is not None
    for read_at in (datetime.now(UTC) - 2 * MINUTE, None):
        channel.members_read_at = read_at
        gate.session.flush()
        for actor in gate.actors.values():
            assert not any(may(gate.session, actor, action, gate.house.team) for action in Action)


def test_an_older_rank_of_an_admin_does_not_count(gate: Gate) -> None:
    admin, lead = gate.actors["admin"], gate.actors["lead"]
    for actor in (admin, lead):
        actor.person.read_at = datetime.now(UTC) - 2 * MINUTE
    assert not may(gate.session, admin, Action.ALTER, gate.house.team)
    assert may(gate.session, admin, Action.READ, gate.house.team)
    assert may(gate.session, lead, Action.ALTER, gate.house.team)


def test_who_leaves_the_channel_may_nothing_from_that_moment(gate: Gate) -> None:
    lead, team = gate.actors["lead"], gate.house.team
    channel = channel_named(gate.session, gate.house.workspace.id, CHECKOUT)
    assert channel is not None
    assert in_channel(gate.session, lead, CHECKOUT)
    member_left(gate.session, channel, lead.person.slack_id)
    assert not any(may(gate.session, lead, action, team) for action in Action)


def refusal_of(ask: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        ask()
    return f"{type(refused.value).__name__}: {refused.value}"


def test_a_forbidden_team_sounds_as_a_missing_one(gate: Gate) -> None:
    session, team = gate.session, gate.house.team
    for actor in (gate.actors[role] for role in FORBIDDEN):
        nowhere = refusal_of(partial(team_with_id, session, actor, "424242", Action.ALTER))
        assert refusal_of(partial(team_with_id, session, actor, str(team.id), Action.ALTER)) == nowhere
        assert team_here(session, actor, CHECKOUT, Action.READ) is None
        assert readable_teams(session, actor) == []


def test_a_forbidden_stand_up_sounds_as_a_missing_one(gate: Gate) -> None:
    for actor in (gate.actors[role] for role in FORBIDDEN):
        there, missing = (
            refusal_of(partial(ceremony_called, gate.session, actor, gate.house.team, name, Action.ALTER))
            for name in ("Daily", "Weekly")
        )
        assert there.replace("Daily", "…") == missing.replace("Weekly", "…")


def test_who_may_read_but_not_change_hears_whom_to_ask(gate: Gate) -> None:
    team, member = gate.house.team, gate.actors["member"]
    with pytest.raises(LeadsOnly, match="Ask Ana or P1 or P2 or P9"):
        ceremony_called(gate.session, member, team, "daily", Action.ALTER)
    assert ceremony_called(gate.session, gate.actors["lead"], team, "dAILY", Action.ALTER) is gate.house.ceremony


def test_a_stand_up_that_ended_is_not_found_any_more(gate: Gate) -> None:
    end_ceremony(gate.session, gate.house.ceremony, at=MONDAY)
    gate.session.flush()
    with pytest.raises(NotFound):
        ceremony_called(gate.session, gate.actors["lead"], gate.house.team, "Daily", Action.ALTER)


def test_who_set_it_up_gets_an_ended_stand_up_by_its_id_as_its_leads_do(gate: Gate) -> None:
    session, team, ceremony = gate.session, gate.house.team, gate.house.ceremony
    end_ceremony(session, ceremony, at=MONDAY)
    member = gate.actors["member"]
    find = partial(ceremony_with_id, session, ceremony_id=str(ceremony.id), action=Action.ALTER, what="that")
    assert find(gate.actors["lead"]) == (ceremony, team)
    missing = refusal_of(lambda: find(member, ceremony_id="424242"))
    for actor in (member, *(gate.actors[role] for role in FORBIDDEN)):
        assert refusal_of(partial(find, actor, owner_may=True)) == missing
    ceremony.owner_id = member.person.id
    assert refusal_of(partial(find, member)) == missing
    assert find(member, owner_may=True) == (ceremony, team)
    for role in FORBIDDEN:
        ceremony.owner_id = gate.actors[role].person.id
        assert refusal_of(partial(find, gate.actors[role], owner_may=True)) == missing


BROKEN_IDS = ("", " ", "0", "-1", "1.0", "1e3", "abc", "1 OR 1=1", "9" * 30, "²", "None", "1;")


def test_an_id_that_is_none_finds_nothing(gate: Gate) -> None:
    ana = gate.actor(gate.house["Ana"])
    for broken in BROKEN_IDS:
        assert refusal_of(partial(team_with_id, gate.session, ana, broken, Action.READ)).startswith("NotFound")
        assert refusal_of(partial(seat, gate.session, ana, broken)).startswith("NotFound")
        one = partial(ceremony_with_id, gate.session, ana, broken, Action.READ, what="that")
        assert refusal_of(one).startswith("NotFound")


def test_an_id_of_another_workspace_finds_nothing(gate: Gate) -> None:
    session, theirs = gate.session, elsewhere(gate.session)
    occurrence = open_day(session, theirs.ceremony, theirs.team, date(2026, 11, 23), now=MONDAY)
    session.flush()
    lead = gate.actors["lead"]
    assert refusal_of(lambda: team_with_id(session, lead, str(theirs.team.id), Action.READ)).startswith("NotFound")
    assert refusal_of(lambda: seat(session, lead, str(occurrence.id))).startswith("NotFound")
    one = partial(ceremony_with_id, session, lead, str(theirs.ceremony.id), Action.READ, what="that")
    assert refusal_of(one).startswith("NotFound")
    since = datetime.now(UTC) - MINUTE
    fay = Actor(theirs["Fay"], theirs.workspace, since, since)
    assert seat(session, fay, str(occurrence.id)).team is theirs.team
    assert [team.id for team in readable_teams(session, fay)] == [theirs.team.id]


def test_a_seat_is_its_owners_alone(gate: Gate) -> None:
    session, house = gate.session, gate.house
    occurrence = open_day(session, house.ceremony, house.team, date(2026, 11, 23), now=MONDAY)
    ben = gate.actor(house["Ben"])
    assert seat(session, ben, str(occurrence.id)).participant.person_id == house["Ben"].id
    missing = refusal_of(lambda: seat(session, ben, "424242"))
    for other in (gate.actor(house["Dov"]), gate.actors["admin"], gate.actors["lead"]):
        assert refusal_of(partial(seat, session, other, str(occurrence.id))) == missing
    house["Ben"].is_deactivated = True
    assert refusal_of(lambda: seat(session, ben, str(occurrence.id))) == missing


def test_open_seats_are_the_latest_of_each_stand_up(gate: Gate) -> None:
    session, house = gate.session, gate.house
    for day in (23, 24):
        open_day(session, house.ceremony, house.team, date(2026, 11, day), now=MONDAY)
    assert [place.occurrence.day.day for place in open_seats(session, gate.actor(house["Ben"]))] == [24]
    assert open_seats(session, gate.actor(house["Dov"])) == []


def test_guests_and_people_of_elsewhere_are_no_full_members(gate: Gate) -> None:
    for role in ("guest", "single-channel guest", "external", "stranger"):
        with pytest.raises(GuestsCannot):
            full_member(gate.actors[role])
    full_member(gate.actors["member"])
