"""`/retro` by its own door: a whole retro, who sees what, and who may do what."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from bot.storage.channels import ChannelMember
from bot.storage.mentions import Mention
from bot.storage.outbox import OutboundMessage
from bot.storage.retros import Retro, RetroCard
from tests.commands.counter import Counter
from tests.commands.retro_table import RetroTable
from tests.storage.cast import slack_id

LAB = "C0LAB00001"


@pytest.fixture
def table(held: Counter) -> RetroTable:
    return RetroTable(held)


def test_a_retro_from_the_first_card_to_the_summary(table: RetroTable) -> None:
    begun = table.says("Ana", "start")
    assert "*Retro 1* of checkout has begun; its board is in <#C0CHECKOUT>" in begun
    assert "*Named*" in begun
    kept = table.says("Ana", "+ The demo went well")
    assert "*R-1* is on the board, under Went well" in kept and "The demo went well" in kept
    table.says("Ben", "- The tests take an hour")
    table.says("Ben", "add Ideas: Pair on reviews")
    assert "Went well: 1 · Did not go well: 1 · Puzzles: 0 · Ideas: 1 - 3 cards by 2 people" in table.board()
    assert "all cards on the table" in table.says("Ana", "next")
    assert "• *R-2 *The tests take an hour · Ben" in table.board()
    table.says("Ana", "next")
    assert "has 2 votes of yours; 3 left" in table.says("Ben", "vote R-2 2")
    assert "has 1 vote of yours; 4 left" in table.says("Ana", "vote 3")
    assert "votes of yours" not in table.board() and "2 have voted so far" in table.board()
    table.says("Ana", "next")
    assert "*Topic 1 of 2* · 2 votes\n*R-2 *The tests take an hour · Ben · 2 votes" in table.board()
    table.says("Ana", "next")
    assert "*Topic 2 of 2* · 1 vote\n*R-3 *" in table.board()
    written = table.says("Ben", f"action Split the tests {table.at('Ana')} due:fri from R-2")
    assert "*A-1* Split the tests · Ana · due Fri 27 Nov" in written
    table.says("Ben", "action Talk to support")
    table.says("Ana", "next")
    assert "*Retro 1* of checkout is at: closed" in table.says("Ana", "next")
    (summary,) = table.posted("Retro 1* - Mon 23 Nov · 3 cards by 2 people")
    assert "*A-1* Split the tests · Ana · due Fri 27 Nov" in summary
    assert "*A-2* Talk to support · :warning: nobody · :warning: no day" in summary
    assert ":warning: 1 of these has no owner or no day" in summary
    assert table.says("Ben", "summary") == summary
    assert "*Retro 1* - Mon 23 Nov 2026 · 3 cards · 2 actions" in table.says("Ben", "history")


@pytest.mark.parametrize("line", ("start", "schedule every 2 weeks on fri at 15:00"))
def test_where_there_is_no_team_one_is_made(counter: Counter, line: str) -> None:
    said = counter.says("Ana", f"/retro {line}")
    assert "There was no team here, so I made one" in said
    assert "Ana (lead)" in counter.says("Ana", "/team show")
    assert "There was no team" not in counter.says("Ana", f"/retro {line}")


def test_a_wrong_start_makes_no_team(counter: Counter) -> None:
    assert "not *wibble*" in counter.says("Ana", "/retro start wibble")
    assert "no team here" in counter.says("Ana", "/team show")


def test_while_cards_are_gathered_nothing_of_them_is_anywhere_but_with_their_author(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.says("Ben", "+ The zebra crossed")
    assert "zebra" in table.says("Ben", "mine")
    for verb in ("", "mine", "edit R-1 x", "drop R-1", "vote R-1", "action Feed it from R-1", "actions", "summary"):
        answer = table.says("Ana", verb)
        assert "zebra" not in answer and "Ben" not in answer, verb
    assert "zebra" not in table.board() and "Ben" not in table.board()
    with table.counter.db.read() as session:
        assert not session.scalars(select(Mention)).all()
        payloads = [str(row.payload) for row in session.scalars(select(OutboundMessage))]
    assert [payload for payload in payloads if "zebra" in payload] == []


def test_a_hidden_retro_shows_no_names_and_numbers_that_tell_nothing(table: RetroTable) -> None:
    table.says("Ana", "start hidden")
    typed = [f"card number {number}" for number in range(12)]
    for number, text in enumerate(typed):
        table.says(("Ana", "Ben")[number % 2], f"+ {text} about F-{number}")
    table.says("Ana", "next")
    board = table.board()
    assert all(text in board for text in typed)
    assert "Ben" not in board.replace("Ana leads", "")
    order = [board.index(text) for text in typed]
    assert order != sorted(order)
    with table.counter.db.read() as session:
        assert {card.number for card in session.scalars(select(RetroCard))} == set(range(1, 13))
        assert {mention.person_id for mention in session.scalars(select(Mention))} == {None}
    assert "card number 1 " in table.says("Ben", "mine")


def test_a_named_card_links_to_what_it_speaks_of_once_it_is_shown(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.says("Ben", "+ F-12 helped, B-4 did not")
    table.says("Ana", "next")
    with table.counter.db.read() as session:
        spoken = {(one.letter, one.number): one.person_id for one in session.scalars(select(Mention))}
    assert spoken.keys() == {("F", 12), ("B", 4)}
    assert None not in spoken.values()


@pytest.mark.parametrize("verb", ("next", "back", "close"))
def test_only_who_leads_it_moves_it(table: RetroTable, verb: str) -> None:
    table.says("Ana", f"start facilitator {table.at('Ben')}")
    answer = table.says("Ana", verb)
    assert "Ben leads this retro and moves it on" in answer
    assert table.example_in(answer)
    assert "Ben leads this retro" not in table.says("Ben", verb)


def test_a_press_on_an_older_board_moves_nothing(table: RetroTable) -> None:
    table.says("Ana", "start")
    value = table.value("retro.next")
    assert table.press("Ana", "retro.next", value) == ""
    assert "all cards on the table" in table.board()
    assert "has moved on meanwhile" in table.press("Ana", "retro.next", value)
    assert "all cards on the table" in table.board()
    assert "Ana leads this retro" in table.press("Ben", "retro.next", table.value("retro.next"))


def test_going_on_names_what_is_talked_about(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.says("Ana", "+ The demo went well")
    table.says("Ben", "- The <!channel> tests take an hour")
    table.goes_to("Ana", "vote")
    table.says("Ben", "vote R-2 2")
    table.says("Ben", "vote R-1")
    first = table.says("Ana", "next")
    assert "is at: talking." in first and "*Topic 1 of 2* · 2 votes\n*R-2 *The" in first
    assert "*Topic 2 of 2* · 1 vote\n*R-1 *The demo went well" in table.says("Ana", "next")
    assert "is at: what we will do. That was the last topic." in table.says("Ana", "next")


def test_a_retro_without_cards_has_no_topic_to_name(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.goes_to("Ana", "vote")
    assert "is at: talking." in table.says("Ana", "next")
    onward = table.says("Ana", "next")
    assert "is at: what we will do." in onward and "last topic" not in onward


def test_back_goes_as_far_as_the_end_of_the_vote(table: RetroTable) -> None:
    table.says("Ana", "start")
    assert "no way back" in table.says("Ana", "back")
    table.says("Ana", "+ one")
    table.goes_to("Ana", "vote")
    assert "all cards on the table" in table.says("Ana", "back")
    assert "gathering cards" in table.says("Ana", "back")
    table.says("Ana", "- two")
    table.goes_to("Ana", "discuss")
    assert "no way back" in table.says("Ana", "back")


def test_a_second_retro_is_not_begun_beside_an_open_one(table: RetroTable) -> None:
    table.says("Ana", "start")
    answer = table.says("Ben", "start")
    assert "checkout has a retro open already" in answer
    assert "gathering cards" in table.repeats("Ben", answer)
    assert table.counter.rows(Retro) == 1


def test_without_a_retro_the_way_to_one_is_shown(table: RetroTable) -> None:
    assert "has no retro open. Begin one: `/retro start`" in table.says("Ana", "")
    assert "*Retro 1* of checkout has begun" in table.press("Ana", "retro.begin", "")
    answer = table.says("Ana", "close") and table.says("Ana", "next")
    assert "has begun" in table.repeats("Ana", answer)


def test_cards_of_one_s_own_columns_go_by_their_names(table: RetroTable) -> None:
    table.says("Ana", 'start "Keep, Drop, Try it"')
    refused = table.says("Ben", "+ the stand-ups")
    assert "It has: Keep, Drop, Try it" in refused
    assert "under Keep" in table.repeats("Ben", refused)
    refused = table.says("Ben", "add Something: the stand-ups")
    assert "under Keep" in table.repeats("Ben", refused)
    assert "under Try it" in table.says("Ben", "add try: pairing")


def test_one_s_own_card_is_changed_and_taken_away_until_it_is_shown(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.says("Ben", "+ The demo")
    assert "R-1 *The launch" in table.says("Ben", "edit R-1 The launch")
    assert "is gone from the board" in table.says("Ben", "drop R-1")
    assert "No cards yet" in table.board()
    table.says("Ben", "+ Another")
    table.says("Ana", "next")
    for verb in ("edit R-2 x", "drop R-2", "+ late", "add Ideas: late"):
        assert "All cards are on the table" in table.says("Ben", verb)


def test_the_card_form_takes_a_card(table: RetroTable) -> None:
    table.says("Ana", "start")
    own = table.value("retro.add")
    table.press("Ben", "retro.add", own)
    assert [block["block_id"] for block in table.counter.forms()[-1]["blocks"][1:]] == ["column", "text"]
    assert table.counter.sends("Ben", "retro.card", own, column="ideas", text="Pair more") is None
    assert "Pair more · Ideas" in table.press("Ben", "retro.mine", own)
    empty = table.counter.sends("Ben", "retro.card", own, view="V2", column="ideas", text=" ")
    assert empty is not None and "A card needs a few words" in empty["errors"]["text"]


def test_who_is_not_in_the_channel_hears_the_same_as_if_nothing_were_there(table: RetroTable) -> None:
    table.says("Ana", "start")
    table.says("Ana", "action Fix the CI")
    for verb in ("", "next", "+ x", "actions", "start", "summary"):
        answers = {table.counter.says(who, f"/retro {verb}", channel) for who in ("Dov",) for channel in (LAB,)}
        assert all("checkout" not in answer.partition("You typed")[0] for answer in answers)
    there, missing = (table.counter.says("Dov", f"/retro done A-{number}") for number in (1, 2))
    assert there.replace("A-1", "A-2") == missing
    own = table.value("retro.next").partition(":")[0]
    assert table.press("Dov", "retro.add", own) == table.press("Dov", "retro.add", "4711").replace("retro", "team")


def test_a_sign_needs_no_space_after_it(table: RetroTable) -> None:
    table.says("Ana", "start")
    assert "under Went well" in table.says("Ben", "+The demo")
    assert "under Puzzles" in table.says("Ben", "?Who knows")
    assert "nothing that /retro can do" in table.says("Ben", "--help")


def test_a_lead_takes_the_retro_over_from_a_member_who_is_away(table: RetroTable) -> None:
    table.says("Ben", "start")
    refused = table.says("Chi", "takeover")
    assert "Ask Ana" in refused and table.example_in(refused) == "/retro"
    assert table.example_in(table.says("Ana", "next")) == "/retro takeover"
    assert "You lead *Retro 1* of checkout now" in table.says("Ana", "takeover")
    assert "Ana leads" in table.board()
    assert "Ana leads this retro" in table.says("Ben", "close")
    assert "is at: closed" in table.says("Ana", "close")


def test_a_retro_whose_leader_left_the_channel_is_moved_and_taken_over_by_everybody(table: RetroTable) -> None:
    table.says("Ben", "start")
    table.counter.slack.sim.world.channels["C0CHECKOUT"].members.remove(slack_id("Ben"))
    with table.counter.db.write() as session:
        session.execute(delete(ChannelMember).where(ChannelMember.slack_id == slack_id("Ben")))
    assert "all cards on the table" in table.says("Chi", "next")
    assert "You lead *Retro 1*" in table.says("Chi", "takeover")
    assert "Chi leads this retro" in table.says("Ana", "next")
