"""People of another team, guests and people of another workspace: they see nothing and change nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

import pytest

from bot.simulator.driver import Answer
from tests.wire.forged import filled_in, pressed
from tests.wire.stage import BERLIN, Stage

SECRET = "the takeover of Globex"
# Where each of them may type.
OUTSIDERS = {"Dov": "#payments", "Eve": "dm", "Fay": "#lounge"}
TYPED = (
    "/standup",
    "/standup list",
    "/standup report",
    "/standup report week",
    "/standup report today #{channel}",
    "/standup report today @Ana",
    "/standup report #Checkout public",
    "/standup skip",
    "/standup log t: I was here",
    "/standup log I was here",
    "/standup delete Moonshot",
    "/standup new Mine in #{channel} at 9:30",
    "/team",
    "/team new Mine in #{channel}",
    "/drumbeat standup report",
    "/drumbeat team show",
)


@pytest.fixture
def before(stage: Stage) -> Iterator[str]:
    """What stands in the report that none of them may read; at the end it is still the same."""
    stage.holds("Moonshot at 9:30 mon-fri close 12:00")
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.says("Ana", f"/standup log t: {SECRET}")
    stage.slack.settle()
    report, posts = stage.report(), [each.text for each in stage.slack.messages(stage.channel)]
    assert SECRET in report
    yield report
    assert stage.report() == report
    stage.slack.settle()
    assert [each.text for each in stage.slack.messages(stage.channel)] == posts
    assert "*Moonshot*" in stage.says("Ana", "/standup list").text


def test_whatever_they_type_they_see_and_change_nothing(stage: Stage, before: str) -> None:
    for who, typed in product(OUTSIDERS, TYPED):
        answer = stage.slack.says(who, OUTSIDERS[who], typed.format(channel=stage.channel.removeprefix("#")))
        assert answer.banner is None, typed
        assert answer.view is None, typed
        assert shows_nothing(answer), f"{who}: {typed}: {answer.text}"


def test_a_guest_in_the_channel_may_not_set_anything_up(stage: Stage, before: str) -> None:
    stage.slack.changes_channel(stage.channel, invite=["Eve"])
    stage.slack.settle()
    for typed in ("/standup new Mine at 9:30", "/standup delete Moonshot", "/team new Mine", "/standup skip"):
        answer = stage.says("Eve", typed)
        assert answer.banner is None
        assert "is set up" not in answer.text and "has ended" not in answer.text and "you sit out" not in answer.text


def test_a_member_who_leads_nothing_may_not_end_what_the_team_holds(stage: Stage, before: str) -> None:
    answer = stage.says("Chi", "/standup delete Moonshot")
    assert "Only leads and product managers of Checkout can do that. Ask Ana." in answer.text


def test_a_form_with_somebody_elses_id_is_refused(stage: Stage, before: str) -> None:
    about = occurrence_of(stage)
    for who, forged in product(
        OUTSIDERS, (about, "1", "99999999", "0", "-1", "x", "", "1; DROP TABLE entries", "9" * 200, "१")
    ):
        status, body = filled_in(stage, who, forged, "I was here")
        assert status == 200
        assert '"response_action":"errors"' in body.replace(": ", ":")
        assert SECRET not in body and "Checkout" not in body


def test_a_button_with_somebody_elses_id_opens_and_skips_nothing(stage: Stage, before: str) -> None:
    opened = len(stage.slack.requests("views.open"))
    about = occurrence_of(stage)
    actions = ("standup.fill", "standup.fill.1", "standup.skip", "team.take_all", "team.take_nobody", "none.such")
    for who, action, forged in product(OUTSIDERS, actions, (about, "1", "99999999", "x", "")):
        assert pressed(stage, who, action, forged) == (200, "")
    # A press that came from no conversation is refused in a window of its own: a sentence, never a form.
    windows = [asked["args"]["view"] for asked in stage.slack.requests("views.open")[opened:]]
    assert [view for view in windows if "submit" in view or not tells_nothing(json.dumps(view))] == []
    assert "you are in" in stage.card("Ana").text


def occurrence_of(stage: Stage) -> str:
    """The id that the buttons on Ana's card carry."""
    return str(stage.card("Ana").button("Edit")["value"])


def shows_nothing(answer: Answer) -> bool:
    """Neither what was answered nor who takes part; not even the channel's name, unless they typed it."""
    return tells_nothing(answer.text.partition("You typed:")[0])


def tells_nothing(shown: str) -> bool:
    return not any(word in shown for word in (SECRET, "Moonshot", "/3 in", "Ana", "Ben", "Chi", "I was here"))
