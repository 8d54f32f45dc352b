"""Votes at a retro: within what each person has, by lines and by buttons, and no suggestion costs one."""

from __future__ import annotations

import pytest

from tests.commands.counter import Counter
from tests.commands.retro_table import RetroTable


@pytest.fixture
def table(held: Counter) -> RetroTable:
    return RetroTable(held)


def test_votes_stay_within_what_each_person_has(table: RetroTable) -> None:
    table.says("Ana", "start votes 3 max 2")
    for text in ("one", "two", "three"):
        table.says("Ana", f"+ {text}")
    assert "There is no vote" in table.says("Ben", "vote R-1")
    table.goes_to("Ana", "vote")
    assert "0 left" not in table.says("Ben", "vote R-1 2")
    refused = table.says("Ben", "vote R-1")
    assert "one card takes 1 to 2 of yours" in refused
    assert "has 2 votes of yours; 1 left" in table.repeats("Ben", refused)
    table.says("Ben", "vote R-2")
    refused = table.says("Ben", "vote R-3")
    assert "You have 0 of your 3 votes left, and that would take 1. Your votes: R-1 (2), R-2 (1)" in refused
    table.repeats("Ben", refused)
    assert "has 1 vote of yours" in table.says("Ben", "vote R-3")
    assert "I can't find R-9" in table.says("Ben", "vote R-9")


def test_a_line_suggested_to_a_voter_costs_no_vote(table: RetroTable) -> None:
    table.says("Ana", "start votes 5 max 3")
    for text in ("one", "two", "three"):
        table.says("Ana", f"+ {text}")
    table.goes_to("Ana", "vote")
    table.says("Ben", "vote R-1")
    for typed in ("4", "0", "two"):
        assert table.example_in(table.says("Ben", f"vote R-2 {typed}")) == "/retro vote R-2 3"
    assert table.example_in(table.says("Ben", "vote R-1 0")) == "/retro unvote R-1"
    table.says("Ben", "vote R-2 3")
    refused = table.says("Ben", "vote R-3 2")
    assert "You have 1 of your 5 votes left" in refused
    assert table.example_in(refused) == "/retro vote R-3 1"
    table.repeats("Ben", refused)
    assert table.example_in(table.says("Ben", "vote R-1 2")) == "/retro unvote R-2"
    for typed in ("4", "3"):
        assert table.example_in(table.says("Ben", f"vote R-3 {typed}")) != "/retro vote R-3 0"
    assert "0 of 5 left" in table.says("Ben", "")


def test_a_press_for_which_no_vote_is_left_suggests_no_line(table: RetroTable) -> None:
    table.says("Ana", "start votes 1")
    for text in ("one", "two"):
        table.says("Ana", f"+ {text}")
    table.goes_to("Ana", "vote")
    own = table.value("retro.ballot")
    table.press("Ben", "retro.give", f"{own}:1:0")
    refused = table.press("Ben", "retro.give", f"{own}:2:0")
    assert "You have 0 of your 1 votes left" in refused
    assert "Try this" not in refused


def test_the_ballot_gives_and_takes_votes_by_buttons(table: RetroTable) -> None:
    table.says("Ana", "start")
    for number in range(13):
        table.says("Ana", f"+ card {number}")
    table.goes_to("Ana", "vote")
    own = table.value("retro.ballot")
    ballot = table.press("Ben", "retro.ballot", own)
    assert "5 of 5 left" in ballot and "card 9" in ballot and "card 10" not in ballot
    assert "card 12" in table.press("Ben", "retro.page.1", f"{own}:0:10")
    given = table.press("Ben", "retro.give", f"{own}:12:10")
    assert "4 of 5 left" in given and "*R-12* card 11 · Ana · your votes: 1" in given and "[Take one back]" in given
    assert "5 of 5 left" in table.press("Ben", "retro.take", f"{own}:12:10")
    assert "I can't find" in table.press("Ben", "retro.give", f"{own}:99:0")
    assert "I can't find" in table.press("Ben", "retro.give", "x:y:z")
