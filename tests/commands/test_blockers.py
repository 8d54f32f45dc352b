"""Blockers over the counter: who may do what with them, what each step says, and that every example works."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.blockers import Blocker, raise_blocker
from bot.storage.outbox import OutboundMessage
from bot.storage.people import person_named
from bot.storage.teams import Team
from tests.commands.counter import Counter
from tests.storage.cast import PAYMENTS, slack_id

KEYS = "waiting for the staging keys"


@pytest.fixture
def held(counter: Counter) -> Counter:
    """Checkout with its Daily; Ben and Chi are in it, and the staging keys are in Ana's way (B-1)."""
    counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    counter.says("Ana", f"/standup block {KEYS}")
    counter.joins("Ben")
    counter.joins("Chi")
    return counter


def to(counter: Counter, who: str) -> list[str]:
    """What was enqueued for somebody's direct messages."""
    with counter.db.read() as session:
        rows = session.scalars(select(OutboundMessage).where(OutboundMessage.channel == slack_id(who)))
        return [row.payload["text"] for row in rows]


def state(counter: Counter, number: int = 1) -> str:
    with counter.db.read() as session:
        return session.scalars(select(Blocker.state).where(Blocker.number == number)).one()


def raised(counter: Counter, count: int, by: str = "Ana") -> None:
    with counter.db.write() as session:
        team = session.scalars(select(Team)).one()
        person = person_named(session, team.workspace_id, slack_id(by))
        assert person is not None
        for number in range(count):
            raise_blocker(session, team, f"thing {number}", by=person, at=counter.now + timedelta(minutes=number + 1))


def test_one_line_says_what_was_noted_and_what_it_resolved(held: Counter) -> None:
    said = held.says("Ana", "/standup log t: tests b: the printer")
    assert "I noted that as *B-2*; `/standup blocker B-2 resolve` when it is out of the way." in said
    said = held.says("Ana", "/standup log b: nope")
    assert "Nothing is in your way any more, so *B-2* is resolved." in said
    assert state(held, 2) == "resolved"
    assert "*B-2* is in the way again" in held.says("Ana", "/standup blocker B-2 reopen")
    assert state(held, 2) == "open"


def test_the_examples_in_what_was_said_work_when_they_are_sent_back(held: Counter) -> None:
    said = held.says("Ana", "/standup log b: the printer")
    (line,) = re.findall(r"`(/standup blocker [^`]*)`", said)
    assert "is out of the way" in held.says("Ana", line)


def test_the_list_tells_age_and_owner_and_turns_its_pages(held: Counter) -> None:
    held.now += timedelta(days=3)
    raised(held, 11)
    first = held.says("Ana", "/standup blockers")
    assert "In the way of checkout* (12)" in first
    assert f"*B-1* · Ana · 3 working days · Ana sees to it\n{KEYS}" in first
    assert "(1-10 of 12)\n[Next]" in first
    second = held.press("Ana", "blocker.page.1", "team.1.10")
    assert "*B-12* · Ana · since today" in second
    assert "(11-12 of 12)\n[Back]" in second
    assert held.responses[-1].replaces
    assert held.says("Ana", "/standup blockers mine").count("*B-") == 10
    assert "In the way of all teams" in held.says("Ana", "/standup blockers all")
    assert "Nothing is in your way" in held.says("Ben", "/standup blockers mine")


@pytest.mark.parametrize("forged", ("", "team.1", "team.2.0", "team..0", "other..0", "team.1.-99999999", "mine.1.x"))
def test_a_forged_page_says_that_it_is_not_there(held: Counter, forged: str) -> None:
    assert "I can't find" in held.press("Ana", "blocker.page.1", forged)


def test_a_page_behind_the_last_is_the_last(held: Counter) -> None:
    raised(held, 11)
    assert "*B-12*" in held.press("Ana", "blocker.page.1", "all..500")
    assert "*B-1*" in held.press("Ana", "blocker.page.0", "all..-20")


def test_somebody_who_shall_see_to_it_hears_once(held: Counter) -> None:
    said = held.says("Ana", "/standup block the bank account on @Ben")
    assert "*B-2* is noted, and Ben hears of it." in said
    assert "Ben sees to it" in said
    assert to(held, "Ben") == [":no_entry: *Ana* asks you to see to *B-2* of checkout (since today): the bank account"]
    assert "is Ben's to see to already" in held.says("Ana", "/standup blocker B-2 assign @Ben")
    assert len(to(held, "Ben")) == 1
    assert "is Chi's to see to now, and Chi hears of it" in held.says(
        "Ben", f"/standup blocker B-2 assign <@{slack_id('Chi')}|chi>"
    )
    assert len(to(held, "Chi")) == 1
    assert "is yours to see to now" in held.press("Ben", "blocker.take", "B-2")
    assert (len(to(held, "Ben")), len(to(held, "Chi"))) == (1, 1)


def test_its_owner_says_that_they_are_on_it_and_nobody_else(held: Counter) -> None:
    held.says("Ana", "/standup block the bank account on @Ben")
    assert "only Ben can say that they are on it" in held.says("Ana", "/standup blocker B-2 ack")
    assert "everybody can see now that you are on it" in held.press("Ben", "blocker.ack", "B-2")
    assert "Ben is on it" in held.says("Ana", "/standup blocker B-2")
    assert "shows already" in held.press("Ben", "blocker.ack", "B-2")


def test_who_resolves_it_is_its_owner_who_waits_for_it_or_a_lead(held: Counter) -> None:
    refused = held.says("Ben", "/standup blocker B-1 resolve")
    assert "Only those whose it is can call B-1 done: Ana sees to it" in refused
    assert "`/standup blocker B-1 assign me`" in refused
    assert state(held) == "open"
    assert "Only those whose it is" in held.press("Chi", "blocker.resolve", "B-1")
    assert "Only those whose it is" in held.says("Ben", "/standup blocker B-1 update other words")
    held.says("Ben", "/standup blocker B-1 assign me")
    assert "*B-1* is out of the way." in held.says("Ben", "/standup blocker B-1 resolve the keys came")
    assert "is out of the way already" in held.press("Ana", "blocker.resolve", "B-1")
    held.says("Chi", "/standup block the lift")
    assert "is out of the way" in held.says("Ana", "/standup blocker B-2 done")


def test_what_is_out_of_the_way_is_given_to_nobody_and_not_rewritten(held: Counter) -> None:
    held.says("Ana", "/standup blocker B-1 resolve")
    day = f"{held.now:%a} {held.now.day} {held.now:%b}"
    for line in ("assign me", "assign @Chi", "update the production keys", "ack", "resolve they came at last"):
        for who in ("Ana", "Ben"):
            refused = held.says(who, f"/standup blocker B-1 {line}")
            assert f"B-1 is out of the way since {day}, so nobody has to see to it." in refused
            assert "Try this: `/standup blocker B-1 reopen`" in refused
    for button in ("blocker.ack", "blocker.take"):
        assert "B-1 is out of the way since" in held.press("Ben", button, "B-1")
    assert to(held, "Chi") == []
    shown = held.says("Ana", "/standup blocker B-1")
    assert KEYS in shown
    assert "owner →" not in shown
    held.says("Ben", "/standup blocker B-1 reopen")
    assert "is yours to see to now" in held.says("Ben", "/standup blocker B-1 assign me")


def test_its_history_tells_who_did_what(held: Counter) -> None:
    held.says("Ana", "/standup blocker B-1 update waiting for Ida's keys")
    assert "says that already" in held.says("Ana", "/standup blocker B-1 update waiting for Ida's keys")
    held.says("Ben", "/standup blocker B-1 assign me")
    held.says("Ben", "/standup blocker B-1 resolve they <came>")
    shown = held.says("Chi", "/standup blocker b1")
    assert "*B-1* · checkout · in Ana's way" in shown
    assert "Ana: reworded → waiting for Ida's keys" in shown
    assert "Ben: owner → Ben" in shown
    assert "Ben: state → resolved (they &lt;came&gt;)" in shown
    assert "[" not in shown


@pytest.mark.parametrize("line", ("blocker B-1", "blocker B-1 resolve", "blocker B-1 assign me", "blocker B-99 ack"))
@pytest.mark.parametrize("who", ("Dov", "Eve"))
def test_who_is_not_in_the_channel_hears_the_same_as_if_it_were_not_there(held: Counter, who: str, line: str) -> None:
    answer = held.says(who, f"/standup {line}", PAYMENTS)
    assert f"I can't find {line.split()[1]} here." in answer
    assert KEYS not in answer
    assert state(held) == "open"


@pytest.mark.parametrize("forged", ("", "B-", "F-1", "1", "B-1 ", "B-99999999999", "B-1' OR 1=1", "B-٣"))
def test_a_forged_button_says_that_it_is_not_there(held: Counter, forged: str) -> None:
    assert "I can't find" in held.press("Ana", "blocker.resolve", forged)
    assert state(held) == "open"


@pytest.mark.parametrize(
    ("line", "told"),
    (
        ("block", "I read nothing that is in the way"),
        ("block nothing", "I read nothing that is in the way"),
        ("block the keys on @Nobody", "I can't find @Nobody in the team checkout"),
        (f"block {'x' * 3001}", "a blocker has at most 3000"),
        ("blocker", "but no blocker"),
        ("blocker the keys", "but no blocker"),
        ("blocker B-1 dance", "but not what to do with it: “dance”"),
        ("blocker B-1 update", "but not what."),
        ("blocker B-1 assign", "is nobody that I know"),
        ("blocker B-1 assign @Dov", "I can't find @Dov in the team checkout"),
        ("blocker B-77 ack", "I can't find B-77 here."),
        ("blockers of everybody", "but not “of everybody”"),
    ),
)
def test_what_is_wrong_is_said_with_an_example_that_works(held: Counter, line: str, told: str) -> None:
    answer = held.says("Ana", f"/standup {line}")
    assert told in answer
    (example,) = re.findall(r"Try this: `([^`]*)`", answer)
    assert "Try this:" not in held.says("Ana", example)


def test_what_people_write_is_shown_as_they_wrote_it_and_rings_nobody(held: Counter) -> None:
    held.says("Ana", f"/standup block <!channel> & &lt;b&gt; <@{slack_id('Chi')}|chi>")
    for line in ("blockers", "blocker B-2"):
        shown = held.says("Ben", f"/standup {line}")
        assert "@channel" in shown and "@chi" in shown
        assert "<!channel>" not in shown and "<@" not in shown and "<user" not in shown


def test_the_form_asks_about_what_is_open_and_resolves_it(held: Counter) -> None:
    held.says("Ana", "/standup")
    (form,) = held.forms()
    radio = form["blocks"][1]
    assert (radio["block_id"], radio["label"]["text"]) == ("blocker_1", f"B-1: {KEYS}")
    assert radio["element"]["initial_option"]["value"] == "still"
    about = form["private_metadata"]
    assert held.sends("Ana", "standup.answer", about, "V1", today="tests", blocker_1="still") is None
    assert state(held) == "open"
    assert (
        held.sends("Ana", "standup.answer", about, "V2", today="tests", blocker_1="resolved", blocker_x="resolved")
        is None
    )
    assert state(held) == "resolved"
    assert (
        held.sends("Ana", "standup.answer", about, "V3", today="lift", blocker_1="resolved", blocker_9="resolved")
        is None
    )


def test_a_blocker_tells_of_which_feature_it_is_in_the_way(held: Counter) -> None:
    held.says("Ana", "/feature log Export to CSV")
    for line in ("the roof leaks ref F-1", "the roof leaks over F-1"):
        assert "(In the way of *F-1* Export to CSV · new)" in held.says("Ana", f"/standup block {line}")
    assert "(In the way of *F-1* Export to CSV · new)" in held.says("Ben", "/standup blocker B-2")
    assert "In the way of" not in held.says("Ana", "/standup block the roof leaks")
    unknown = held.says("Ana", "/standup block the roof leaks ref F-99")
    assert "I can't find F-99 here" in unknown and "Try this: `/standup block the roof leaks`" in unknown
