"""What is too long to be kept is refused with its length and given back whole: nothing that was typed is lost."""

from __future__ import annotations

import pytest

from bot.storage.entries import Entry
from bot.storage.features import Feature
from tests.commands.counter import Counter

LONG = "word " * 1100 + "the end"


@pytest.mark.parametrize(
    "begin",
    ["/standup log y: ", "/standup log ", "/standup block ", "/feature log Title | ", "/feature ", "/digest note ",
     "/agenda add ", "/agenda decide ", "/retro action "],
)  # fmt: skip
def test_a_text_too_long_is_refused_and_given_back_whole(held: Counter, begin: str) -> None:
    entries, features = held.rows(Entry), held.rows(Feature)
    said = held.says("Ana", begin + LONG)
    assert "characters" in said and "Saved" not in said and "Logged" not in said
    assert f"You typed: `{begin}{LONG}`" in said
    assert (held.rows(Entry), held.rows(Feature)) == (entries, features) and held.forms() == []


def test_an_answer_of_just_the_size_of_the_field_is_kept(held: Counter) -> None:
    assert "Saved for *Daily*" in held.says("Ana", "/standup log y: " + "a" * 3000)
    assert "I read 3001 characters for *yesterday*, but an answer has at most 3000" in held.says(
        "Ana", "/standup log y: " + "a" * 3001
    )


def test_what_has_no_section_and_no_room_beside_todays_answer_is_given_back(held: Counter) -> None:
    held.says("Ana", "/standup log t: " + "a" * 2000)
    assert "I read 3501 characters for *today*" in held.says("Ana", "/standup log " + "b" * 1500)


def test_details_and_notes_say_how_much_they_take(held: Counter) -> None:
    assert "I read 3001 characters of details" in held.says("Ana", "/feature log Title | " + "a" * 3001)
    assert "Logged as *F-2*" in held.says("Ana", "/feature log Title | " + "a" * 3000)
    assert "That is 501 characters, and a note has at most 500" in held.says("Ana", "/digest note " + "a" * 501)
