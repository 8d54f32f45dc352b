"""Features by their words: what is asked for, which are listed, what they are worth, what a spreadsheet gets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.found import has_all, words_wanted
from bot.domain.features.listed import FeatureLine, Listing, chosen, parse_listing
from bot.domain.features.new import LONGEST_TITLE, NewFeature, parse_new_feature, title_and_details
from bot.domain.features.score import ESTIMATES, Half, Score, rice
from bot.domain.features.sheet import sheet
from bot.domain.grammar.misread import Misread
from bot.domain.text import CLOSE, OPEN, meant, normalised

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEN = f"{OPEN}@U0BEN00001|ben{CLOSE}"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("Export to CSV", NewFeature("Export to CSV")),
        ("Export  to\tCSV", NewFeature("Export to CSV")),
        ("Export. As CSV.", NewFeature("Export. As CSV.")),
        ("Export | For finance", NewFeature("Export", "For finance")),
        ("Export |", NewFeature("Export")),
        ("A|B tests", NewFeature("A|B tests")),
        ("Export\nFor finance\n\nEach month", NewFeature("Export", "For finance\n\nEach month")),
        ("Export --area Data", NewFeature("Export", area="Data")),
        ("--area=Data Export", NewFeature("Export", area="Data")),
        ("Export —area “Data room” | For finance", NewFeature("Export", "For finance", "Data room")),
        ("Export area:Data to CSV", NewFeature("Export to CSV", area="Data")),
        ('Export area:"Data room"', NewFeature("Export", area="Data room")),
        ("Fix: login --why not", NewFeature("Fix: login --why not")),
        ("Export -- --area Data", NewFeature("Export --area Data")),
        (f"Let {BEN} export", NewFeature("Let @ben export")),
        (f"Export | Ask {BEN}", NewFeature("Export", f"Ask {BEN}")),
    ),
)
def test_what_is_asked_for(typed: str, wanted: NewFeature) -> None:
    assert parse_new_feature(typed) == wanted


def test_of_a_long_text_the_first_sentence_is_the_title() -> None:
    rest = "It takes an hour each month, " * 10
    assert parse_new_feature(f"Export to CSV. {rest}") == NewFeature("Export to CSV.", rest.strip())
    assert parse_new_feature(f"Export to CSV. {rest} | More").details == f"{rest.strip()}\nMore"


def test_of_a_first_sentence_that_is_too_long_nothing_is_lost() -> None:
    endless = "Export and " * 40
    wanted = parse_new_feature(endless)
    assert len(wanted.title) <= LONGEST_TITLE and wanted.title.endswith("…")
    assert wanted.details == endless.strip()


@pytest.mark.parametrize(
    "typed",
    ("", "  ", "|", "| more", "ab", "x | more", "--area Data", "Export --area", "a" * 9 + " --area " + "b" * 41),
)
def test_what_is_refused_comes_with_a_line_that_works(typed: str) -> None:
    with pytest.raises(Misread) as refused:
        parse_new_feature(typed)
    example = refused.value.example or ""
    assert example.startswith("/feature log ")
    parse_new_feature(example.removeprefix("/feature log "))


@given(st.text("ab. |\n…", max_size=600))
def test_every_character_of_a_text_goes_into_title_or_details(typed: str) -> None:
    stored = normalised(typed)
    title, details = title_and_details(stored)
    assert len(title) <= LONGEST_TITLE and "\n" not in title
    whole = [word for word in stored.split() if word != "|"]
    if [word for word in f"{title} {details}".split() if word != "|"] != whole:  # the title was cut
        assert title.endswith("…") and details.split() == [word for word in stored.split() if word in details.split()]


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused_with_a_line_that_works(typed: str) -> None:
    try:
        parse_new_feature(meant(typed))
    except Misread as refused:
        parse_new_feature((refused.example or "").removeprefix("/feature log "))


@pytest.mark.parametrize(
    ("typed", "listing"),
    (
        ("", Listing()),
        ("mine", Listing("mine")),
        ("Shipped sort:votes", Listing("shipped", "votes")),
        ("sort: score", Listing(sort="score")),
        ('area:"Data room" stale', Listing("stale", area="Data room")),
        ("--area=Data", Listing(area="Data")),
    ),
)
def test_what_is_listed(typed: str, listing: Listing) -> None:
    assert parse_listing(typed) == listing
    assert parse_listing(listing.words) == listing


@pytest.mark.parametrize(
    ("typed", "example"),
    (
        ("dashboards", "sort:votes"),
        ("minne", "mine"),
        ("mine stale", "mine"),
        ("sort:colour mine", "sort:votes mine"),
        ("mine area:", "mine"),
    ),
)
def test_a_listing_that_is_not_understood_gets_an_example(typed: str, example: str) -> None:
    with pytest.raises(Misread) as refused:
        parse_listing(typed)
    assert refused.value.example == f"/feature list {example}"
    parse_listing(example)


def half(side: Side, at: datetime = NOW, by: str = "Ana", **numbers: float) -> Half:
    return Half(side, by, numbers, at)


def line(number: int = 1, status: FeatureStatus = FeatureStatus.NEW, **more: object) -> FeatureLine:
    usual: dict[str, Any] = {
        "area": "",
        "status_at": NOW,
        "horizon": None,
        "target_on": None,
        "author_id": 1,
        "author": "Ana",
        "owner_id": None,
        "owner": None,
        "created_at": NOW,
    }
    named = {"id": number, "number": number, "title": f"Thing {number}", "status": status}
    return FeatureLine(**{**usual, **named, **more})


PRODUCT = half(Side.PRODUCT, reach=800, impact=2)
DEVELOPMENT = half(Side.DEVELOPMENT, confidence=80, effort=1.5)


def test_the_worth_of_both_halves_is_rice() -> None:
    assert rice(reach=800, impact=2, confidence=80, effort=1.5) == pytest.approx(853.33, abs=0.01)
    assert Score((PRODUCT, DEVELOPMENT)).rice == pytest.approx(853.33, abs=0.01)


def test_with_a_half_missing_it_is_unscored_and_not_nothing() -> None:
    assert (Score().rice, Score().waits_for) == (None, (Side.PRODUCT, Side.DEVELOPMENT))
    assert Score((PRODUCT,)).rice is None and Score((PRODUCT,)).waits_for == (Side.DEVELOPMENT,)
    assert Score((DEVELOPMENT,)).waits_for == (Side.PRODUCT,)


def test_of_several_on_one_side_the_latest_counts_and_the_spread_is_told() -> None:
    later = half(Side.DEVELOPMENT, NOW + timedelta(hours=1), "Ben", confidence=50, effort=3)
    score = Score((later, PRODUCT, DEVELOPMENT))
    assert score.rice == pytest.approx(800 * 2 * 0.5 / 3)
    assert (score.spread("effort"), score.spread("confidence"), score.spread("reach")) == ((1.5, 3), (50, 80), None)


@given(*(st.floats(one.least, one.most) for one in ESTIMATES.values()))
def test_more_reach_never_makes_it_less_and_more_effort_never_more(
    reach: float, impact: float, confidence: float, effort: float
) -> None:
    worth = rice(reach=reach, impact=impact, confidence=confidence, effort=effort)
    assert worth > 0
    assert rice(reach=reach * 2, impact=impact, confidence=confidence, effort=effort) >= worth
    assert rice(reach=reach, impact=impact, confidence=confidence, effort=effort * 2) <= worth


def test_a_list_has_what_is_open_the_newest_first_unless_it_is_told_otherwise() -> None:
    lines = [line(1), line(2, FeatureStatus.LAUNCHED), line(3, FeatureStatus.TESTING, votes=3), line(4, votes=5)]

    def numbers(typed: str, me: int = 9) -> list[int]:
        return [one.number for one in chosen(lines, parse_listing(typed), me=me, now=NOW)]

    assert numbers("") == [4, 3, 1]
    assert numbers("sort:votes") == [4, 3, 1]
    assert (numbers("shipped"), numbers("building"), numbers("testing"), numbers("declined")) == ([2], [3], [3], [])
    assert (numbers("mine"), numbers("mine", me=1)) == ([], [4, 3, 2, 1])


def test_a_list_finds_what_is_stale_unscored_owned_or_in_an_area() -> None:
    old = NOW - timedelta(days=91)
    lines = [line(1, status_at=old), line(2, owner_id=7, area="Data"), line(3, score=Score((PRODUCT, DEVELOPMENT)))]

    def numbers(typed: str) -> list[int]:
        return [one.number for one in chosen(lines, parse_listing(typed), me=7, now=NOW)]

    assert numbers("stale") == [1]
    assert numbers("mine") == [2]
    assert numbers("area:data") == [2]
    assert numbers("unscored") == [2, 1]
    assert numbers("sort:score") == [3, 2, 1]


FEATURES = st.builds(
    line,
    st.integers(1, 500),
    st.sampled_from(FeatureStatus),
    votes=st.integers(0, 5),
    author_id=st.integers(1, 3),
    area=st.sampled_from(("", "Data")),
    horizon=st.sampled_from((None, *Horizon)),
    target_on=st.sampled_from((None, date(2027, 1, 1))),
)
LISTINGS = st.builds(
    Listing,
    st.sampled_from(("", "mine", "stale", "unscored", "new", "shipped")),
    st.sampled_from(("new", "votes", "score")),
    st.sampled_from(("", "data")),
)


@given(st.lists(FEATURES, max_size=30, unique_by=lambda one: one.number), LISTINGS)
def test_a_list_is_part_of_all_each_once_and_in_its_order(lines: list[FeatureLine], listing: Listing) -> None:
    found = chosen(lines, listing, me=1, now=NOW)
    assert len({one.number for one in found}) == len(found) and set(found) <= set(lines)
    keys: dict[str, Callable[[FeatureLine], float]] = {
        "new": lambda one: one.number,
        "votes": lambda one: one.votes,
        "score": lambda one: one.score.rice or 0,
    }
    order = [keys[listing.sort](one) for one in found]
    assert order == sorted(order, reverse=True)


def test_words_are_found_however_they_are_written() -> None:
    assert has_all(words_wanted("ÜBERSICHT export"), "Der Export der Ubersicht")
    assert has_all(words_wanted("übersicht"), "Übersicht".encode().decode())
    assert not has_all(words_wanted("export csv"), "Export to XLSX")


def read_back(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@given(st.lists(st.text(max_size=20).map(normalised), min_size=1, max_size=5))
def test_a_spreadsheet_gets_every_cell_and_no_formula(cells: list[str]) -> None:
    written = sheet(["one"] * len(cells), [cells])
    assert written.startswith(b"\xef\xbb\xbf") and written.endswith(b"\r\n")
    _, back = read_back(written)
    assert [cell.removeprefix("'") if cell[1:] == was else cell for cell, was in zip(back, cells, strict=True)] == cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in back)


def test_numbers_days_and_nothing_have_their_cells() -> None:
    assert read_back(sheet(["a", "b", "c", "d"], [[1, date(2027, 1, 4), None, "=1+1"]]))[1] == [
        "1",
        "2027-01-04",
        "",
        "'=1+1",
    ]
