"""Retros in words: eighty cards by sixty people fit, nobody's name is where it does not belong, nobody is pinged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.retros import Mode, Phase
from bot.domain.text import CLOSE, OPEN
from bot.messages import action_items, retro_cards, retros
from bot.simulator import judge
from tests.messages.pictures import ANSWERS, NAMES
from tests.messages.reading import shown
from tests.messages.retro_pictures import board, card, every_form, every_message, promise
from tests.messages.test_extremes import unescaped, wrong_with


@pytest.mark.parametrize("which", ANSWERS)
def test_slack_takes_what_is_said_of_eighty_cards(which: str) -> None:
    said = list(every_message("Ana <b>", ANSWERS[which][:1000] or "x"))
    assert [line for name, message in said for line in wrong_with(name, message)] == []
    assert {name: unescaped(message) for name, message in said if unescaped(message)} == {}


@pytest.mark.parametrize("which", NAMES)
@pytest.mark.parametrize("cards", (0, 1, 200))
def test_slack_takes_what_is_said_of_people_with_odd_names(which: str, cards: int) -> None:
    said = list(every_message(NAMES[which], "<!channel> & <@U1>", cards=cards))
    assert [line for name, message in said for line in wrong_with(name, message)] == []
    assert {name: unescaped(message) for name, message in said if unescaped(message)} == {}


@pytest.mark.parametrize("which", ANSWERS)
def test_slack_takes_every_form_of_a_retro(which: str) -> None:
    wrong = {name: judge.view(view) for name, view in every_form("Ana <b>", ANSWERS[which][:1000])}
    assert {name: lines for name, lines in wrong.items() if lines} == {}


@pytest.mark.parametrize("phase", (Phase.REVEAL, Phase.VOTE))
def test_every_one_of_eighty_long_cards_is_on_the_board(phase: Phase) -> None:
    picture = board(phase, cards=80, text="The tests take an hour and nobody knows why. " * 20)
    said = shown(retros.board(picture))
    assert [one.ref for one in picture.cards if f"*{one.ref} *" not in said] == []


def test_of_two_hundred_cards_those_left_out_are_counted() -> None:
    assert "50 more did not fit here: `/retro` shows all of them to you." in shown(
        retros.board(board(Phase.REVEAL, cards=200))
    )


def test_before_the_reveal_the_board_has_counts_and_no_words() -> None:
    picture = board(Phase.GATHER, text="A secret")
    said = shown(retros.board(picture))
    assert "Went well: 0 · Did not go well: 1 · Puzzles: 1 · Ideas: 1 - 3 cards by 3 people" in said
    assert "A secret" not in said.partition("*What we will do")[0]
    assert "`/retro + …` Went well · `/retro - …` Did not go well" in said


def test_a_mention_on_a_card_pings_nobody() -> None:
    text = f"{OPEN}@U0BEN00001|ben{CLOSE} helped & more"
    picture = replace(board(Phase.REVEAL), cards=(card(1, text=text),))
    message = retros.board(picture)
    assert "@ben helped & more" in shown(message) and "<user" not in shown(message)
    one = promise(1, text=text)
    assert "@ben helped &amp; more" in action_items.written_down(one).text
    assert "U0BEN00001" not in str(action_items.written_down(one))


def test_the_board_says_in_words_how_honest_it_is() -> None:
    named, hidden = (shown(retros.board(board(Phase.GATHER, mode=mode))) for mode in (Mode.NAMED, Mode.HIDDEN))
    assert "*Named*: nobody sees your cards until all are shown at once" in named
    assert "*Hidden*: nobody sees your cards until all are shown at once, without names and shuffled" in hidden


def test_an_action_without_owner_or_day_is_flagged() -> None:
    said = action_items.promise_line(promise(7, owner="", due_on=None, carried=3))
    assert said == "*A-7* Split the tests · :warning: nobody · :warning: no day · 3rd time"
    picture = replace(board(Phase.CLOSED), promised=(promise(1), promise(2, owner="")))
    assert ":warning: 1 of these has no owner or no day" in shown(retros.summary(picture))


@pytest.mark.parametrize(
    ("count", "words"), ((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"))
)
def test_ordinals(count: int, words: str) -> None:
    assert action_items.ordinal(count) == words


def test_the_ballot_offers_votes_as_long_as_there_are_some() -> None:
    picture = board(Phase.VOTE, cards=3)
    assert shown(retro_cards.ballot(picture, {})).count("Take one back") == 0
    used_up = retro_cards.ballot(picture, {1: 3, 2: 2})
    assert "0 of 5 left" in shown(used_up)
    assert [block for block in used_up.blocks if "accessory" in block] == []
    assert shown(used_up).count("Take one back") == 2
