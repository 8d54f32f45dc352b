"""Messages in doubt: looked for when history has settled, sent again when they stand nowhere, never left twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.storage import delivery, outcomes
from bot.storage.database import Database
from bot.storage.heartbeat import wake_up
from bot.storage.outbox import OutboxState
from bot.storage.reconciling import Copy, cannot_look, look_later
from tests.storage.cast import MONDAY
from tests.storage.postbox import HOUR, SECOND, TIMINGS, Post


@pytest.fixture
def post(db: Database) -> Iterator[Post]:
    with db.write() as session:
        yield Post(session)


def test_a_sender_that_died_on_the_way_leaves_a_doubt_that_is_looked_into_once_history_is_settled(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    post.goes_by(TIMINGS.settle - 5 * SECOND)
    assert post.doubts() == []
    post.goes_by(6 * SECOND)
    (doubt,) = post.doubts(owner="other")
    assert (doubt.public_id, doubt.channel) == (mine.public_id, "Ca")
    assert post.doubts(owner="third") == []
    post.posted(mine)
    assert post.row(mine).ts is None, "the sender comes too late: somebody else has taken it over"
    assert post.found(doubt, "7.1") == []
    row = post.row(mine)
    assert (row.state, row.ts, row.how, row.recheck_at) == (OutboxState.SENT, "7.1", "reconciled", None)


def test_whoever_looks_and_dies_holds_it_no_longer_than_a_lease(post: Post) -> None:
    post.put("a")
    post.claim()
    post.goes_by(HOUR)
    assert len(post.doubts()) == 1
    post.goes_by(TIMINGS.lease + SECOND)
    assert len(post.doubts(owner="other")) == 1


def test_what_stands_nowhere_is_sent_again_and_looked_for_two_and_ten_minutes_later(post: Post) -> None:
    post.put("a")
    (mine,) = post.claim()
    outcomes.is_in_doubt(post.session, mine, error="timeout")
    post.goes_by(TIMINGS.settle)
    (doubt,) = post.doubts()
    assert post.found(doubt) == []
    (again,) = post.claim()
    post.posted(again, ts="9.1")
    assert post.doubts() == []
    post.goes_by(timedelta(minutes=2, seconds=1))
    (second,) = post.doubts()
    assert post.found(second, "8.1", "9.1") == ["9.1"], "the first one came late after all: it stays, ours goes"
    assert post.row(mine).ts == "8.1"
    assert post.doubts() == []
    post.goes_by(timedelta(minutes=8))
    (last,) = post.doubts()
    assert post.found(last, "8.1") == []
    assert post.row(mine).recheck_at is None


def test_a_copy_that_people_have_answered_stays(post: Post) -> None:
    post.put("a")
    post.claim()
    post.goes_by(HOUR)
    (doubt,) = post.doubts()
    assert post.found(doubt, "1.1", Copy("2.1", answered=True), "3.1") == ["1.1", "3.1"]


def test_where_people_have_answered_several_all_of_these_stay(post: Post) -> None:
    post.put("a")
    post.claim()
    post.goes_by(HOUR)
    (doubt,) = post.doubts()
    assert post.found(doubt, Copy("1.1", answered=True), "2.1", Copy("3.1", answered=True)) == ["2.1"]


@pytest.mark.parametrize(
    ("key", "then"), (("prompt:1:2", OutboxState.PENDING), ("digest:1", OutboxState.UNKNOWN)), ids=("prompt", "digest")
)
def test_where_no_look_is_possible_a_prompt_is_sent_again_and_a_digest_is_not(
    post: Post, key: str, then: OutboxState
) -> None:
    post.put(key)
    (mine,) = post.claim()
    post.goes_by(HOUR)
    (doubt,) = post.doubts()
    cannot_look(post.session, doubt, error="missing_scope")
    assert post.row(mine).state == then


def test_a_look_that_slack_puts_off_comes_later(post: Post) -> None:
    post.put("a")
    post.claim()
    post.goes_by(HOUR)
    (doubt,) = post.doubts()
    look_later(post.session, doubt, after=5 * SECOND)
    assert post.doubts() == []
    post.goes_by(6 * SECOND)
    assert len(post.doubts()) == 1


def test_after_a_long_silence_what_was_due_is_looked_for_before_it_is_sent(post: Post) -> None:
    early = post.put("early")
    assert not wake_up(post.session, now=MONDAY, real_now=MONDAY)
    assert not wake_up(post.session, now=MONDAY, real_now=MONDAY + timedelta(minutes=9))
    assert wake_up(post.session, now=MONDAY, real_now=MONDAY + timedelta(minutes=20))
    post.put("later", due_at=MONDAY + SECOND)
    assert [parcel.channel for parcel in post.claim(HOUR)] == ["Clater"]
    (doubt,) = post.doubts()
    assert doubt.public_id == early.public_id
    post.found(doubt)
    assert [parcel.channel for parcel in post.claim()] == ["Cearly"]


def test_after_a_long_silence_nothing_is_given_up_as_too_late_before_it_was_looked_for(post: Post) -> None:
    early = post.put("early")
    wake_up(post.session, now=MONDAY, real_now=MONDAY)
    wake_up(post.session, now=MONDAY, real_now=MONDAY + timedelta(minutes=20))
    assert not delivery.is_any_expired(post.session, now=MONDAY + 2 * HOUR)
    assert delivery.drop_expired(post.session, now=MONDAY + 2 * HOUR) == []
    (doubt,) = post.doubts()
    post.found(doubt)
    assert delivery.drop_expired(post.session, now=MONDAY + 2 * HOUR) == [early]
