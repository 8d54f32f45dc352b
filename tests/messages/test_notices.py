"""Notices in words: facts of one kind stand together, nothing is markup that somebody typed, and all of it fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ceremonies import KINDS
from bot.domain.notices import Notice, What, with_one_more
from bot.messages.limits import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, characters
from bot.messages.notices import notice
from bot.messages.pauses import fix_for, why_paused

BERLIN = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = datetime(2026, 11, 23, 7, 50, tzinfo=UTC), datetime(2026, 11, 23, 15, 10, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
MISSED = Notice(What.MISSED, "Checkout", "C0CHECKOUT", ("2026-11-23",), ceremony="Daily", since=SINCE, until=UNTIL)
LOST = Notice(What.NOT_POSTED, "Checkout", "C0CHECKOUT", ("wrap_up",), ceremony="Daily", day=MONDAY)


def test_a_fact_comes_back_from_the_row_as_it_went_in() -> None:
    for one in (MISSED, LOST, replace(LOST, what=What.UNSURE, why="timeout")):
        assert Notice.from_kept(one.kept()) == one


def test_facts_that_differ_in_their_parts_alone_become_one() -> None:
    tuesday = replace(MISSED, parts=("2026-11-24",))
    assert with_one_more([MISSED, LOST], tuesday) == [replace(MISSED, parts=("2026-11-23", "2026-11-24")), LOST]
    assert with_one_more([MISSED], MISSED) == [MISSED]
    weekly = replace(tuesday, ceremony="Weekly")
    assert with_one_more([MISSED], weekly) == [MISSED, weekly]


def test_one_absence_is_named_once_for_all_that_did_not_happen() -> None:
    asked = replace(MISSED, what=What.NOT_ASKED, ceremony="Second", parts=("Ana", "Ben"), day=MONDAY)
    text = notice([MISSED, asked], BERLIN).text
    assert text.count("I was off from") == 1
    assert "• *Checkout · Daily* of Mon 23 Nov\n• *Checkout · Second* of Mon 23 Nov: I did not ask Ana, Ben" in text


def test_what_cannot_be_known_says_to_look_and_that_it_is_not_posted_again() -> None:
    text = notice([replace(LOST, what=What.UNSURE, why="timeout", parts=("digest",))], BERLIN).text
    assert "I cannot tell whether this was posted" in text and "(`timeout`)" in text
    assert "• the digest of *Checkout · Daily* of Mon 23 Nov in <#C0CHECKOUT>" in text


@pytest.mark.parametrize(
    "error", ("not_in_channel", "is_archived", "channel_not_found", "restricted_action", "new_one")
)
def test_each_reason_for_a_pause_has_its_words_and_its_way_out(error: str) -> None:
    why, fix = why_paused(error), fix_for(error, "C0CHECKOUT", ["standup"])
    assert why and not why.endswith(".") and "<#C0CHECKOUT>" in fix and fix.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_waited_for_is_set_up_anew_with_the_verb_of_its_kind(kind: str) -> None:
    verb = {"meeting": "agenda new", "digest": "digest new", "retro": "retro schedule"}.get(kind, "standup new")
    paused = Notice(What.PAUSED, "", "C0OLD", (f"{kind}:Checkout · A: B", f"{kind}:Web"), why="is_archived")
    text = notice([paused], BERLIN).text
    assert "So this waits: Checkout · A: B, Web." in text
    assert f"set it up anew in another channel, with `/{verb}` there." in text


def test_of_several_kinds_that_are_paused_each_has_its_verb_once() -> None:
    parts = ("standup:Daily", "digest:News", "check_in:Mood")
    text = notice([Notice(What.PAUSED, "", "C0OLD", parts, why="is_archived")], BERLIN).text
    assert "with `/standup new` or `/digest new` there." in text


def test_names_that_people_typed_are_no_markup() -> None:
    evil = replace(MISSED, team="<!channel>", ceremony="<@U1> *x*")
    text = notice([evil, replace(LOST, team="<!here>")], BERLIN).text
    assert "<!channel>" not in text and "<!here>" not in text and "<@U1>" not in text


def test_two_hundred_facts_fit_into_one_message_and_the_rest_is_counted() -> None:
    many = [replace(LOST, ceremony=f"{index} {'n' * 80}", why=f"code_{index}") for index in range(200)]
    message = notice(many, BERLIN)
    assert len(message.blocks) <= MESSAGE_BLOCKS and characters(message.blocks) <= MESSAGE_CHARACTERS
    assert "more" in str(message.blocks[-1])
