"""The lexical rules: times, lengths, zones, quotes, people, references and flags."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blockers import parse_block
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.people import ME, PersonUnclear, people_at
from bot.domain.grammar.references import Reference, reference_at, references_in, taken_flags
from bot.domain.grammar.times import (
    TimeIsTomorrow,
    TimeUnclear,
    Workdays,
    ZoneUnclear,
    length_at,
    length_in_words,
    time_at,
    time_in_words,
    workdays_at,
    zone_at,
)
from bot.domain.grammar.words import Words
from bot.domain.text import meant


@pytest.mark.parametrize(
    ("typed", "at"),
    (
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("9h30", time(9, 30)),
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9:30pm", time(21, 30)),
        ("9:30 p.m.", time(21, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("Midnight", time(0)),
        ("0:00", time(0)),
        ("23:59,", time(23, 59)),
    ),
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, at: time) -> None:
    words = Words(typed)
    assert time_at(words) == at
    assert words.ahead() is None


@pytest.mark.parametrize(
    ("typed", "refusal", "instead"),
    (
        ("24:00", TimeIsTomorrow, "0:00"),
        ("24", TimeIsTomorrow, "0:00"),
        ("25:00", TimeUnclear, "9:30"),
        ("9:75", TimeUnclear, "9:30"),
        ("930", TimeUnclear, "9:30"),
        ("9:5", TimeUnclear, "9:05"),
        ("13pm", TimeUnclear, "9:30"),
        ("9:30:00", TimeUnclear, "9:30"),
        ("lunch", TimeUnclear, "9:30"),
        ("٩:٣٠", TimeUnclear, "9:30"),
    ),
)
def test_what_is_no_time_is_refused_with_one_that_is(typed: str, refusal: type[Misread], instead: str) -> None:
    with pytest.raises(refusal) as refused:
        time_at(Words(typed))
    assert refused.value.instead == instead
    assert typed in refused.value.sentence()
    time_at(Words(instead))


@given(st.times())
def test_a_time_in_words_is_read_back(at: time) -> None:
    assert time_at(Words(time_in_words(at))) == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    (
        ("30m", 30),
        ("30 min", 30),
        ("2h", 120),
        ("2 hours", 120),
        ("2h30m", 150),
        ("2h 30m", 150),
        ("1.5h", 90),
        ("1d", 1440),
    ),
)
def test_a_length_of_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    words = Words(typed)
    assert length_at(words, usual="30m") == timedelta(minutes=minutes)
    assert words.ahead() is None


@pytest.mark.parametrize(("typed", "instead"), (("30", "30m"), ("soon", "2h"), ("3x", "2h"), ("90", "2h"), ("", "2h")))
def test_what_is_no_length_is_refused_with_one_that_is(typed: str, instead: str) -> None:
    with pytest.raises(Misread) as refused:
        length_at(Words(typed), usual="2h")
    assert refused.value.instead == instead


@given(st.integers(0, 40 * 24 * 60))
def test_a_length_in_words_is_read_back(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert length_at(Words(length_in_words(length)), usual="") == length


def test_workdays_are_not_days() -> None:
    assert workdays_at(Words("3wd")) == Workdays(3)
    assert workdays_at(Words("3d")) is None


@pytest.mark.parametrize(
    ("typed", "zone", "rest"),
    (
        ("Europe/Berlin", "Europe/Berlin", ""),
        ("new york mon-fri", "America/New_York", "mon-fri"),
        ("Port of Spain close", "America/Port_of_Spain", "close"),
        ("berlin, mon", "Europe/Berlin", "mon"),
        ("sharp", None, "sharp"),
        ('"Berlin"', None, ""),
    ),
)
def test_a_zone_is_read_by_its_name_or_city(typed: str, zone: str | None, rest: str) -> None:
    words = Words(typed)
    assert zone_at(words) == zone
    assert words.low() == rest


@pytest.mark.parametrize(("typed", "instead"), (("EST", "America/New_York"), ("Europe/Berln", "Europe/Berlin")))
def test_a_zone_that_is_none_is_refused_with_the_nearest(typed: str, instead: str) -> None:
    with pytest.raises(ZoneUnclear) as refused:
        zone_at(Words(typed))
    assert refused.value.instead == instead
    assert typed in refused.value.sentence()
    assert "<b>" in refused.value.sentence(lambda value: f"<b>{value}")


@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ('"a b" c', ["a b", "c"]),
        ("“a b” „c d“ «e f»", ["a b", "c d", "e f"]),
        ("'it's fine' ‘so so’", ["it's fine", "so so"]),
        ("Ben's rock 'n roll", ["Ben's", "rock", "'n", "roll"]),
        ('6" pipe', ['6"', "pipe"]),
        ('"open end', ['"open', "end"]),
        ('""', [""]),
    ),
)
def test_all_kinds_of_quotes_hold_words_together(typed: str, words: list[str]) -> None:
    assert [word.text for word in Words(typed).all] == words


@given(st.text())
def test_every_character_is_in_a_word_or_between_words(typed: str) -> None:
    words = Words(typed).all
    between = [typed[one.span[1] : other.span[0]] for one, other in pairwise(words)]
    assert not "".join(between).strip()
    assert all(word.span[0] < word.span[1] for word in words)


@pytest.mark.parametrize(
    ("typed", "people"),
    (
        ("<@U1A|ana>", ("U1A",)),
        ("<@U1A>,<@U2B> and me", ("U1A", "U2B", ME)),
        ("<@U1A> <@U1A>", ("U1A",)),
        ("@U1AB, @W2CD.", ("U1AB", "W2CD")),
        ("<@U1A> close 12", ("U1A",)),
    ),
)
def test_people_are_read_from_mentions(typed: str, people: tuple[str, ...]) -> None:
    assert people_at(Words(meant(typed)), lead=0) == people


@pytest.mark.parametrize("typed", ("@ana", "<@U1A> and @ben", "<!subteam^S1|@design>", "&lt;@U1A&gt;"))
def test_a_person_whom_slack_did_not_recognise_is_refused(typed: str) -> None:
    with pytest.raises(PersonUnclear):
        people_at(Words(meant(typed)), lead=0)


@pytest.mark.parametrize(
    ("typed", "reference"),
    (("F-12", Reference("F", 12)), ("b45", Reference("B", 45)), ("#7", Reference("", 7)), ("X-1", None), ("F-", None)),
)
def test_a_reference_is_read_with_or_without_its_hyphen(typed: str, reference: Reference | None) -> None:
    assert reference_at(Words(typed)) == reference


def test_in_free_text_only_a_hyphen_makes_a_reference() -> None:
    text = meant("F-12 for B2B on A4, see b-3, F-12, UTF-8, A-4-paper and <https://x.y/F-9|D-1>")
    assert references_in(text) == [Reference("F", 12), Reference("B", 3)]


def test_only_the_verbs_own_flags_are_flags() -> None:
    text = 'Fix: login --for "ACME Ltd" —quiet area:web --verbose Weight:must -- --quiet'
    flags, others = taken_flags(Words(text).all, {"for": True, "quiet": False, "area": True, "weight": True})
    assert flags == {"for": "ACME Ltd", "quiet": "", "area": "web", "weight": "must"}
    assert [word.text for word in others] == ["Fix:", "login", "--verbose", "--quiet"]


@pytest.mark.parametrize(
    ("typed", "value"), (("--area=web", "web"), ("–area web", "web"), ("--area", ""), ("area: web", "web"))
)
def test_the_value_of_a_flag_is_read_from_the_same_word_or_the_next(typed: str, value: str) -> None:
    assert taken_flags(Words(typed).all, {"area": True}) == ({"area": value}, [])


def test_of_a_very_long_line_the_first_thousand_words_are_looked_at_and_all_are_kept() -> None:
    text = "word " * 8000
    words = Words(text)
    assert len(words.all) == 1001
    assert words.all[-1].text == ("word " * 7000).strip()
    assert words.all[-1].span == (5000, 39_999)
    assert len(parse_block("word " * 600).text.split()) == 600
