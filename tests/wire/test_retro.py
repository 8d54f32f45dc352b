"""A retro from card to action, by the real bot: two people, one board in the channel, a reminder in the days after."""

from __future__ import annotations

import re

from bot.simulator.driver import Message
from tests.wire.stage import BERLIN, Stage


def board(stage: Stage) -> Message:
    """The newest board in the channel, as it stands now."""
    stage.slack.settle()
    return [each for each in stage.parents() if re.search(r"Retro \d+\* - \D", each.text)][-1]


def ref_in(text: str, letter: str) -> str:
    found = re.search(rf"{letter}-\d+", text)
    assert found, text
    return found[0]


def test_a_retro_from_card_to_action(stage: Stage) -> None:
    stage.says("Ana", "/team new Checkout")
    stage.slack.settle()
    they_gather_cards_that_nobody_else_sees(stage)
    they_read_and_vote(stage)
    they_talk_and_promise(stage)
    the_owner_is_reminded_and_the_next_retro_opens_with_what_is_unfinished(stage)


def they_gather_cards_that_nobody_else_sees(stage: Stage) -> None:
    assert "has begun" in stage.says("Ana", "/retro start").text
    form = board(stage).press("Add card", by="Ben").form
    assert form.labels == {"column": "Where does it go?", "text": "What do you want to say?"}
    assert form.fill(column="Did not go well", text="The tests take an hour").submit().closed
    kept = stage.says("Ana", "/retro + The demo went well")
    assert kept.message is not None and kept.message.ephemeral
    shown = board(stage)
    assert "Went well: 1 · Did not go well: 1 · Puzzles: 0 · Ideas: 0 - 2 cards by 2 people" in shown.text
    assert shown.buttons == ["Add card", "My cards", "Next"]
    said = [each.text for each in stage.slack.messages(stage.channel)]
    assert [text for text in said if "demo" in text or "tests" in text] == []
    assert "The tests take an hour" in shown.press("My cards", by="Ben").text
    assert "Ana leads this retro" in board(stage).press("Next", by="Ben").text


def they_read_and_vote(stage: Stage) -> None:
    board(stage).press("Next", by="Ana")
    text = board(stage).text
    assert "The demo went well · Ana" in text and "The tests take an hour · Ben" in text
    board(stage).press("Next", by="Ana")
    ballot = board(stage).press("Vote", by="Ben")
    assert ballot.message is not None and ballot.message.ephemeral and "5 of 5 left" in ballot.text
    slow = re.search(r"(R-\d+)\W+The tests", ballot.text)
    assert slow
    assert "3 left" in stage.says("Ben", f"/retro vote {slow[1]} 2").text
    assert "4 left" in stage.says("Ana", f"/retro vote {slow[1]}").text
    assert "2 have voted so far" in board(stage).text and "3 votes" not in board(stage).text
    board(stage).press("Next", by="Ana")


def they_talk_and_promise(stage: Stage) -> None:
    shown = board(stage)
    assert "*Topic 1 of 1* · 3 votes" in shown.text and "The tests take an hour · Ben · 3 votes" in shown.text
    form = shown.press("Add an action", by="Ben").form
    assert form.fill(text="Split the tests", owner=stage.slack.ben.id).submit().closed
    ref = ref_in(board(stage).text, "A")
    assert "no day" in board(stage).text
    assert "Split the tests · Ben · due" in stage.says("Ana", f"/retro move {ref} thu").text
    board(stage).press("On to what we will do", by="Ana")
    board(stage).press("Close", by="Ana")
    assert board(stage).buttons == []
    summary = [each for each in stage.parents() if "What moved us most" in each.text][-1]
    assert "2 cards by 2 people" in summary.text and "Split the tests · Ben · due Thu" in summary.text


def the_owner_is_reminded_and_the_next_retro_opens_with_what_is_unfinished(stage: Stage) -> None:
    stage.clock.turn_to("Wed 20:00", BERLIN)
    card = stage.slack.last_dm("Ben")
    assert "Soon due, for Checkout" in card.text and "Split the tests" in card.text
    assert card.buttons == ["Done", "Move", "Discuss"]
    planned = stage.says("Ana", "/retro schedule every week on thu at 15:00")
    assert "begins by itself on Thu at 15:00 Europe/Berlin" in planned.text
    stage.clock.turn_to("Thu 15:00", BERLIN)
    assert "what was promised before" in board(stage).text
    assert "Split the tests · Ben" in board(stage).text
    assert "has begun in" in stage.slack.last_dm("Chi").text
    form = stage.slack.last_dm("Chi").press("Add card").form
    assert form.fill(text="I was not there last time").submit().closed
    assert "Thank you!" in board(stage).press("Done", by="Ben").text
    assert "Split the tests · done" in board(stage).text
    stage.says("Ana", "/retro schedule off")
    assert "closed" in stage.says("Ana", "/retro close").text
