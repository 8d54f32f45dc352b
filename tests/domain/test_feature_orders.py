"""What people type after the verbs that name one feature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.features import FeatureStatus, Horizon
from bot.domain.features.orders import NOBODY, OwnOrder, StatusOrder, parse_number, parse_own, parse_status
from bot.domain.features.planning import PlanOrder, parse_plan
from bot.domain.features.roadmap import RoadmapWanted, parse_roadmap
from bot.domain.features.scoring import ScoreOrder, number_of, parse_score
from bot.domain.grammar.misread import Misread
from bot.domain.grammar.people import ME
from bot.domain.text import CLOSE, OPEN, meant

TODAY = date(2026, 11, 24)
BEN = f"{OPEN}@U0BEN00001|ben{CLOSE}"
plan = partial(parse_plan, today=TODAY)


@pytest.mark.parametrize("typed", ("F-12", "f-12", "F12", "#12", " f12, "))
def test_a_feature_is_named_by_its_number(typed: str) -> None:
    assert parse_number(typed, "show") == 12


@pytest.mark.parametrize(
    ("typed", "order"),
    (
        ("F-12 building", StatusOrder(12, FeatureStatus.BUILDING)),
        ("f12 SHIPPED", StatusOrder(12, FeatureStatus.LAUNCHED)),
        ('F-12 declined --why "Too few need it"', StatusOrder(12, FeatureStatus.DECLINED, "Too few need it")),
        ("F-12 declined —why Too few need it", StatusOrder(12, FeatureStatus.DECLINED, "Too few need it")),
        ("F-12 parked because we wait for the law", StatusOrder(12, FeatureStatus.PARKED, "we wait for the law")),
        ('--why="Not now" F-12 parked', StatusOrder(12, FeatureStatus.PARKED, "Not now")),
        ("F-12 building why:asked", StatusOrder(12, FeatureStatus.BUILDING, "asked")),
    ),
)
def test_a_status_is_read_with_its_reason(typed: str, order: StatusOrder) -> None:
    assert parse_status(typed) == order


@pytest.mark.parametrize(
    ("typed", "order"),
    (
        ("F-12 now", PlanOrder(12, Horizon.NOW)),
        ("F-12 Later target:2027-03-31", PlanOrder(12, Horizon.LATER, date(2027, 3, 31))),
        ("F-12 next --target 31 mar 2027", PlanOrder(12, Horizon.NEXT, date(2027, 3, 31))),
        ("F-12 next target:fri", PlanOrder(12, Horizon.NEXT, date(2026, 11, 27))),
        ("F-12 next target:none", PlanOrder(12, Horizon.NEXT, without_target=True)),
    ),
)
def test_a_place_on_the_roadmap_is_read_with_its_target(typed: str, order: PlanOrder) -> None:
    assert plan(typed) == order


@pytest.mark.parametrize(
    ("typed", "order"),
    (
        ("F-12", ScoreOrder(12, {})),
        ("F-12 clear", ScoreOrder(12, {}, clear=True)),
        ("F-12 reach=800 impact=2", ScoreOrder(12, {"reach": 800, "impact": 2})),
        ("F-12 conf=80% effort=1.5", ScoreOrder(12, {"confidence": 80, "effort": 1.5})),
        ("F-12 confidence:80 effort=1,5", ScoreOrder(12, {"confidence": 80, "effort": 1.5})),
    ),
)
def test_a_score_is_read_with_its_numbers(typed: str, order: ScoreOrder) -> None:
    assert parse_score(typed) == order


@pytest.mark.parametrize(
    ("typed", "order"),
    (
        ("F-12 me", OwnOrder(12, ME)),
        (f"F-12 {BEN}", OwnOrder(12, "U0BEN00001")),
        ("F-12 @Ben", OwnOrder(12, "@Ben")),
        ("F-12 nobody", OwnOrder(12, NOBODY)),
    ),
)
def test_an_owner_is_read(typed: str, order: OwnOrder) -> None:
    assert parse_own(typed) == order


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("", RoadmapWanted()),
        ("now", RoadmapWanted()),
        ("by status public", RoadmapWanted(by_status=True, public=True)),
        ('area:"Data room" --public', RoadmapWanted(area="Data room", public=True)),
    ),
)
def test_a_roadmap_is_read(typed: str, wanted: RoadmapWanted) -> None:
    assert parse_roadmap(typed) == wanted


PARSERS: dict[str, Callable[[str], object]] = {
    "show": lambda text: parse_number(text, "show"),
    "status": parse_status,
    "plan": plan,
    "score": parse_score,
    "own": parse_own,
    "roadmap": parse_roadmap,
}
WRONG = (
    ("show", "", "F-1"),
    ("show", "B-4", "F-4"),
    ("show", "F-12 please", "F-12"),
    ("status", "", "F-1 planned"),
    ("status", "F-12", "F-12 planned"),
    ("status", "F-12 shiped", "F-12 shipped"),
    ("status", "F-12 declined", 'F-12 declined --why "Too few people would use it"'),
    ("status", "F-12 declined --why", 'F-12 declined --why "Too few people would use it" --why'),
    ("status", "F-12 building soon", "F-12 building"),
    ("plan", "F-12", "F-12 next"),
    ("plan", "F-12 soon", "F-12 next"),
    ("plan", "F-12 next target:soonish", "F-12 next target:2026-12-24"),
    ("plan", "F-12 next --target 2026-11-23", "F-12 next target:2026-12-24"),
    ("plan", "F-12 next target:4/5/2027", "F-12 next target:5 Apr 2027"),
    ("plan", "F-12 next target:31/2/2027", "F-12 next target:today"),
    ("plan", "F-12 next please", "F-12 next"),
    ("score", "F-12 reach=many", "F-12 reach=1"),
    ("score", "F-12 impact=5", "F-12 impact=3"),
    ("score", "F-12 effort=0", "F-12 effort=0.1"),
    ("score", "F-12 conf=0.8", "F-12 confidence=1"),
    ("score", "F-12 beauty=5", "F-12"),
    ("own", "F-12", "F-12 me"),
    ("own", "F-12 somebody", "F-12 me"),
    ("roadmap", "dashboards", "status"),
)


@pytest.mark.parametrize(("verb", "typed", "example"), WRONG)
def test_what_is_wrong_is_mended_in_the_example(verb: str, typed: str, example: str) -> None:
    with pytest.raises(Misread) as refused:
        PARSERS[verb](typed)
    shown = (refused.value.example or "").removeprefix(f"/feature {verb} ")
    PARSERS[verb](shown)
    if not typed.endswith(("--why", "31/2/2027", "4/5/2027")):
        assert shown == example


@pytest.mark.parametrize("verb", PARSERS)
@given(
    typed=st.one_of(
        st.text(max_size=60), st.from_regex(r"F-12 (--?|—)?[a-z]{1,8}[:= ]?[\w/.]{0,10}( \w{1,5})?", fullmatch=True)
    )
)
def test_whatever_is_typed_is_read_or_refused_with_a_line_that_works(verb: str, typed: str) -> None:
    try:
        PARSERS[verb](meant(typed))
    except Misread as refused:
        PARSERS[verb]((refused.example or "").removeprefix(f"/feature {verb} "))


@pytest.mark.parametrize("typed", ("", "many", "1e9", "-1", "0", "٣", "1.5.2", "1,500"))
def test_a_number_in_a_form_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Misread):
        number_of("effort", typed, ref="F-1")
