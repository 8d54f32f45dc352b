"""Roles over the counter: who gives them, who keeps the last one, and what the list tells."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.storage.audit import AuditRecord
from bot.storage.ceremonies import Ceremony, members_of
from bot.storage.database import Database
from bot.storage.people import Person
from bot.storage.teams import Role, join_team, set_role, team_people
from tests.commands.counter import Counter
from tests.storage.cast import PAYMENTS, acme, slack_id


@pytest.fixture
def team(counter: Counter) -> Counter:
    """Ana leads Checkout, Ben and Chi are in it."""
    counter.says("Ana", "/team new Checkout")
    counter.joins("Ben")
    counter.joins("Chi")
    return counter


def test_a_lead_gives_a_role_and_the_trail_has_it(team: Counter) -> None:
    assert "*Ben* is a product manager of *Checkout* now" in team.says("Ana", "/team role @Ben pm")
    assert "already a product manager" in team.says("Ana", f"/team role <@{slack_id('Ben')}|ben> pm")
    assert "*Chi* leads *Checkout* now." in team.says("Ben", "/team role lead @Chi")
    with team.db.read() as session:
        kept = session.scalars(select(AuditRecord.action).where(AuditRecord.subject == "membership"))
        assert sorted(kept) == ["team.role.lead", "team.role.pm"]


def test_the_list_tells_roles_and_what_they_are_for(team: Counter) -> None:
    team.says("Ana", "/team role @Ben pm")
    listed = team.says("Chi", "/team members")
    assert "*Lead* · set up and change what the team holds, plan and ship its features\nAna" in listed
    assert "*Product manager* · rank, plan and ship features, give reach and impact\nBen" in listed
    assert "*Member* · answer, log and vote, give effort and confidence\nChi" in listed


def test_a_member_gives_nobody_a_role(team: Counter) -> None:
    refused = team.says("Ben", "/team role me lead")
    assert "Only leads and product managers of Checkout can do that. Ask Ana." in refused
    assert "Try this: `/team members`" in refused


def test_the_last_lead_stays_one_until_there_is_another(team: Counter) -> None:
    refused = team.says("Ana", "/team role me viewer")
    assert "Ana is the last who leads Checkout, and a team needs somebody who does." in refused
    (example,) = re.findall(r"Try this: `([^`]*)`", refused)
    assert "*Ben* leads *Checkout* now." in team.says("Ana", example)
    assert "*Ana* is a viewer of *Checkout* now" in team.says("Ana", "/team role me viewer")
    assert "Ben is the last who leads" in team.says("Ben", "/team role me member")


def test_the_only_lead_may_become_product_manager_and_hears_that_nobody_leads(team: Counter) -> None:
    told = team.says("Ana", "/team role me pm")
    assert "*Ana* is a product manager of *Checkout* now" in told
    assert "Checkout has no lead now. If it shall have one: `/team role @ana lead`" in told
    refused = team.says("Ana", "/team role me member")
    assert "Ana is the last who leads Checkout, and a team needs somebody who does." in refused
    assert "Checkout has no lead" not in team.says("Ana", "/team role @Ben lead")
    assert "Checkout has no lead" not in team.says("Ben", "/team role @Chi pm")


def test_a_product_manager_does_not_demote_the_last_lead(team: Counter) -> None:
    team.says("Ana", "/team role @Ben pm")
    for role in ("member", "viewer"):
        refused = team.says("Ben", f"/team role @Ana {role}")
        assert "Ana is the last who leads Checkout" in refused
    assert "*Ben* leads" in team.says("Ben", "/team role me lead")
    assert "*Ana* is a member" in team.says("Ben", "/team role @Ana member")


@pytest.mark.parametrize("who", ("Dov", "Eve"))
def test_who_is_not_in_the_channel_sees_no_team(team: Counter, who: str) -> None:
    for line in ("/team members", "/team role me lead"):
        answer = team.says(who, line, PAYMENTS)
        told = {"Dov": "There is no team in this channel", "Eve": "Guests and people of other workspaces"}[who]
        assert told in answer
        assert "Checkout" not in answer


def test_nobody_outside_the_team_gets_a_role(team: Counter) -> None:
    assert "I can't find @Dov in the team Checkout" in team.says("Ana", "/team role @Dov lead")
    assert "Eve is a guest" in team.says("Ana", f"/team role <@{slack_id('Eve')}|eve> lead")


def test_a_role_is_given_to_somebody_whom_the_roster_has_not_yet(counter: Counter) -> None:
    counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    assert "*Ben* leads" in counter.says("Ana", f"/team role <@{slack_id('Ben')}|ben> lead")
    assert "Ana (lead), Ben (lead)" in counter.says("Ana", "/team show")
    with counter.db.read() as session:
        (daily,) = session.scalars(select(Ceremony))
        assert [person.name for _, person in members_of(session, daily)] == ["Ana", "Ben"]


def test_a_name_that_is_still_to_be_read_is_asked_for_again(counter: Counter) -> None:
    counter.says("Ana", "/team new Checkout")
    refused = counter.says("Ana", "/team role @Ben lead")
    assert "I am still reading who is in #checkout, and have not come to @Ben yet." in refused
    assert "You typed: `/team role @Ben lead`" in refused
    for who in ("Ben", "Chi"):
        counter.joins(who)
    assert "*Ben* leads" in counter.says("Ana", "/team role @Ben lead")
    assert "I can't find @Dov" in counter.says("Ana", "/team role @Dov lead")


@pytest.mark.usefixtures("database_url")
def test_of_two_leads_who_step_down_at_once_one_stays(database_url: str) -> None:
    db = Database(database_url)
    with db.write() as session:
        house = acme(session)
        join_team(session, house.team, house["Ben"], role=Role.LEAD, at=house.team.created_at)
    ready = Barrier(2)

    def steps_down(person: Person) -> bool:
        ready.wait()
        try:
            with db.write() as session:
                return set_role(session, house.team, person, Role.MEMBER) is not None
        except Refusal:
            return False

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(steps_down, (house["Ana"], house["Ben"]))) == [False, True]
    with db.read() as session:
        assert [role for _, role in team_people(session, house.team)].count(Role.LEAD) == 1
    db.close()


@pytest.mark.parametrize("typed", ("@Bem", "@bne", "@Benn", "@be"))
def test_a_name_that_is_nearly_right_is_suggested(team: Counter, typed: str) -> None:
    refused = team.says("Ana", f"/team role {typed} pm")
    assert f"I can't find {typed} in the team" in refused and "Try this: `/team role @Ben pm`" in refused
    assert "*Ben* is a product manager" in team.says("Ana", "/team role @Ben pm")


@pytest.mark.parametrize(
    ("line", "suggested"),
    (
        ("/standup block no keys on @Bem", "/standup block no keys on @Ben"),
        ("/standup blocker B-1 assign @Bem", "/standup blocker B-1 assign @Ben"),
        ("/feature own F-1 @Bem", "/feature own F-1 @Ben"),
    ),
)
def test_so_it_is_wherever_somebody_of_the_team_is_named(team: Counter, line: str, suggested: str) -> None:
    team.says("Ana", "/standup block the lift")
    team.says("Ana", "/feature log Export to CSV")
    assert f"Try this: `{suggested}`" in team.says("Ana", line)


def test_a_name_that_is_nothing_like_any_shows_who_there_is(team: Counter) -> None:
    assert "Try this: `/team members`" in team.says("Ana", "/team role @Zoltan pm")
