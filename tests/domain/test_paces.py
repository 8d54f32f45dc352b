"""The pace of posts, against a Slack that is played: as fast as allowed, and never twice into one Retry-After."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import paces as pace

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
BURST = 60.0


@dataclass
class Slack:
    """Takes so many a minute with a burst of 60; who calls within a pause has been hasty."""

    a_minute: float
    left: float = BURST
    at: float = 0.0
    closed_until: float = 0.0
    refusals: int = 0
    hasty: int = 0
    taken: int = 0

    def hears(self, at: float) -> float | None:
        """A message that arrives; seconds to wait when it is refused."""
        self.left = min(BURST, self.left + (at - self.at) * self.a_minute / 60)
        self.at = at
        if at < self.closed_until:
            self.hasty += 1
            self.refusals += 1
            return math.ceil(self.closed_until - at)
        if self.left < 1:
            self.refusals += 1
            wait = max(1, math.ceil((1 - self.left) * 60 / self.a_minute))
            self.closed_until = at + wait
            return wait
        self.left -= 1
        self.taken += 1
        return None


@dataclass
class Post:
    """So many messages, each of which takes a while to arrive and a while to be answered.

    `written`: how many a second are there to be sent; all at once if it is not told.
    """

    slack: Slack
    to_slack: tuple[float, ...] = (0.1,)
    back: tuple[float, ...] = (0.1,)
    written: float = math.inf
    under_way: int = 0
    sent: int = 0
    bucket: pace.Bucket = field(default_factory=lambda: pace.full(BEGIN))
    answers: list[tuple[float, float | None]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)

    def carry(self, messages: int) -> float:
        """Seconds until all of them were taken."""
        now = 0.0
        while self.slack.taken < messages:
            self._listen(now)
            there = messages if math.isinf(self.written) else min(messages, int(now * self.written))
            left = max(0, there - self.slack.taken - self.under_way)
            at = BEGIN + timedelta(seconds=now)
            granted = min(left, pace.granted(self.bucket, at, self.under_way))
            if granted > 0:
                self.bucket = pace.sent(self.bucket, at, granted, self.under_way)
                self.under_way += granted
                for _ in range(granted):
                    heapq.heappush(self.arrivals, now + self.one_of(self.to_slack))
            now += 0.02
        return now

    def one_of(self, ways: tuple[float, ...]) -> float:
        """Each message takes its own time."""
        self.sent += 1
        return ways[self.sent % len(ways)]

    def _listen(self, now: float) -> None:
        while self.arrivals and self.arrivals[0] <= now:
            arrived = heapq.heappop(self.arrivals)
            heapq.heappush(self.answers, (arrived + self.one_of(self.back), self.slack.hears(arrived) or 0.0))
        while self.answers and self.answers[0][0] <= now:
            _, wait = heapq.heappop(self.answers)
            self.under_way -= 1
            at = BEGIN + timedelta(seconds=now)
            if wait:
                self.bucket = pace.refused(self.bucket, at, timedelta(seconds=wait))
            else:
                self.bucket = pace.taken(self.bucket, at, 1)


def test_two_thousand_messages_take_hardly_longer_than_slack_allows_and_none_is_refused() -> None:
    slack = Slack(240)
    seconds = Post(slack).carry(2000)
    assert slack.refusals == 0
    assert seconds <= 1.10 * (2000 - 60) / 4


def test_a_slack_that_takes_half_of_that_in_secret_is_found_out_and_never_called_within_its_pause() -> None:
    slack = Slack(120)
    seconds = Post(slack).carry(2000)
    assert slack.hasty == 0
    assert seconds <= 1.25 * (2000 - 60) / 2


def test_what_comes_back_while_a_burst_is_still_being_written_is_used() -> None:
    """A hundred messages of fifty stand-ups at one instant: the last within 15 s."""
    slack = Slack(240)
    assert Post(slack, written=12).carry(100) < 14.5
    assert slack.refusals == 0


WAYS = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=7).map(tuple)


WRITTEN = st.sampled_from((math.inf, 30.0, 12.0, 6.0))


@given(WAYS, WAYS, WRITTEN)
def test_however_long_the_way_is_slack_never_refuses_at_its_known_limits(
    to_slack: tuple[float, ...], back: tuple[float, ...], written: float
) -> None:
    slack = Slack(240)
    Post(slack, to_slack, back, written).carry(150)
    assert slack.refusals == 0


@given(WAYS, WAYS, WRITTEN)
def test_however_long_the_way_is_nothing_runs_into_a_pause(
    to_slack: tuple[float, ...], back: tuple[float, ...], written: float
) -> None:
    slack = Slack(120)
    Post(slack, to_slack, back, written).carry(150)
    assert slack.hasty == 0


def test_while_it_feels_for_the_limit_one_message_meets_a_refusal_however_many_were_taken_before() -> None:
    """Some of them are slow on their way, so that the next one could leave before the answer is there."""
    slack = Slack(120)
    Post(slack, (*[0.05] * 7, 0.6), (*[0.05] * 4, 0.6)).carry(2000)
    assert slack.refusals > 1
    assert slack.hasty == 0


def test_where_slack_never_refused_a_long_way_holds_up_nothing_for_long() -> None:
    slack = Slack(240)
    assert Post(slack, (0.3,), (0.3,)).carry(4000) < 1.3 * (4000 - 60) / 4
    assert slack.refusals == 0


def test_after_a_refusal_it_is_slower_and_recovers() -> None:
    bucket = pace.refused(pace.full(BEGIN), BEGIN, timedelta(seconds=5))
    assert bucket.rate < pace.POSTS.rate
    assert pace.granted(bucket, BEGIN + timedelta(seconds=4.9), 0) == 0
    assert pace.granted(bucket, BEGIN + timedelta(seconds=5.1), 0) == 1
    assert pace.taken(bucket, BEGIN + timedelta(seconds=6), 10_000).rate == pace.POSTS.rate


def test_several_refusals_in_one_pause_count_once() -> None:
    once = pace.refused(pace.full(BEGIN), BEGIN, timedelta(seconds=5))
    again = pace.refused(once, BEGIN + timedelta(seconds=1), timedelta(seconds=9))
    assert again.rate == once.rate
    assert again.closed_until == BEGIN + timedelta(seconds=10)


def test_it_never_starves_however_often_it_is_refused() -> None:
    bucket, now = pace.full(BEGIN), BEGIN
    for _ in range(100):
        bucket = pace.refused(bucket, now, timedelta(seconds=1))
        now += timedelta(seconds=2)
    assert bucket.rate >= pace.POSTS.rate * pace.SLOWEST
