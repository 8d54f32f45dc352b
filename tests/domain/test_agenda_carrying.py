"""Points go from meeting to meeting: whatever is held, skipped, ticked or put off, none is lost and none doubled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agendas import Place, Point, Tick, in_order, moved_on, put_off, taken_on

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
LENGTH = timedelta(minutes=30)
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "post", "hold", "skip", "done", "later"]), st.integers(0, 30)), max_size=40
)


class Series:
    """A weekly meeting played step by step, with the rules under test on one side and a plain tally on the other."""

    def __init__(self) -> None:
        self.places: dict[int, Place] = {}
        self.brought: set[int] = set()
        self.closed: set[int] = set()
        self.week = 0
        self.posted = False
        # What a person would count by hand: meetings that were held and left a point open that stood there.
        self.left_open: dict[int, int] = {}

    @property
    def starts_at(self) -> datetime:
        return START + self.week * WEEK

    def take(self, step: str, which: int) -> None:
        getattr(self, step)(which)

    def add(self, _: int) -> None:
        number = len(self.brought) + 1
        self.brought.add(number)
        self.left_open[number] = 0
        self.places[number] = Place(on=self.week if self.posted else None)

    def post(self, _: int) -> None:
        if not self.posted:
            self.posted = True
            self.places = {n: taken_on(p, self.week, starts_at=self.starts_at) for n, p in self.places.items()}

    def hold(self, _: int) -> None:
        self.post(0)
        for number, place in self.places.items():
            self.left_open[number] += place.on == self.week
        self.over(held=True)

    def skip(self, _: int) -> None:
        self.over(held=False)

    def over(self, *, held: bool) -> None:
        self.places = {n: moved_on(p, self.week, held=held) for n, p in self.places.items()}
        self.week, self.posted = self.week + 1, False

    def done(self, which: int) -> None:
        if number := self.one_open(which):
            self.closed.add(number)
            del self.places[number]

    def later(self, which: int) -> None:
        if number := self.one_open(which):
            self.places[number] = put_off(self.places[number], until=self.starts_at + LENGTH)

    def one_open(self, which: int) -> int:
        numbers = sorted(self.places)
        return numbers[which % len(numbers)] if numbers else 0


@given(STEPS)
def test_no_point_is_ever_lost_or_doubled(steps: list[tuple[str, int]]) -> None:
    series = Series()
    for step, which in steps:
        series.take(step, which)
        assert set(series.places) | series.closed == series.brought
        assert not set(series.places) & series.closed
        assert {place.on for place in series.places.values()} <= {None, series.week if series.posted else None}
        assert {n: place.carried for n, place in series.places.items()} == {
            n: series.left_open[n] for n in series.places
        }


@given(STEPS)
def test_every_open_point_is_on_the_agenda_of_the_meeting_after_the_next_at_the_latest(
    steps: list[tuple[str, int]],
) -> None:
    series = Series()
    for step, which in steps:
        series.take(step, which)
    if series.posted:
        series.hold(0)
    series.post(0)
    waiting = {number for number, place in series.places.items() if place.on is None}
    assert all(place.not_before is not None for place in series.places.values() if place.on is None)
    series.hold(0)
    series.post(0)
    assert not waiting & {number for number, place in series.places.items() if place.on is None}


def test_a_point_that_is_put_off_before_the_agenda_is_made_leaves_one_meeting_out() -> None:
    place = put_off(Place(), until=START + LENGTH)
    assert taken_on(place, 1, starts_at=START).on is None
    assert taken_on(place, 2, starts_at=START + WEEK).on == 2


def test_a_point_stays_on_the_agenda_where_it_stands_and_no_other_takes_it() -> None:
    place = taken_on(Place(), 1, starts_at=START)
    assert taken_on(place, 2, starts_at=START + WEEK) == place
    assert moved_on(place, 2, held=True) == place


def test_a_skipped_meeting_carries_points_on_without_counting() -> None:
    assert moved_on(Place(on=1, carried=2), 1, held=False) == Place(carried=2)
    assert moved_on(Place(on=1, carried=2), 1, held=True) == Place(carried=3)


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(0, 4)), unique_by=lambda pair: pair[0]))
def test_what_waited_longest_comes_first_then_what_was_brought_first(pairs: list[tuple[int, int]]) -> None:
    points = [Point(f"G-{number}", "x", "Ana", Tick.OPEN, carried=carried) for number, carried in pairs]
    found = [(-point.carried, int(point.ref[2:])) for point in in_order(points)]
    assert found == sorted((-carried, number) for number, carried in pairs)
