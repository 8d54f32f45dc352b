"""`--preview`: each verb that has it shows what it would do, and leaves everything as it was."""

from __future__ import annotations

import sqlite3

import pytest

from bot.commands.nouns import NOUNS
from bot.commands.previewing import FLAG
from bot.commands.table import Noun, Verb
from tests.commands.asking import BEFORE, ELSEWHERE, example_of
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT

PREVIEWED = [(noun, verb) for noun in NOUNS for verb in noun.verbs.values() if FLAG in verb.usage]
each_of_them = pytest.mark.parametrize(
    ("noun", "verb"), PREVIEWED, ids=[f"{noun.name} {verb.word}" for noun, verb in PREVIEWED]
)
# Notes of what was delivered, and what Slack said: not what anybody made.
NOTES = ("inbox", "people", "channels", "channel_members")


def everything(counter: Counter) -> list[str]:
    """All that is kept."""
    with sqlite3.connect(str(counter.db.url.database)) as hand:
        return [line for line in hand.iterdump() if not line.startswith(tuple(f'INSERT INTO "{one}"' for one in NOTES))]


def test_what_sets_up_or_posts_can_be_previewed() -> None:
    named = {f"{noun.name} {verb.word}" for noun, verb in PREVIEWED}
    assert {"standup new", "digest new", "digest post", "agenda new", "agenda post"} <= named
    assert {"retro start", "retro schedule"} <= named


@each_of_them
def test_a_preview_shows_it_and_changes_nothing(held: Counter, noun: Noun, verb: Verb) -> None:
    if noun.name == "standup":
        held.says("Ana", BEFORE["standup new"])
    channel = ELSEWHERE.get(f"{noun.name} {verb.word}", CHECKOUT)
    before = everything(held)
    said = held.says("Ana", f"{example_of(noun, verb)} {FLAG}", channel)
    assert said.startswith("(A preview: nothing was changed or posted, and only you see this.)\n"), said
    assert "[" not in said.replace("[--", ""), "no button leads anywhere"
    assert everything(held) == before
    plainly = held.says("Ana", example_of(noun, verb), channel)
    assert "A preview" not in plainly and "Try this" not in plainly
    assert everything(held) != before


def test_previews_show_what_would_stand_in_the_channel(held: Counter) -> None:
    assert "*G-1* The empty basket - Ana, 10 min" in held.says("Ana", "/agenda post Planning now --preview")
    assert "*How to go on*" in held.says("Ana", "/agenda post —preview")
    assert "*Week 48 · checkout*" in held.says("Ana", "/digest post Weekly now --preview")
    assert "*checkout · Retro 1* - gathering cards" in held.says("Ana", "/retro start --preview")
    assert "Next for you:" in held.says("Ana", "/standup new Second at 10:00 --preview close 12:00")


def test_a_preview_is_refused_as_the_line_itself_would_be(held: Counter) -> None:
    assert "has a stand-up called Daily already" in held.says("Ana", "/standup new Daily at 9:30 --preview")
    assert "Logged as *F-2*" in held.says("Ana", "/feature log --preview of PDFs")


@pytest.mark.parametrize(
    "line",
    [
        "/standup blocker B-1 resolve",
        "/standup skip",
        "/standup block the key is late",
        "/standup delete Daily",
        "/agenda decide We ship on Monday",
        "/agenda later G-1",
        "/agenda G-1 and how it came about",
        "/agenda delete Planning",
        "/digest note We show it on Monday",
        "/digest pause",
        "/feature log Export to CSV",
        "/feature Export to CSV",
        "/feature vote F-1",
        "/retro action Write a test plan",
    ],
)
def test_as_the_last_word_every_verb_takes_it_and_changes_nothing(held: Counter, line: str) -> None:
    held.says("Ana", "/team show")
    before = everything(held)
    said = held.says("Ana", f"{line} {FLAG}")
    assert said.startswith("(A preview: nothing was changed or posted, and only you see this.)\n"), said
    assert everything(held) == before
    assert "A preview" not in held.says("Ana", line)
    assert everything(held) != before


def test_action_items_stay_where_they_are_in_a_preview(held: Counter) -> None:
    held.says("Ana", "/retro action Write a test plan")
    before = everything(held)
    assert "A preview" in held.says("Ana", "/retro done A-1 --preview")
    assert "A preview" in held.says("Ana", "/retro drop A-1 not worth it —preview")
    assert everything(held) == before


def test_in_a_sentence_it_is_a_word_like_others(held: Counter) -> None:
    assert "Does --preview of agendas help?" in held.says("Ana", "/agenda decide Does --preview of agendas help?")


def test_what_opens_a_form_has_no_preview(held: Counter) -> None:
    said = held.says("Ana", "/feature log --preview")
    assert "there is nothing to preview" in said and "Try this: `/feature log`" in said
    assert held.forms() == []


def test_what_is_asked_about_two_readings_is_a_preview_in_both(held: Counter) -> None:
    held.says("Ana", "/agenda doen G-1 --preview")
    before = everything(held)
    assert "A preview" in held.press("Ana", "agenda.as_verb", "/agenda\ndone\nG-1 --preview")
    assert everything(held) == before


def test_a_preview_of_what_is_read_is_shown_to_nobody_else(held: Counter) -> None:
    payload = held.payload("Ana", "/feature roadmap public --preview")
    body = held.door.command(payload)
    assert body is not None and body.get("response_type") != "in_channel"
