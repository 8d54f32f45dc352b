"""What counts as shipped, moving, slipped and waiting; and how a team is, with reasons in numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.health import Cause, Colour, proposed_health
from bot.domain.week import LIVE, OUT, ActionFact, BlockerFact, FeatureFact, Wait, WeekFacts

CUT = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 27)
NEW, BUILDING, LAUNCHED, PARKED = (
    FeatureStatus.NEW,
    FeatureStatus.BUILDING,
    FeatureStatus.LAUNCHED,
    FeatureStatus.PARKED,
)


def feature(status: FeatureStatus = NEW, was: FeatureStatus | None = NEW, **more: object) -> FeatureFact:
    return FeatureFact("F-1", "CSV export", "", status, was, **more)  # type: ignore[arg-type]


def week(**more: object) -> WeekFacts:
    return WeekFacts(CUT - timedelta(days=7), CUT, FRIDAY, **more)  # type: ignore[arg-type]


def test_shipped_is_what_became_launched_and_stayed_so() -> None:
    assert feature(LAUNCHED, BUILDING, became_launched=True).is_shipped
    assert feature(FeatureStatus.RETIRED, BUILDING, became_launched=True).is_shipped
    assert not feature(BUILDING, NEW, became_launched=True).is_shipped
    assert not feature(LAUNCHED, LAUNCHED, became_launched=True).is_shipped
    assert not feature(FeatureStatus.RETIRED, BUILDING).is_shipped


@pytest.mark.parametrize(
    ("status", "was", "forward"),
    [
        (BUILDING, NEW, True),
        (NEW, BUILDING, False),
        (NEW, None, False),
        (BUILDING, None, True),
        (BUILDING, PARKED, True),
        (PARKED, BUILDING, False),
        (LAUNCHED, BUILDING, False),
        (BUILDING, BUILDING, False),
    ],
)
def test_forward_is_nearer_to_the_launch(status: FeatureStatus, was: FeatureStatus | None, forward: bool) -> None:
    assert feature(status, was).went_forward is forward


def test_a_target_that_has_passed_or_was_put_off_is_a_slip() -> None:
    assert feature(target_on=date(2026, 11, 26)).has_slipped(FRIDAY)
    assert not feature(target_on=FRIDAY).has_slipped(FRIDAY)
    assert feature(target_on=date(2026, 12, 4), target_was=FRIDAY).has_slipped(FRIDAY)
    assert not feature(target_on=date(2026, 12, 1), target_was=date(2026, 12, 4)).has_slipped(FRIDAY)
    assert feature(horizon=Horizon.LATER, horizon_was=Horizon.NOW).has_slipped(FRIDAY)
    assert not feature(horizon=Horizon.NOW, horizon_was=Horizon.LATER).has_slipped(FRIDAY)
    assert not feature(LAUNCHED, target_on=date(2026, 11, 1)).has_slipped(FRIDAY)
    assert not feature(PARKED, target_on=date(2026, 11, 1)).has_slipped(FRIDAY)


def test_what_a_feature_waits_for() -> None:
    both = frozenset(Side)
    assert feature(scored_by=frozenset({Side.PRODUCT})).waits_for == Wait.DEVELOPMENT
    assert feature(BUILDING, scored_by=frozenset({Side.DEVELOPMENT})).waits_for == Wait.PRODUCT
    assert feature(scored_by=both).waits_for == Wait.PLAN
    assert feature(scored_by=both, horizon=Horizon.NEXT).waits_for is None
    assert feature(BUILDING, scored_by=both).waits_for is None
    assert feature(votes=3).waits_for == Wait.MANY
    assert feature(votes=2).waits_for is None
    assert feature(is_untouched=True).waits_for == Wait.TRIAGE
    assert feature(BUILDING, is_untouched=True).waits_for is None


def test_participation_is_a_share_of_the_places() -> None:
    assert week().participation is None
    assert week(answered=23, expected=25).participation == 92


def test_a_week_without_trouble_is_green_and_gives_no_reasons() -> None:
    health = proposed_health(week(answered=10, expected=10, blockers=(BlockerFact("B-1", "keys", "Ida", 1),)))
    assert (health.colour, health.reasons) == (Colour.GREEN, ())


def test_the_oldest_blocker_is_the_reason() -> None:
    blockers = tuple(BlockerFact(f"B-{age}", "keys", "Ida", age) for age in (1, 2, 4))
    (why,) = proposed_health(week(blockers=blockers)).reasons
    assert (why.cause, why.colour, why.count, why.ref, why.days) == (Cause.BLOCKED, Colour.YELLOW, 2, "B-4", 4)
    assert proposed_health(week(blockers=(BlockerFact("B-1", "keys", "Ida", 5),))).colour == Colour.RED


def test_the_worst_reason_comes_first_and_decides() -> None:
    late = tuple(ActionFact(f"A-{n}", "tidy", "Ben", date(2026, 11, 20)) for n in range(5))
    slip = feature(target_on=date(2026, 11, 20))
    health = proposed_health(week(actions=late, features=(slip,), answered=2, expected=4))
    assert health.colour == Colour.RED
    assert [(why.cause, why.count) for why in health.reasons] == [(Cause.OVERDUE, 5), (Cause.SLIPPED, 1)]


@pytest.mark.parametrize(
    ("answered", "expected", "colour"),
    [
        (6, 10, Colour.GREEN),
        (5, 10, Colour.YELLOW),
        (2, 10, Colour.RED),
        (0, 4, Colour.GREEN),
        (0, 0, Colour.GREEN),
    ],
)
def test_silence_counts_where_enough_were_asked(answered: int, expected: int, colour: Colour) -> None:
    assert proposed_health(week(answered=answered, expected=expected)).colour == colour


facts_of_features = st.builds(
    feature,
    st.sampled_from(FeatureStatus),
    st.none() | st.sampled_from(FeatureStatus),
    became_launched=st.booleans(),
    target_on=st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)),
    target_was=st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)),
    votes=st.integers(0, 5),
)


@given(st.lists(facts_of_features, max_size=12))
def test_no_feature_is_told_as_shipped_and_as_moving_or_slipped(features: list[FeatureFact]) -> None:
    found = week(features=tuple(features))
    for one in found.shipped:
        assert one.status in LIVE
    assert all(one.status not in LIVE | OUT for one in [*found.moving, *found.slipped, *found.targets])
    assert all(one.status != one.was for one in found.moving)
    assert {*found.moving, *found.resting} == {*found.forward, *found.in_progress}
    assert not {*found.moving} & {*found.resting}
    votes = [one.votes for one in found.requested]
    assert votes == sorted(votes, reverse=True)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 20), st.integers(0, 20))
def test_more_trouble_is_never_healthier(age: int, older: int, overdue: int, more: int) -> None:
    def health(days: int, late: int) -> Colour:
        actions = tuple(ActionFact(f"A-{n}", "tidy", "", date(2026, 11, 1)) for n in range(late))
        return proposed_health(week(blockers=(BlockerFact("B-1", "keys", "Ida", days),), actions=actions)).colour

    assert health(age, overdue) <= health(age + older, overdue + more)
