"""Holding a stand-up, from the slash command to the wrap-up: the conversation that everything else serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.simulator.driver import Slack
from tests.wire.setups import EVERY_SETUP, Setup, bot_in
from tests.wire.stage import BERLIN, NEW_YORK, Stage


@pytest.mark.parametrize("setup", EVERY_SETUP, ids=str)
def test_a_standup_from_slash_command_to_wrap_up(setup: Setup, slack: Slack, tmp_path: Path) -> None:
    with bot_in(setup, slack, tmp_path / "bot") as bot:
        hold_a_standup(slack, Stage(slack, bot, "#checkout"))


def hold_a_standup(slack: Slack, stage: Stage) -> None:
    """The conversation, whatever door the bot has and wherever it remembers."""
    ana_sets_it_up(slack)
    each_is_asked_in_the_morning(slack)
    ana_and_chi_answer(slack, stage)
    the_wrap_up_tells_who_is_in_and_waits_for_the_west(slack, stage)


def ana_sets_it_up(slack: Slack) -> None:
    made = slack.says("Ana", "#checkout", "/team new Checkout")
    assert "*Checkout* is a team now, at home in #checkout, on the clock of Europe/Berlin" in made.text
    slack.clock.turn_to("Mon 18:00", BERLIN)
    planned = slack.says("Ana", "#checkout", "/standup new Daily at 9:30 mon-fri close 12:00")
    assert "Mon-Fri at 09:30 in each person's own time, closes 12:00 Europe/Berlin" in planned.text
    assert "Nov 24, 2026 09:30 · Nov 25, 2026 09:30 · Nov 26, 2026 09:30" in planned.text


def each_is_asked_in_the_morning(slack: Slack) -> None:
    slack.clock.turn_to("Tue 09:29", BERLIN)
    assert slack.dms("Ana") == []
    assert "due 20:00" in slack.last_dm("Chi").text  # in Tokyo it was 9:30 in the night
    slack.clock.turn_to("Tue 09:30", BERLIN)
    card = slack.last_dm("Ana")
    assert card.text == "*Checkout · Daily* - due 12:00"
    assert card.buttons == ["Fill in", "Skip today"]
    assert slack.dms("Ben") == []


def ana_and_chi_answer(slack: Slack, stage: Stage) -> None:
    form = slack.last_dm("Ana").press("Fill in").form
    assert list(form.labels.values()) == [
        "What did you do yesterday?",
        "What will you do today?",
        "Is anything in your way?",
    ]
    sent = form.fill(yesterday="Refunds", today="Invoices", blockers="The staging keys").submit()
    assert sent.closed and not sent.errors
    slack.settle()
    assert "you are in. This is what you said" in slack.last_dm("Ana").text
    assert slack.last_dm("Ana").buttons == ["Edit"]
    assert "1/3 in" in stage.day().text
    assert [each.text for each in stage.cards()] == [
        "*Ana*\nYesterday\n• Refunds\nToday\n• Invoices\nIn the way\n• The staging keys\n"
        ":no_entry: *B-1* · Ana sees to it"
    ]

    saved = slack.says("Chi", "#checkout", "/standup log y: drew the basket t: the empty basket b: nothing")
    assert saved.text == "Saved for *Daily* of Tue 24 Nov:\nYesterday\n• drew the basket\nToday\n• the empty basket"


def the_wrap_up_tells_who_is_in_and_waits_for_the_west(slack: Slack, stage: Stage) -> None:
    slack.clock.turn_to("Tue 12:00", BERLIN)
    assert stage.wrap_up().text == (
        "*Checkout · Daily* - wrap-up of Tue 24 Nov\n:no_entry: *In the way*\n• B-1 · Ana: The staging keys (today)\n"
        "*2/3 in* · pending: Ben (until 17:30)"
    )
    read_back = slack.says("Ben", "#checkout", "/standup report today")
    assert "2/3 in · not in: Ben" in read_back.text
    assert "• Refunds" in read_back.text and "• drew the basket" in read_back.text

    slack.clock.turn_to("Tue 9:30", NEW_YORK)
    slack.last_dm("Ben").press("Fill in").fill(today="The flaky test").submit()
    slack.settle()
    assert "*3/3 in*" in stage.wrap_up().text
    assert len([each for each in stage.parents() if "wrap-up" in each.text]) == 1
