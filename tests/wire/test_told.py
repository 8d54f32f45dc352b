"""When the bot was off, removed from its channel, or without a token: what did not reach people is told, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.wire.bots import Bot
from tests.wire.setups import ON_POSTGRESQL, ON_SQLITE, Setup, bot_in
from tests.wire.stage import BERLIN, Stage, next_monday_evening

CHANNEL = "#checkout"


def stage_in(setup: Setup, slack: Slack, folder: Path) -> Iterator[Stage]:
    """#checkout on a Monday evening in Berlin, in a Slack of the test's own, with a stand-up at 9:30 there."""
    with bot_in(setup, slack, folder) as bot:
        next_monday_evening(slack.clock)
        stage = Stage(slack, bot, CHANNEL)
        stage.holds("Daily at 9:30 Europe/Berlin mon-fri close 12:00")
        yield stage


@pytest.fixture
def on_sqlite(slack: Slack, tmp_path: Path) -> Iterator[Stage]:
    yield from stage_in(ON_SQLITE, slack, tmp_path / "bot")


@pytest.fixture(params=(ON_SQLITE, pytest.param(ON_POSTGRESQL, marks=pytest.mark.slow)), ids=str)
def anywhere(request: pytest.FixtureRequest, slack: Slack, tmp_path: Path) -> Iterator[Stage]:
    yield from stage_in(request.param, slack, tmp_path / "bot")


def told(stage: Stage, who: str = "Ana") -> list[str]:
    """What somebody heard about things that did not reach people."""
    words = ("did not happen", "I cannot post", "I can post", "Slack did not take")
    return [each.text for each in stage.slack.dms(who) if any(word in each.text for word in words)]


def posting(bot: Bot) -> dict[str, object]:
    status, body = bot.get("/readyz")
    assert status == 200
    return dict(json.loads(body)["checks"]["posting"])


def test_a_bot_that_was_off_for_six_hours_tells_its_owner_and_the_next_thread(anywhere: Stage) -> None:
    stage = anywhere
    stage.clock.turn_to("Tue 08:50", BERLIN)
    stage.bot.stop()
    stage.clock.jump_to("Tue 16:10", BERLIN)
    stage.bot.start_again()
    stage.slack.settle()
    (text,) = told(stage)
    assert "I was off from" in text and "8:50" in text and "16:10" in text
    assert "I did not ask Ana, Ben, Chi" in text
    assert told(stage, "Ben") == []
    assert "4 h 10 min late: I was off" in stage.wrap_up().text
    assert "I could not ask: Ana, Ben, Chi" in stage.wrap_up().text
    stage.clock.turn_to("Wed 12:00", BERLIN)
    assert "late" not in stage.wrap_up().text
    assert len(told(stage)) == 1


def test_days_that_were_missed_stand_in_the_next_thread_and_only_the_newest_is_caught_up_with(on_sqlite: Stage) -> None:
    stage = on_sqlite
    stage.clock.turn_to("Tue 08:50", BERLIN)
    stage.bot.stop()
    stage.clock.jump_to("Fri 09:48", BERLIN)
    stage.bot.start_again()
    stage.slack.settle()
    assert "this did not happen, because I was off from" in stage.day().text
    assert stage.card("Ben").text.endswith("18 min late: I was off")
    assert [each for each in stage.parents() if "wrap-up" in each.text] == []
    (text,) = told(stage)
    assert text.count("Nov") + text.count("Dec") + text.count("Jan") >= 3


def test_a_bot_that_is_removed_from_its_channel_waits_says_why_and_goes_on_when_it_is_invited(anywhere: Stage) -> None:
    stage = anywhere
    stage.slack.changes_channel(CHANNEL, kick=["Drumbeat"])
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.slack.settle()
    (text,) = told(stage)
    assert "I am not in it" in text and "Checkout · Daily" in text and "/invite @Drumbeat" in text
    assert posting(stage.bot)["paused"] == 1
    assert "It is paused since" in stage.says("Ana", "/standup list").text
    stage.clock.turn_to("Tue 10:00", BERLIN)
    assert len(told(stage)) == 1
    stage.slack.changes_channel(CHANNEL, invite=["Drumbeat"], by="Ana")
    stage.slack.settle()
    assert "Answers are in this thread" in stage.day().text
    assert any("I can post in" in text for text in told(stage))
    assert posting(stage.bot)["paused"] == 0
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "wrap-up" in stage.wrap_up().text


def test_an_archived_channel_is_waited_for_and_what_is_too_late_by_then_is_told_once(on_sqlite: Stage) -> None:
    stage = on_sqlite
    stage.slack.changes_channel(CHANNEL, archived=True, by="Ana")
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.slack.settle()
    assert "it is archived" in told(stage)[0]
    stage.clock.turn_to("Thu 15:00", BERLIN)
    stage.slack.changes_channel(CHANNEL, archived=False, by="Ana")
    stage.slack.settle()
    last = told(stage)[-1]
    assert len(told(stage)) == 2 and "I can post in" in last and "*Checkout · Daily*" in last
    stage.clock.turn_to("Fri 12:00", BERLIN)
    assert len(told(stage)) == 2
    assert "wrap-up" in stage.wrap_up().text


def test_without_a_token_nothing_is_sent_and_the_bot_stays_up_and_says_so(on_sqlite: Stage) -> None:
    stage = on_sqlite
    stage.bot.forgive("Slack does not take the token")
    fault = {"kind": "error", "error": "account_inactive", "methods": ["chat.postMessage", "auth.test"]}
    stage.slack.weather.faults(fault)
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.slack.settle()
    assert posting(stage.bot)["suspended"] == 1
    sent = len(stage.slack.requests("chat.postMessage"))
    stage.clock.turn_to("Tue 12:30", BERLIN)
    assert len(stage.slack.requests("chat.postMessage")) == sent
    stage.slack.weather.clears()
    stage.bot.stop()
    stage.bot.start_again()  # at the start it asks for the token; else every ten minutes
    stage.slack.settle()
    assert posting(stage.bot)["suspended"] == 0
    assert "I could not ask: Ana, Ben, Chi" in stage.wrap_up().text
    assert "I did not ask Ana, Ben, Chi" in told(stage)[0]


def test_after_it_was_uninstalled_nothing_is_sent_any_more(on_sqlite: Stage) -> None:
    stage = on_sqlite
    stage.slack.uninstalls("Acme")
    stage.slack.settle()
    sent = len(stage.slack.requests("chat.postMessage"))
    stage.clock.turn_to("Tue 13:00", BERLIN)
    assert len(stage.slack.requests("chat.postMessage")) == sent
