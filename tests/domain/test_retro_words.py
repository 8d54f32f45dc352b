"""What people type about a retro: how it begins, how often, on which card, which votes."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.misread import Misread
from bot.domain.retros import (
    FORMATS,
    USUAL,
    Mode,
    NewRetro,
    RetroRhythm,
    check_budget,
    column_called,
    custom_format,
    parse_card,
    parse_new_retro,
    parse_numbered,
    parse_rhythm,
    parse_signed,
    votes_wanted,
)
from bot.domain.text import CLOSE, OPEN
from bot.errors import Refusal

BEN = f"{OPEN}@U0BEN00001|ben{CLOSE}"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("", NewRetro()),
        ("hidden", NewRetro(mode=Mode.HIDDEN)),
        ("template MAD-SAD-GLAD named", NewRetro(FORMATS["mad-sad-glad"])),
        ("start-stop-continue", NewRetro(FORMATS["ssc"])),
        ("votes 3", NewRetro(votes_each=3, votes_an_item=3)),
        ("votes 2", NewRetro(votes_each=2, votes_an_item=2)),
        ("votes 8 max 2 4l", NewRetro(FORMATS["4l"], votes_each=8, votes_an_item=2)),
        (f"facilitator {BEN}", NewRetro(facilitator="U0BEN00001")),
        ("facilitator me", NewRetro(facilitator="me")),
        ("“Keep,  Drop, Try it”", NewRetro(custom_format(["Keep", "Drop", "Try it"]))),
    ),
)
def test_a_retro_is_read_as_it_was_meant(typed: str, wanted: NewRetro) -> None:
    assert parse_new_retro(typed) == wanted


@pytest.mark.parametrize(
    "typed",
    ("anonymous", "wibble", "votes", "votes 0", "votes 99", "votes 3 max 4", '"one"', '"a, A"', "facilitator bob")
    + (f'"{"x" * 31}, b"', '"a,b,c,d,e,f,g"'),
)
def test_a_retro_that_cannot_be_is_refused_with_a_line_that_works(typed: str) -> None:
    with pytest.raises(Misread) as refused:
        parse_new_retro(f"hidden {typed}")
    example = str(refused.value.example)
    assert example.startswith("/retro start ")
    parse_new_retro(example.removeprefix("/retro start "))


def test_what_is_not_there_yet_is_told_in_a_whole_sentence() -> None:
    with pytest.raises(Misread, match="but so far I can hold a retro named or hidden"):
        parse_new_retro("anonymous")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_with_a_line_that_works(typed: str) -> None:
    try:
        parse_new_retro(typed)
    except Refusal as refusal:
        parse_new_retro(str(refusal.example).removeprefix("/retro start "))
    try:
        parse_rhythm(typed)
    except Refusal as refusal:
        parse_rhythm(str(refusal.example).removeprefix("/retro schedule "))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("every 2 weeks on fri at 15:00", RetroRhythm(time(15), frozenset({4}), 2)),
        ("at 3pm every friday", RetroRhythm(time(15), frozenset({4}))),
        ("every week on mon at 9 Europe/Berlin", RetroRhythm(time(9), frozenset({0}), 1, "Europe/Berlin")),
        ("fri 15:00", RetroRhythm(time(15), frozenset({4}))),
        ("off", None),
    ),
)
def test_a_rhythm_is_read_as_it_was_meant(typed: str, wanted: RetroRhythm | None) -> None:
    assert parse_rhythm(typed) == wanted


@pytest.mark.parametrize("typed", ("", "every 2 weeks at 15:00", "fri", "fri 25:00", "every sprint on fri", "wibble"))
def test_a_rhythm_with_a_gap_is_refused_with_a_line_that_works(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_rhythm(typed)
    assert parse_rhythm(str(refused.value.example).removeprefix("/retro schedule ")) is not None


@pytest.mark.parametrize(
    ("typed", "column"),
    (("Ideas", "ideas"), ("went WELL", "well"), ("puz", "puzzles"), ("+", "well"), ("did", "badly")),
)
def test_a_column_goes_by_its_name_its_beginning_or_its_sign(typed: str, column: str) -> None:
    found = column_called(USUAL.columns, typed)
    assert found is not None and found.slug == column


def test_what_may_be_two_columns_is_none() -> None:
    assert column_called(custom_format(["Start now", "Start later"]).columns, "start") is None
    assert column_called(USUAL.columns, " ") is None


def test_every_format_has_different_columns_and_signs() -> None:
    for one in FORMATS.values():
        signs = [column.sign for column in one.columns if column.sign]
        assert len(set(signs)) == len(signs)
        assert len({column.slug for column in one.columns}) == len(one.columns) >= 2
        assert all(len(column.slug) <= 32 for column in one.columns)
        assert all(column_called(one.columns, column.name) is column for column in one.columns)


def test_a_colon_within_a_link_parts_nothing() -> None:
    link = f"{OPEN}https://example.com|x{CLOSE}"
    column, text = parse_card(f"ideas: see {link}: it is good", USUAL.columns)
    assert (column.slug, text) == ("ideas", f"see {link}: it is good")
    with pytest.raises(Refusal) as refused:
        parse_card(f"see {link}", USUAL.columns)
    assert parse_card(str(refused.value.example).removeprefix("/retro add "), USUAL.columns)


def test_a_card_needs_words_and_not_too_many() -> None:
    assert parse_signed(" fine ", "+", USUAL.columns)[1] == "fine"
    for text in ("", "   ", "x" * 1001):
        with pytest.raises(Refusal) as refused:
            parse_signed(text, "+", USUAL.columns)
        assert refused.value.example == "/retro + The demo went smoothly"


@pytest.mark.parametrize(
    ("typed", "found"),
    (("R-3", ("R", 3, "")), ("r3 more words", ("R", 3, "more words")), ("#3", ("R", 3, "")), ("3 x", ("R", 3, "x")))
    + (("A-7 why not", ("A", 7, "why not")),),
)
def test_a_number_is_read_with_and_without_its_letter(typed: str, found: tuple[str, int, str]) -> None:
    line = parse_numbered(typed, "RA", example="")
    assert (line.letter, line.number, line.rest) == found


@pytest.mark.parametrize("typed", ("", "B-3", "x", "3.5", "R-", "9999999999"))
def test_what_is_no_number_of_these_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        parse_numbered(typed, "RA", example="/retro mine")


def test_votes_are_counted_against_what_somebody_has() -> None:
    assert votes_wanted("", had=1, most=3, example="") == 2
    assert votes_wanted("1", had=2, most=3, example="") == 1
    for typed, had in (("", 3), ("4", 0), ("0", 1), ("-1", 0), ("x", 0)):
        with pytest.raises(Refusal):
            votes_wanted(typed, had=had, most=3, example="")
    check_budget({1: 3, 2: 1}, 2, 2, each=5, example="")
    with pytest.raises(Refusal, match="R-1"):
        check_budget({1: 3, 2: 1}, 2, 3, each=5, example="")


def test_an_example_goes_with_its_sign() -> None:
    for sign, example in (("-", "The tests take an hour"), ("+", "The demo went smoothly")):
        with pytest.raises(Refusal) as refused:
            parse_signed("", sign, USUAL.columns)
        assert refused.value.example == f"/retro {sign} {example}"
