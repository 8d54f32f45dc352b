"""`/summary` at the door: whose state one reads, what is shared and by whom, and who hears nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.features.new import NewFeature
from bot.storage.action_items import new_action_item
from bot.storage.blockers import raise_blocker
from bot.storage.ceremonies import Ceremony, take_part
from bot.storage.channels import channel_named, keep_channel, keep_members, member_joined
from bot.storage.features import log_feature
from bot.storage.outbox import OutboundMessage
from bot.storage.people import Person
from bot.storage.teams import Team, join_team
from bot.storage.workspaces import Workspace
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT, MONDAY, PAYMENTS, known, slack_id

DM = "D0ANA00001"
SHARE = re.compile(r"\d+\|[\d-]+\|\d+")


@pytest.fixture
def team(counter: Counter) -> Counter:
    """Checkout, with something open of each kind, that is Ana's."""
    counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    with counter.db.write() as session:
        here = session.scalars(select(Team)).one()
        here.name = "Checkout"
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one()
        log_feature(session, here, NewFeature("CSV export"), by=ana, at=MONDAY - timedelta(hours=1))
        raise_blocker(session, here, "staging keys", by=ana, at=MONDAY - timedelta(days=4))
        due = (MONDAY - timedelta(days=2)).date()
        new_action_item(session, here, "write it down", owner=ana, due_on=due, by=ana, at=MONDAY - timedelta(days=9))
    return counter


def test_in_a_teams_channel_it_is_that_team(team: Counter) -> None:
    said = team.says("Ana", "/summary")
    assert said.startswith("*Checkout* 🟡 · since Tue 17 Nov")
    assert "B-1 has been in the way for 2 working days." in said
    assert "A-1 is overdue." in said
    assert "[Share]" in said


def test_since_a_day_counts_from_its_first_moment_in_the_teams_zone(team: Counter) -> None:
    assert "new requests 1" in team.says("Ana", "/summary since today")
    team.now += timedelta(days=1)
    assert "new requests 0" in team.says("Ana", "/summary since today")
    assert "new requests 1" in team.says("Ana", "/summary show since yesterday")


def test_freshness_tells_how_many_have_not_answered_today(team: Counter) -> None:
    assert "Nobody has been asked for today's stand-up yet" in team.says("Ana", "/summary")
    team.says("Ana", "/standup skip")
    assert "Nobody has been asked" in team.says("Ana", "/summary")
    team.says("Ana", "/standup log t: invoices")
    assert "The one who was asked today has answered." in team.says("Ana", "/summary")


def test_who_is_yet_to_be_asked_has_not_failed_to_answer(team: Counter) -> None:
    with team.db.write() as session:
        daily, here = session.scalars(select(Ceremony)).one(), session.scalars(select(Team)).one()
        workspace = session.scalars(select(Workspace)).one()
        for name in ("Ben", "Chi"):
            take_part(session, daily, here, known(session, workspace, name), now=MONDAY - timedelta(days=3))
    team.says("Ana", "/standup log t: invoices")
    assert "1 of 3 has not answered today, 1 is asked later." in team.says("Ana", "/summary")
    team.says("Chi", "/standup log t: sketches")
    assert "All who were asked so far have answered today, 1 of 3 is asked later." in team.says("Ana", "/summary")
    team.now += timedelta(hours=8)
    assert "1 of 3 has not answered today." in team.says("Ana", "/summary")


def test_what_waits_for_oneself(team: Counter) -> None:
    said = team.says("Ana", "/summary me", DM)
    assert "*B-1* staging keys · Ana · 2 wd" in said
    assert "*A-1* write it down · Checkout · due Sat 21 Nov · overdue" in said
    assert "*F-1* CSV export · new" in said
    assert "Nothing waits for you" in team.says("Ben", "/summary me", "D0BEN00001")
    assert "Nothing waits for you" in team.says("Dov", "/summary me", "D0DOV00001")


def test_ones_own_things_are_shown_only_where_one_may_still_read(team: Counter) -> None:
    with team.db.write() as session:
        channel = channel_named(session, 1, CHECKOUT)
        assert channel is not None
        keep_members(session, channel, [slack_id("Ben")], read_at=channel.members_read_at or MONDAY)
    team.slack.sim.world.channels[CHECKOUT].members.remove(slack_id("Ana"))
    said = team.says("Ana", "/summary me", DM)
    assert "staging keys" not in said and "CSV export" not in said


def second_team(counter: Counter) -> None:
    """Ana is in Payments, too."""
    with counter.db.write() as session:
        ana = session.scalars(select(Person).where(Person.name == "Ana")).one()
        here = session.scalars(select(Team)).one()
        checkout = channel_named(session, 1, CHECKOUT)
        assert checkout is not None and checkout.members_read_at is not None
        place = keep_channel(session, 1, PAYMENTS, name="payments", is_private=False, is_archived=False)
        keep_members(session, place, [ana.slack_id], read_at=checkout.members_read_at)
        other = Team(workspace_id=1, name="Payments", channel=PAYMENTS, zone="Asia/Tokyo")
        other.created_by, other.created_at, other.roster = ana.id, here.created_at, here.roster
        session.add(other)
        session.flush()
        join_team(session, other, ana, at=MONDAY)


def test_elsewhere_each_of_ones_teams_has_a_line_and_a_button(team: Counter) -> None:
    second_team(team)
    team.slack.sim.world.channels[PAYMENTS].members.append(slack_id("Ana"))
    said = team.says("Ana", "/summary", DM)
    assert "*Checkout* 🟡 · 1 in the way · 1 overdue · 0 slipped" in said
    assert "*Payments* 🟢 · 0 in the way" in said
    assert team.says("Ana", "/summary team payments", DM).startswith("*Payments* 🟢")
    with team.db.read() as session:
        ids = {one.name: str(one.id) for one in session.scalars(select(Team))}
    assert team.press("Ana", "summary.show", ids["Checkout"]).startswith("*Checkout* 🟡")
    assert "I can't find that team here" in team.press("Ben", "summary.show", ids["Payments"])


def test_public_shows_it_to_the_channel_and_only_to_its_own(team: Counter) -> None:
    body = team.door.command(team.payload("Ana", "/summary public"))
    assert body is not None and body["response_type"] == "in_channel"
    said = team.says("Ana", "/summary team Checkout public", "C0LOUNGE01")
    assert "in its own channel only" in said and "Try this: `/summary team Checkout`" in said


def shared_with(counter: Counter) -> str:
    """What the button of the newest summary carries."""
    body = counter.door.command(counter.payload("Ana", "/summary"))
    assert body is not None
    (found,) = set(SHARE.findall(str(body["blocks"])))
    return str(found)


def test_share_posts_it_once_in_the_teams_channel(team: Counter) -> None:
    carried = shared_with(team)
    before = team.rows(OutboundMessage)
    assert "It goes to <#C0CHECKOUT> now" in team.press("Ana", "summary.share", carried)
    assert "It was shared in <#C0CHECKOUT> already" in team.press("Ben", "summary.share", carried)
    assert team.rows(OutboundMessage) == before + 1
    with team.db.read() as session:
        posted = session.scalars(select(OutboundMessage).order_by(OutboundMessage.id.desc()).limit(1)).one()
    assert posted.channel == CHECKOUT and "Shared by Ana." in str(posted.payload)


@pytest.mark.parametrize(
    "carried", ["", "x", "1", "1|x|y", "1|9999-01-01|-5", "999|2026-11-20|1", "1|2026-11-20|" + "9" * 30]
)
def test_share_believes_nothing_that_the_button_carries_but_what_it_checks(team: Counter, carried: str) -> None:
    said = team.press("Ana", "summary.share", carried)
    assert "It goes to" in said or "I can't find that team here" in said
    assert "I can't find that team here" in team.press("Dov", "summary.share", carried)


def test_share_works_in_the_teams_own_channel_only(team: Counter) -> None:
    second_team(team)
    team.slack.sim.world.channels[PAYMENTS].members.append(slack_id("Ana"))
    with team.db.read() as session:
        payments = session.scalars(select(Team).where(Team.name == "Payments")).one()
    said = team.press("Ana", "summary.share", f"{payments.id}|2026-11-20|1")
    assert "A summary of Payments is shared from its own channel" in said
    assert "[Share]" not in team.says("Ana", "/summary team Payments")


@pytest.mark.parametrize("who", ["Dov", "Eve"])
def test_who_may_not_read_the_team_hears_the_same_as_where_there_is_none(team: Counter, who: str) -> None:
    with team.db.write() as session:
        channel = channel_named(session, 1, CHECKOUT)
        assert channel is not None
        if who == "Eve":
            member_joined(session, channel, slack_id(who))
    told = {"Dov": "There is no team here that you can see", "Eve": "Guests and people of other workspaces"}[who]
    for line in ("", "public", "since monday"):
        assert told in team.says(who, f"/summary {line}")
    there, nowhere = (team.says(who, f"/summary team {name}") for name in ("Checkout", "Nowhere"))
    assert there.replace("Checkout", "Nowhere") == nowhere
