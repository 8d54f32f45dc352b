"""A guest who takes part in a stand-up, and is not in its channel: what they see, what they may do with their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.jobs.timetable import timetable
from bot.storage.living import LivingMessage
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT, MONDAY, slack_id

DIRECT = "D0EVE00001"
ASKED_AT = MONDAY + timedelta(hours=1.5)
EVE = f"<@{slack_id('Eve')}|eve>"
DOV = f"<@{slack_id('Dov')}|dov>"
TITLES = ("Export to CSV", "bank account", "Split the tests")


def run(counter: Counter) -> None:
    """Everything that the clock does by now."""
    lines = timetable(counter.db, counter.slack.client, counter.metrics, pace=timedelta)
    for _ in range(20):
        with counter.db.write() as session:
            for living in session.scalars(select(LivingMessage)):
                living.not_before = None
        if not sum(line.run(counter.now) for line in lines):
            return
    raise AssertionError("the jobs do not come to rest")


@pytest.fixture
def asked(counter: Counter) -> Counter:
    """Checkout with an F-1, a B-1 and an A-1; Ana, Eve the guest and Dov of another channel are asked by its Daily."""
    counter.says("Ana", "/team new Checkout")
    for who in ("Ben", "Chi"):
        counter.joins(who)
    counter.says("Ana", "/feature log Export to CSV")
    counter.says("Ana", "/standup block the bank account")
    counter.says("Ana", "/retro action Split the tests")
    made = counter.says("Ana", f"/standup new Out at 9:30 Europe/Berlin with me {EVE} {DOV} close 12:00")
    assert "is set up for" in made
    counter.now = ASKED_AT
    run(counter)
    return counter


def all_sent_to(counter: Counter, who: str) -> str:
    """All that Slack was given for somebody's direct message, edits too."""
    direct = counter.slack.sim.world.direct_channel(counter.slack.sim.world.people[slack_id(who)]).id
    calls = [*counter.slack.calls("chat.postMessage"), *counter.slack.calls("chat.update")]
    return "\n".join(str(each.args) for each in calls if each.args["channel"] in (direct, slack_id(who)))


LOGGED = "/standup log y: F-1 t: B-1 and A-1"


@pytest.mark.parametrize("who", ("Eve", "Dov"))
def test_who_does_not_read_the_team_sees_no_title_of_what_they_name(asked: Counter, who: str) -> None:
    answer = asked.says(who, LOGGED, DIRECT.replace("EVE", who.upper()))
    assert "F-1" in answer
    run(asked)
    told = all_sent_to(asked, who)
    assert "F-1" in told
    for title in TITLES:
        assert title not in answer and title not in told


def test_who_reads_the_team_sees_the_titles_and_so_does_its_channel(asked: Counter) -> None:
    answer = asked.says("Ana", LOGGED)
    asked.says("Eve", LOGGED, DIRECT)
    run(asked)
    assert "Export to CSV" in answer and "Split the tests" in answer
    assert "Export to CSV" in all_sent_to(asked, "Ana")
    cards = [str(each.args) for each in asked.slack.calls("chat.postMessage") if each.args["channel"] == CHECKOUT]
    assert any("B-1 and A-1" in card and "Split the tests" in card for card in cards)


def test_nothing_of_the_team_is_given_to_a_guest(asked: Counter) -> None:
    asked.says("Ana", "/retro action Buy cake")
    for line, instead in (
        ("/retro start facilitator {eve}", "/retro start"),
        ("/retro start facilitator @Eve", "/retro start"),
        ("/retro action Test the export {eve} due:fri", "/retro action Test the export due:2026-11-27"),
        ("/retro action @Eve Test the export", "/retro action Test the export"),
        ("/retro move A-2 {eve}", "/retro move A-2 me"),
        ("/standup blocker B-1 assign {eve}", "/standup blocker B-1 assign me"),
        ("/standup blocker B-1 assign @Eve", "/standup blocker B-1 assign me"),
        ("/standup block the lift on {eve}", "/standup block the lift"),
        ("/feature own F-1 {eve}", "/feature own F-1 me"),
        ("/team role {eve} lead", "/team members"),
    ):
        answer = asked.says("Ana", line.format(eve=EVE))
        assert "Eve is a guest or of another workspace: they can answer a stand-up of Checkout" in answer, line
        assert f"Try this: `{instead}`" in answer, line
        assert "Try this" not in asked.says("Ana", instead)
        asked.says("Ana", "/retro close")


def test_somebody_who_is_not_in_the_channel_is_called_by_their_name(asked: Counter) -> None:
    asked.says("Dov", "/standup", DIRECT.replace("EVE", "DOV"))
    for line in ("/feature own F-1 <@U0FAY00001|fay>", "/retro action Buy cake <@U0FAY00001|fay>"):
        assert "U0FAY" not in asked.says("Ana", line).partition("You typed")[0]


def test_a_guest_ends_and_reopens_what_is_in_their_own_way_and_nothing_else(asked: Counter) -> None:
    said = asked.says("Eve", "/standup log t: tests b: the badge", DIRECT)
    assert "`/standup blocker B-2 resolve` when it is out of the way" in said
    assert "the badge" in asked.says("Eve", "/standup blocker B-2", DIRECT)
    assert "*B-2* is out of the way" in asked.says("Eve", "/standup blocker B-2 resolve", DIRECT)
    assert "*B-2* is in the way again" in asked.says("Eve", "/standup blocker B-2 reopen", DIRECT)
    assert "I can't find" in asked.says("Eve", "/standup blocker B-2 assign @Ana", DIRECT)
    for line in ("B-1", "B-1 resolve", "B-1 reopen"):
        assert "I can't find B-1 here" in asked.says("Eve", f"/standup blocker {line}", DIRECT)


def test_a_member_hears_who_may_export(asked: Counter) -> None:
    refused = asked.says("Ben", "/feature export")
    assert "Only leads and product managers of Checkout can do that. Ask Ana." in refused
    assert "Try this: `/feature list`" in refused


@pytest.mark.parametrize(("whom", "name"), ((EVE, "Eve"), (DOV, "Dov")))
def test_no_point_of_an_agenda_is_brought_by_somebody_who_would_not_see_it(
    asked: Counter, whom: str, name: str
) -> None:
    asked.says("Ana", "/agenda new Weekly every week on tue at 10:00")
    refused = asked.says("Ana", f"/agenda add The budget by:{whom}")
    assert "is on the agenda" not in refused and name in refused
    assert "Try this: `/agenda add The budget`" in refused
    assert "The budget" not in asked.says("Ana", "/agenda list")


FOR_MEMBERS = (
    *("/feature list", "/feature log Dark mode", "/feature roadmap", "/feature find csv", "/feature export"),
    *("/retro", "/retro start", "/retro history", "/retro actions", "/retro schedule off"),
    *("/agenda", "/agenda add The budget", "/agenda decisions", "/digest", "/digest list", "/team members"),
    *("/summary", "/summary public", "/summary team Checkout", "/standup block the lift", "/standup blockers"),
)


@pytest.mark.parametrize("channel", (CHECKOUT, "C0NOWHERE1", DIRECT))
def test_a_guest_hears_that_it_is_not_for_guests_whether_there_is_a_team_or_not(asked: Counter, channel: str) -> None:
    asked.slack.sim.world.channels[CHECKOUT].members.append(slack_id("Eve"))
    for line in FOR_MEMBERS:
        said = asked.says("Eve", line, channel).partition("You typed")[0]
        assert "Guests and people of other workspaces can answer when a team invites them, but not do this." in said, (
            line
        )
        assert "There is no team" not in said and "Checkout" not in said


def test_where_there_is_no_team_a_member_hears_how_to_make_one_and_that_works(counter: Counter) -> None:
    for line in ("/feature list", "/feature log Dark mode", "/agenda", "/digest list", "/summary", "/summary public"):
        said = counter.says("Ana", line)
        assert "There is no team" in said and "Try this: `/team new Checkout`" in said, line
    assert "*Checkout* is a team now" in counter.says("Ana", "/team new Checkout")
    assert "Try this" not in counter.says("Ana", "/feature log Dark mode")


def test_where_no_team_can_be_made_there_is_help(counter: Counter) -> None:
    for where in ("D0ANA00001", "C0NOWHERE1"):
        assert "Try this: `/feature help`" in counter.says("Ana", "/feature list", where)
