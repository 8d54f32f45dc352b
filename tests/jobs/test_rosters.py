"""Reading a team's channel: who takes part, who does not, who left, and asking before a crowd is taken in."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.simulator.world import Person as SimPerson
from bot.slack.transport import Reply, Silence
from bot.storage.ceremonies import members_of
from bot.storage.entries import answers_in
from bot.storage.teams import Roster, Team, team_people
from tests.jobs.desk import Desk, utc
from tests.storage.cast import ACME, CHECKOUT

NOW = utc(23, 7)


def joins(desk: Desk, name: str, **more: Any) -> str:
    """Somebody comes into #checkout, in Slack."""
    person_id = f"U1{name.upper()}0001"
    desk.slack.sim.world.people[person_id] = SimPerson(
        id=person_id, workspace_id=ACME, name=name.lower(), real_name=name, zone="Europe/Berlin", **more
    )
    desk.slack.sim.world.channels[CHECKOUT].members.append(person_id)
    return person_id


def reads(desk: Desk) -> Roster:
    """The roster is wanted and read, in as many passes as it takes."""
    with desk.db.write() as session:
        session.get_one(Team, desk.house.team.id).want_roster()
    desk.run(NOW)
    return roster(desk)


def roster(desk: Desk) -> Roster:
    with desk.db.read() as session:
        return session.get_one(Team, desk.house.team.id).roster


def names(desk: Desk) -> tuple[set[str], set[str]]:
    """Who is in the team, and who takes part in its stand-up."""
    with desk.db.read() as session:
        team = session.get_one(Team, desk.house.team.id)
        ceremony = session.get_one(type(desk.house.ceremony), desk.house.ceremony.id)
        people = {person.name for person, _ in team_people(session, team)}
        return people, {person.name for _, person in members_of(session, ceremony)}


def test_who_joins_the_channel_joins_the_team_and_its_stand_up(desk: Desk) -> None:
    joins(desk, "Gus")
    assert reads(desk) == Roster.READ
    assert names(desk) == ({"Ana", "Ben", "Chi", "Gus"}, {"Ana", "Ben", "Chi", "Gus"})


def test_bots_guests_outsiders_and_the_deactivated_are_left_out(desk: Desk) -> None:
    joins(desk, "Robot", is_bot=True)
    joins(desk, "Guest", is_restricted=True)
    joins(desk, "Single", is_ultra_restricted=True)
    joins(desk, "Gone", deleted=True)
    assert reads(desk) == Roster.READ
    assert names(desk)[0] == {"Ana", "Ben", "Chi"}


def test_who_left_is_asked_no_more_and_what_they_wrote_stays(desk: Desk) -> None:
    desk.run(utc(23, 8, 30))
    desk.says("Ben", utc(23, 9), today="the lift")
    desk.slack.sim.world.channels[CHECKOUT].members.remove(desk.house["Ben"].slack_id)
    reads(desk)
    assert names(desk) == ({"Ana", "Chi"}, {"Ana", "Chi"})
    desk.walk_to(utc(24, 9), start=utc(23, 9))
    assert desk.asked()["Ben"] == 1
    with desk.db.read() as session:
        assert answers_in(session, desk.occurrence())[desk.house["Ben"].id] == {"today": "the lift"}


def test_who_comes_back_is_asked_again(desk: Desk) -> None:
    members = desk.slack.sim.world.channels[CHECKOUT].members
    members.remove(desk.house["Ben"].slack_id)
    reads(desk)
    members.append(desk.house["Ben"].slack_id)
    reads(desk)
    assert names(desk)[1] == {"Ana", "Ben", "Chi"}
    desk.walk_to(utc(23, 8, 30), start=NOW)
    assert desk.asked()["Ben"] == 1


def test_more_than_a_hundred_people_are_taken_in_only_after_a_yes(desk: Desk) -> None:
    for number in range(100):
        joins(desk, f"P{number}")
    assert reads(desk) == Roster.ASKS
    assert names(desk)[0] == {"Ana", "Ben", "Chi"}
    (question,) = desk.slack.posted(desk.house["Ana"].slack_id)
    assert "has 104 people" in question
    assert desk.slack.calls("users.info") == []
    with desk.db.write() as session:
        session.execute(update(Team).values(takes_large_roster=True))
    assert reads(desk) == Roster.READ
    assert len(names(desk)[0]) == 103


@pytest.mark.parametrize("error", ("channel_not_found", "not_in_channel"))
def test_without_an_invitation_it_waits_for_one(desk: Desk, error: str) -> None:
    desk.slack.trouble["conversations.members"] = error
    assert reads(desk) == Roster.WAITS
    desk.slack.trouble.clear()
    assert reads(desk) == Roster.READ


@pytest.mark.parametrize(
    "trouble", (Silence(sent=True, reason="timeout"), Reply(429, {"Retry-After": "9"}, b""), Reply(500, {}, b""))
)
def test_when_slack_does_not_answer_it_is_tried_again_later(desk: Desk, trouble: Reply | Silence) -> None:
    joins(desk, "Gus")
    desk.slack.trouble["conversations.members"] = trouble
    assert reads(desk) == Roster.WANTED
    assert names(desk)[0] == {"Ana", "Ben", "Chi"}
    with desk.db.read() as session:
        assert session.scalar(select(Team.roster_not_before)) is not None
    desk.slack.trouble.clear()
    assert reads(desk) == Roster.READ
    assert "Gus" in names(desk)[0]


def test_one_who_cannot_be_read_keeps_nobody_else_out(desk: Desk) -> None:
    joins(desk, "Gus")
    hidden = joins(desk, "Hal")
    desk.slack.trouble[f"users.info {hidden}"] = "user_not_found"
    reads(desk)
    assert "Gus" in names(desk)[0]
    desk.slack.trouble.clear()
    reads(desk)
    assert "Hal" in names(desk)[0]
