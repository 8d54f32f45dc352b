"""How fast one workspace may be posted to: a bucket that fills steadily, and what Slack's 429 changes about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Speed:
    """So many a second, and so many at once after a rest."""

    rate: float
    burst: float


# Slack: "several hundred messages a minute" and workspace; 240 with a burst of 60 is what was measured to go well.
# A little less of both: messages that leave evenly do not arrive evenly.
POSTS = Speed(3.9, 58.0)
# `chat.update` is of Tier 3: about 50 a minute.
EDITS = Speed(40 / 60, 20.0)
SLOWEST = 0.05  # of the rate
# With no more room than this, one leaves at a time.
ALMOST_A_BURST = 1.99
# While a burst leaves bit by bit, no more of what Slack is said to bring back is believed.
BELIEVED_IN_A_BURST = 0.5
# One 429 takes this much of the rate away; every so many messages that Slack takes give a little of it back.
SLOWER, FASTER, FASTER_AFTER = 0.7, 1.01, 40
# Past the burst one is under way at a time: when the first 429 comes, nothing else must run into it. So many taken in
# a row allow one more, since an answer that takes long would hold up the next message.
ONE_MORE_AFTER = 500


@dataclass(frozen=True)
class Bucket:
    """`room` messages may go as of `at`, `rate` more with each second.

    `streak`: how many of those that left one by one were taken since the last 429.
    """

    room: float
    rate: float
    at: datetime
    closed_until: datetime | None
    streak: int

    @property
    def is_bursting(self) -> bool:
        return self.room > ALMOST_A_BURST


def full(now: datetime, speed: Speed = POSTS) -> Bucket:
    return Bucket(speed.burst, speed.rate, now, None, 0)


def refilled(bucket: Bucket, now: datetime, under_way: int = 0, speed: Speed = POSTS) -> Bucket:
    """The same bucket as of now; a clock that went back takes nothing away.

    Only a rest saves up all of it: Slack may count those under way as late as it answers, and may bring back less than
    is believed.
    """
    seconds = max(0.0, (now - bucket.at).total_seconds())
    most, rate = speed.burst, bucket.rate
    if under_way and bucket.is_bursting:
        most, rate = max(bucket.room, speed.burst - under_way), rate * BELIEVED_IN_A_BURST
    elif under_way:
        most = ALMOST_A_BURST
    return replace(bucket, room=min(most, bucket.room + seconds * rate), at=max(now, bucket.at))


def granted(bucket: Bucket, now: datetime, under_way: int, speed: Speed = POSTS) -> int:
    """How many messages may leave now, while so many are under way."""
    bucket = refilled(bucket, now, under_way, speed)
    if bucket.closed_until is not None and now < bucket.closed_until:
        return 0
    if bucket.is_bursting:
        return int(bucket.room)
    # Below its full rate it is feeling for the limit, and has to expect the next 429 at any time.
    allowed = 1 + (max(0, bucket.streak) // ONE_MORE_AFTER if bucket.rate >= speed.rate else 0)
    return min(int(bucket.room + 1e-6), max(0, allowed - under_way))


def sent(bucket: Bucket, now: datetime, count: int, under_way: int, speed: Speed = POSTS) -> Bucket:
    """So many have left, beside those under way before."""
    bucket = refilled(bucket, now, under_way, speed)
    # What leaves in a burst says nothing about the steady rate, once it is taken.
    streak = bucket.streak - count if bucket.is_bursting else bucket.streak
    return replace(bucket, room=max(0.0, bucket.room - count), streak=streak)


def taken(bucket: Bucket, now: datetime, count: int, speed: Speed = POSTS) -> Bucket:
    """Slack took so many, and has just answered."""
    bucket = refilled(bucket, now, count, speed)
    streak = bucket.streak + count
    steps = max(0, streak) // FASTER_AFTER - max(0, bucket.streak) // FASTER_AFTER
    return replace(bucket, streak=streak, rate=min(speed.rate, bucket.rate * FASTER**steps))


def refused(bucket: Bucket, now: datetime, retry_after: timedelta, speed: Speed = POSTS) -> Bucket:
    """Slack said 429: nothing leaves until its pause is over, then slower. Several in one pause count once."""
    until = now + retry_after
    if bucket.closed_until is not None and now < bucket.closed_until:
        return replace(bucket, closed_until=max(until, bucket.closed_until))
    rate = max(speed.rate * SLOWEST, bucket.rate * SLOWER)
    # At the end of the pause there is room for one, whatever was saved up before.
    return Bucket(1.0 - rate * retry_after.total_seconds(), rate, now, until, 0)


def until_next(bucket: Bucket, now: datetime) -> timedelta:
    """How long until one message may leave, should none be under way."""
    bucket = refilled(bucket, now)
    seconds = max(0.0, 1 - bucket.room) / bucket.rate
    if bucket.closed_until is not None:
        seconds = max(seconds, (bucket.closed_until - now).total_seconds())
    return timedelta(seconds=seconds)
