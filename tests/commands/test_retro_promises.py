"""`/retro` by its own door: what the team promises, and what is answered to lines that are wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands.retro import retro
from bot.storage.action_items import ActionItem
from tests.commands.asking import IMPOLITE
from tests.commands.counter import Counter
from tests.commands.retro_table import RetroTable
from tests.commands.test_every_verb import ODD_TEXTS
from tests.storage.cast import slack_id

LAB = "C0LAB00001"


@pytest.fixture
def table(held: Counter) -> RetroTable:
    return RetroTable(held)


def test_unfinished_actions_open_the_next_retro(table: RetroTable) -> None:
    table.says("Ana", f"action Fix the CI {table.at('Ben')} due:fri")
    table.says("Ana", "action Buy a plant")
    table.says("Ana", "action Old thing")
    table.says("Ana", "start")
    assert "what was promised before" in table.board()
    assert "*A-1* Fix the CI · Ben · due Fri 27 Nov\n[Done] [Still on] [Drop]" in table.board()
    assert "stays on the list" in table.press("Ben", "action.still_on", "A-1")
    assert "done. Thank you!" in table.press("Ana", "action.done", "A-2")
    table.press("Ana", "action.drop", "A-3")
    assert table.counter.sends("Ana", "action.drop", "A-3", why="nobody wants it") is None
    board = table.board()
    assert "due Fri 27 Nov · still on, says Ben" in board
    assert ":white_check_mark: *A-2* Buy a plant · done" in board
    assert ":wastebasket: *A-3* Old thing · dropped" in board
    assert "[Still on]" not in board
    table.says("Ana", "+ a card can be written already")
    table.says("Ana", "close")
    table.says("Ana", "start")
    assert "*A-1* Fix the CI · Ben · due Fri 27 Nov · 2nd time" in table.board()


def test_action_items_are_listed_done_moved_and_dropped(table: RetroTable) -> None:
    assert "has no open action items" in table.says("Ana", "actions")
    table.says("Ana", f"action Fix the CI {table.at('Ben')} due:2026-11-24")
    table.says("Ana", "action Buy a plant")
    listed = table.says("Ana", "actions")
    assert listed.index("*A-1* Fix the CI · Ben · due Tue 24 Nov\n[Done] [Discuss]") < listed.index("*A-2* Buy a plant")
    assert "*A-1*" in table.says("Ben", "actions mine") and "nothing open" in table.says("Ana", "actions mine")
    assert "A-2* Buy a plant · Ana · due Fri 4 Dec" in table.says("Ana", f"move A-2 {table.at('Ana')} 4 dec")
    table.counter.now += timedelta(days=2)
    assert "*A-1* Fix the CI · Ben · due Tue 24 Nov · :alarm_clock: overdue" in table.says("Ana", "actions overdue")
    assert "A-1* Fix the CI - done" in table.says("Chi", "done A-1")
    assert "settled before" in table.says("Ben", "done 1")
    refused = table.says("Ana", "drop A-2")
    assert "Say why A-2 is not worth doing" in refused
    assert "dropped. Nobody will be reminded" in table.repeats("Ana", refused)
    assert "is dropped already" in table.says("Ana", "move A-2 fri")
    assert "*All action items of checkout* (2)" in table.says("Ana", "actions all")


def test_an_owner_or_leader_who_is_not_in_the_channel_is_refused(table: RetroTable) -> None:
    for line in (f"action Do it {table.at('Dov')}", f"start facilitator {table.at('Dov')}"):
        assert "I can't see Dov in the channel of checkout" in table.says("Ana", line)
    assert table.counter.rows(ActionItem) == 0


def test_an_owner_is_named_as_people_type_it(table: RetroTable) -> None:
    assert "*A-1* Fix the CI · Ben" in table.says("Ana", "action Fix the CI @ben due:fri")
    assert "*A-2* Fix it · Chi" in table.says("Ana", "action @Chi Fix it")
    assert "*A-3* @media queries" in table.says("Ana", "action @media queries are broken")
    assert "· Chi" in table.says("Ana", "move A-1 @Chi")
    refused = table.says("Ana", "action Fix the CI @nobody due:fri")
    assert "I can't see @nobody in the channel of checkout" in refused
    assert "*A-4* Fix the CI · :warning: nobody · due" in table.repeats("Ana", refused)
    assert "has begun" in table.says("Ana", "start facilitator @Ben")
    assert "@ben" not in table.board().casefold() and "Ben" in table.board()


def test_somebody_in_the_channel_whom_the_roster_has_not_yet_sees_to_a_blocker(counter: Counter) -> None:
    counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    counter.says("Ana", "/standup block the staging keys")
    assert "Ben" in counter.says("Ana", f"/standup blocker B-1 assign <@{slack_id('Ben')}|ben>")


def test_a_rhythm_is_kept_shown_and_given_up(table: RetroTable) -> None:
    answer = table.says("Ana", "schedule every 2 weeks on fri at 15:00")
    assert "begins by itself on Fri every 2 weeks at 15:00 Europe/Berlin" in answer
    assert "the next begins by itself" in table.says("Ben", "")
    assert "only a lead or a product manager" in table.says("Ben", "schedule off")
    assert "only when somebody starts one" in table.says("Ana", "schedule off")
    refused = table.says("Ben", "schedule every 2 weeks on fri")
    assert "not at what time of day" in refused
    assert "on Fri every 2 weeks at 15:00" in table.repeats("Ben", refused)


@pytest.mark.parametrize("phase", ("gather", "vote", "actions"))
def test_whatever_follows_a_verb_is_answered_politely_in_each_phase(table: RetroTable, phase: str) -> None:
    table.says("Ana", "start")
    table.says("Ana", "+ one")
    table.goes_to("Ana", phase)
    for word in retro.verbs.keys() - {"next", "back", "close", "start"}:
        for which, text in ODD_TEXTS.items():
            opened = len(table.counter.forms())
            answer = table.says("Ben", f"{word} {text}")
            assert answer or len(table.counter.forms()) > opened, (word, which)
            assert not IMPOLITE.search(answer.partition("You typed:")[0]), (word, which)
    assert table.counter.slack.refused() == []
    table.board()


def test_a_suggested_line_works_for_every_wrong_one(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.says("Ben", "action Buy a plant")
    table.says("Ben", "+ one")
    wrong: tuple[str, ...] = (
        "+",
        "-",
        "add x",
        "edit",
        "edit R-1",
        "edit R-9 x",
        "done",
        "done A-9",
        "drop",
        "move A-1",
    )
    wrong += ("move A-1 wibble", "action", "action due:wibble do it", "actions wibble", "schedule", "schedule wibble")
    wrong += (
        "summary",
        "vote R-1",
        "unvote R-1",
        "start",
        f"action {'x' * 600}",
        "action Do it @nobody",
        "mine x",
        "drop A-1",
    )
    for line in wrong:
        answer = table.says("Ben", line)
        if "Try this:" in answer:
            assert "Try this:" not in table.repeats("Ben", answer), (line, answer)


def test_a_suggested_line_works_for_every_wrong_start(table: RetroTable) -> None:
    for line in ("wibble", "votes 0", "votes 5 max 9", '"one"', '"a, a"', "anonymous", "facilitator @nobody", "votes"):
        answer = table.says("Ana", f"start {line}")
        assert "has begun" in table.repeats("Ana", answer), line
        table.says("Ana", "close")


def test_without_a_vote_no_card_is_said_to_have_moved_anybody(held: Counter) -> None:
    for line in ("/retro start", "/retro + The demo went well", "/retro close"):
        held.says("Ana", line)
    said = held.says("Ana", "/retro summary last")
    assert "Retro 1" in said and "What moved us most" not in said


def test_a_day_that_is_far_off_is_told_with_its_year(table: RetroTable) -> None:
    assert "due Tue 29 Feb 2028" in table.says("Ana", "action Fix the CI due:29 feb")
    assert "due Thu 4 Feb" in (near := table.says("Ana", "action Fix it again due:4 feb")) and "2027" not in near
    assert "due Tue 29 Feb 2028" in table.says("Ana", "actions")
