"""The set-up form: each thing that is wrong with it stands at its field, and nothing is made before all is right."""

from __future__ import annotations

from typing import Any

import pytest

from bot.storage.ceremonies import Ceremony
from bot.storage.teams import Team
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT, PAYMENTS

GOOD = {"channel": CHECKOUT, "name": "Daily", "at": "09:30", "days": "0,1,2,3,4", "close": "12:00"}
WRONG = {
    "no day": ({"days": ""}, {"days": "Tick at least one day."}),
    "days that there are not": ({"days": "7,99,x,-1,²"}, {"days": "Tick at least one day."}),
    "no name": ({"name": " "}, {"name": "A stand-up needs a name. Quotation marks do not count."}),
    "quotes alone": ({"name": '“ " ”'}, {"name": "A stand-up needs a name. Quotation marks do not count."}),
    "an endless name": ({"name": "x" * 81}, {"name": "but a name has at most 80 characters."}),
    "no time": ({"at": ""}, {"at": "Choose the time of day at which I ask."}),
    "no such time": ({"at": "25:00"}, {"at": "25:00"}),
    "closing at once": ({"close": "09:30"}, {"close": "that leaves no time to answer."}),
    "closing a day later": ({"close": "09:00"}, {"close": "can be open for at most 23 hours."}),
    "somebody else's channel": ({"channel": PAYMENTS}, {"channel": "I can't see you in that channel"}),
    "no channel": ({"channel": ""}, {"channel": "A team lives in a channel. Choose one that you are in."}),
    "a forged channel": ({"channel": "C0NOWHERE1' OR 1=1"}, {"channel": "I can't see you in that channel"}),
}


def sent(counter: Counter, who: str = "Ana", **fields: str) -> Any:
    """The answer to the form, each time in a window of its own."""
    sent.__dict__["windows"] = window = sent.__dict__.get("windows", 0) + 1
    return counter.sends(who, "standup.set_up", "", view=f"V{window}", **(GOOD | fields))


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_stands_at_its_field(counter: Counter, what: str) -> None:
    typed, told = WRONG[what]
    answer = sent(counter, **typed)
    assert answer["response_action"] == "errors"
    assert answer["errors"].keys() == told.keys()
    assert all(words in answer["errors"][field] for field, words in told.items())
    assert "For example" not in str(answer)  # a line to type is of no use in a form
    assert counter.rows(Ceremony) == counter.rows(Team) == 0


def test_all_that_is_right_is_shown_in_the_same_window(counter: Counter) -> None:
    answer = sent(counter)
    assert answer["response_action"] == "update"
    assert "*Daily* is set up" in str(answer["view"]["blocks"])
    assert (counter.rows(Ceremony), counter.rows(Team)) == (1, 1)


def test_without_a_close_it_is_the_usual_one(counter: Counter) -> None:
    assert "update" in str(sent(counter, close=""))
    assert "closes 2 h 30" in counter.says("Ana", "/standup list")


def test_a_name_that_is_taken_is_said_at_the_name(held: Counter) -> None:
    before = held.rows(Ceremony)
    answer = sent(held, "Ben", name="daily")
    assert answer["errors"] == {"name": "checkout has a stand-up called daily already."}
    assert "update" in str(sent(held, "Ben", name="Weekly"))
    assert held.rows(Ceremony) == before + 1


def test_a_guest_who_presses_an_old_button_gets_no_form(counter: Counter) -> None:
    assert "Guests and people of other workspaces" in counter.press("Eve", "standup.set_up", "anywhere")
    assert counter.forms() == []


def test_who_may_not_end_a_standup_is_shown_what_they_may(held: Counter) -> None:
    refused = held.says("Ben", "/standup delete Daily")
    assert "Only leads and product managers of checkout can do that. Ask Ana." in refused
    assert "Try this: `/standup list`" in refused


def test_a_guest_sets_nothing_up(counter: Counter) -> None:
    counter.slack.sim.world.channels[CHECKOUT].members.append("U0EVE00001")
    assert sent(counter, "Eve")["errors"]["channel"].startswith("Guests and people of other workspaces")
    assert counter.rows(Ceremony) == 0


@pytest.mark.parametrize(
    "line",
    (
        "/standup new Daily in <#C0GENERAL1|general> at 9:30",
        "/agenda new Weekly in <#C0GENERAL1|general> every week on tue at 10:00",
        "/digest new Weekly in <#C0GENERAL1|general>",
        "/team new Everybody in <#C0GENERAL1|general>",
    ),
)
def test_in_another_channel_it_is_the_bot_that_is_missing(counter: Counter, line: str) -> None:
    answer = counter.says("Ana", line)
    assert "I am not in <#C0GENERAL1> yet. Invite me there with `/invite @Drumbeat`" in answer
    assert counter.rows(Team) == 1


def test_what_is_set_up_in_another_channel_is_in_one_where_one_is(counter: Counter) -> None:
    assert "is set up for lab" in counter.says("Ana", "/digest new Weekly in <#C0LAB00001|lab>")
    for channel in (PAYMENTS, "C0ATTIC001", "C0NOWHERE1"):
        answer = counter.says("Ana", f"/digest new Weekly in <#{channel}|x>")
        assert "I can't see you in that channel" in answer
    assert counter.rows(Team) == 1
