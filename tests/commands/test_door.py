"""The door: one effect for each delivery, forms that stay open, faults that are told, workspaces that are not ours."""

from __future__ import annotations

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.slack.transport import Silence
from bot.storage.audit import AuditRecord
from bot.storage.ceremonies import Ceremony
from bot.storage.entries import Entry
from bot.storage.inbox import Delivery
from bot.storage.teams import Team
from tests.commands.counter import Counter
from tests.storage.cast import BOT, CHECKOUT, OTHER

NEW = "/standup new Daily at 9:30 close 12:00"
LOG = "/standup log y: refunds t: invoices"


def about(counter: Counter) -> str:
    """The id in the form that Ana opens."""
    counter.says("Ana", "/standup")
    return str(counter.forms()[-1]["private_metadata"])


def test_a_repeated_delivery_gets_the_first_answer_and_has_one_effect(counter: Counter) -> None:
    payload = counter.payload("Ana", NEW)
    first = counter.door.command(payload)
    assert counter.door.command(payload) == first
    assert (counter.rows(Ceremony), counter.rows(Team), counter.rows(AuditRecord)) == (1, 1, 2)
    assert "is set up for" in str(first)


def test_eight_deliveries_of_one_at_once_have_one_effect(counter: Counter) -> None:
    counter.says("Ana", "/team show")
    payload = counter.payload("Ana", NEW)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: counter.door.command(payload), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert counter.rows(Ceremony) == 1


def test_a_form_opens_once_however_often_its_command_is_delivered(held: Counter) -> None:
    payload = held.payload("Ana", "/standup")
    assert held.door.command(payload) is None
    assert held.door.command(payload) is None
    assert len(held.forms()) == 1


def test_a_refused_command_is_not_recorded_and_may_come_again(counter: Counter) -> None:
    payload = counter.payload("Ana", "/standup skip")
    assert "You take part in no stand-up" in counter.deliver(payload)
    assert counter.rows(Delivery) == 0
    counter.says("Ana", NEW)
    assert "you sit out" in counter.deliver(payload)


def test_reading_leaves_no_row_and_wakes_nobody(held: Counter) -> None:
    rows, woken = held.rows(Delivery), held.woken
    for line in ("/standup report", "/standup list", "/team show", "/standup help", "/drumbeat"):
        held.says("Ana", line)
    assert (held.rows(Delivery), held.woken) == (rows, woken)


def test_a_change_wakes_the_clock_after_the_commit(counter: Counter) -> None:
    counter.says("Ana", NEW)
    assert counter.woken == 1


def test_a_form_with_nothing_in_it_stays_open_and_is_not_recorded(held: Counter) -> None:
    occurrence, rows = about(held), held.rows(Delivery)
    answer = held.sends("Ana", "standup.answer", occurrence, yesterday="", today="", blockers="")
    assert answer is not None
    assert "All of it is empty" in answer["errors"]["yesterday"]
    assert held.rows(Delivery) == rows
    assert held.sends("Ana", "standup.answer", occurrence, yesterday="", today="tests", blockers="") is None
    assert held.rows(Entry) == 1


def test_a_form_that_is_delivered_twice_is_kept_once(held: Counter) -> None:
    occurrence = about(held)
    for _ in range(2):
        assert held.sends("Ana", "standup.answer", occurrence, today="tests") is None
    assert held.rows(Entry) == 1
    assert held.sends("Ana", "standup.answer", occurrence, today="other tests") is None
    assert "other tests" in held.says("Ana", "/standup report")


@pytest.mark.parametrize("forged", ("", "424242", "x", "9" * 40, "1; DROP TABLE entries"))
def test_a_form_about_something_that_is_not_theirs_says_that_it_is_not_there(held: Counter, forged: str) -> None:
    answer = held.sends("Ana", "standup.answer", forged, today="tests")
    assert answer is not None
    assert "I can't find" in answer["errors"]["today"]
    assert held.rows(Entry) == 0


def test_nobody_answers_in_anothers_place(held: Counter) -> None:
    answer = held.sends("Dov", "standup.answer", about(held), today="tests")
    assert answer is not None
    assert held.rows(Entry) == 0


def test_buttons_and_forms_that_lead_nowhere_say_so(held: Counter) -> None:
    assert "leads nowhere now" in held.press("Ana", "team.paint", "1")
    answer = held.sends("Ana", "team.paint", "1", title="x")
    assert answer is not None
    assert "leads nowhere now" in answer["errors"]["title"]


def test_skip_and_fill_in_after_all(held: Counter) -> None:
    occurrence = about(held)
    assert held.press("Ana", "standup.skip", occurrence) == ""
    held.press("Ana", "standup.fill", occurrence)
    assert len(held.forms()) == 2


def test_a_fault_gets_an_apology_whose_reference_is_in_the_log(held: Counter, caplog: pytest.LogCaptureFixture) -> None:
    occurrence = about(held)
    with held.db.write() as session:
        session.execute(text("ALTER TABLE entries RENAME TO lost"))
    with caplog.at_level(logging.ERROR):
        answer = held.says("Ana", LOG)
        pressed = held.press("Ana", "standup.fill", occurrence)
        sent = held.sends("Ana", "standup.answer", occurrence, today="tests")
    assert "You typed: `/standup log y: refunds t: invoices`" in answer
    for said in (answer, pressed, str(sent)):
        found = re.search(r"reference `(\w{8})`", said)
        assert found is not None
        assert found[1] in caplog.text
    assert "lost" not in answer


def test_an_unknown_workspace_gets_a_constant_answer_and_leaves_no_row(held: Counter) -> None:
    rows, asked = held.rows(Delivery), len(held.slack.asked)
    answers = {
        held.deliver(held.payload("Fay", line, workspace=OTHER)).partition("\nYou typed")[0]
        for line in ("/standup", LOG, "/team new X")
    }
    assert answers == {"Drumbeat is not set up in this workspace."}
    assert (held.rows(Delivery), len(held.slack.asked)) == (rows, asked)


def test_when_slack_does_not_say_who_somebody_is_nothing_is_done(counter: Counter) -> None:
    counter.slack.trouble["users.info"] = Silence(sent=True, reason="timeout")
    assert "could not ask Slack who you are" in counter.says("Ana", NEW)
    assert counter.rows(Team) == 0


def test_a_form_that_slack_does_not_open_is_told_and_nothing_is_lost(held: Counter) -> None:
    held.slack.trouble["views.open"] = "expired_trigger_id"
    answer = held.says("Ana", "/standup log I forgot the keys")
    assert "The form did not open in time" in answer
    assert "/standup log I forgot the keys" in answer


def test_a_team_made_for_another_channel_has_that_channels_name(counter: Counter) -> None:
    counter.says("Ana", "/team show", "C0LAB00001")
    answer = counter.says("Ana", "/standup new Daily in <#C0LAB00001|lab> at 9:30")
    assert "is set up for lab in <#C0LAB00001>" in answer


def test_what_is_logged_in_the_evening_goes_to_the_day_for_which_one_was_asked(counter: Counter) -> None:
    """Ben in New York is asked on Monday evening for Tuesday, by the clock of Tokyo."""
    counter.says("Ben", "/standup new Daily at 9:30 Asia/Tokyo close 12:00")
    counter.now += timedelta(hours=20)  # Monday, 22:00 in New York; Tuesday noon in Tokyo
    answer = counter.says("Ben", LOG)
    assert "of Tue 24 Nov" in answer


def test_the_bot_is_told_to_be_invited_where_it_is_not(counter: Counter) -> None:
    counter.slack.sim.world.channels[CHECKOUT].members.remove(BOT)
    counter.slack.trouble["conversations.members"] = "channel_not_found"
    assert "/invite" in counter.says("Ana", NEW)
