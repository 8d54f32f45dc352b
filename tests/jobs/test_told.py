"""What did not happen is told: to the ceremony's owner, once and in one message, and in the ceremony's next post."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.storage import notices
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.people import Person
from bot.storage.together import new_series
from tests.jobs.desk import SUNDAY, Desk, utc
from tests.storage.cast import CHECKOUT, slack_id, standup

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OPENS, CLOSES = utc(23, 8, 30), utc(23, 11)
WEEKDAYS = frozenset(range(5))


def told(desk: Desk, now: datetime, name: str = "Ana") -> list[str]:
    """What somebody was told by then, after the moment for which it is gathered."""
    desk.a_moment_later()
    desk.run(now)
    with desk.db.read() as session:
        notices_to = OutboundMessage.key.startswith(notices.PREFIX), OutboundMessage.channel == slack_id(name)
        sent = select(OutboundMessage).where(*notices_to, OutboundMessage.state == OutboxState.SENT)
        return [row.message.text for row in session.scalars(sent.order_by(OutboundMessage.id))]


def back_at(desk: Desk, now: datetime) -> None:
    """The bot looked at its work on Sunday evening, and then not before `now`."""
    desk.run(SUNDAY)
    desk.run(now)


def test_the_owner_is_told_once_from_when_to_when_the_bot_was_off(desk: Desk) -> None:
    now = OPENS + 6 * HOUR
    back_at(desk, now)
    (text,) = told(desk, now)
    assert "I was off from" in text and "Sun 22 Nov 20:00 CET" in text and "Mon 23 Nov 15:30 CET" in text
    assert "*Checkout · Daily* of Mon 23 Nov: I did not ask Ana, Ben, Chi" in text
    assert told(desk, now, "Ben") == []
    assert len(told(desk, now + MINUTE)) == 1


def test_all_that_was_missed_in_one_go_comes_in_one_message(desk: Desk) -> None:
    with desk.db.write() as session:
        house = desk.house
        standup(session, house.team, house["Ana"], [house["Ben"]], "Second at 10:00 Europe/Berlin close 11:00", SUNDAY)
    back_at(desk, utc(26, 8, 40))
    (text,) = told(desk, utc(26, 8, 40))
    assert "*Checkout · Daily* of Mon 23 Nov, Tue 24 Nov, Wed 25 Nov" in text
    assert "*Checkout · Second* of Mon 23 Nov, Tue 24 Nov\n" in text
    assert "*Checkout · Second* of Wed 25 Nov: I did not ask Ben" in text


def test_every_day_is_posted_or_written_down_as_missed_and_only_the_newest_is_caught_up_with(desk: Desk) -> None:
    back_at(desk, utc(26, 8, 40))
    with desk.db.read() as session:
        states = {one.day.day: one.state for one in session.scalars(select(Occurrence))}
    missed = OccurrenceState.MISSED
    assert states == {23: missed, 24: missed, 25: missed, 26: OccurrenceState.OPEN}
    value = desk.metrics.registry.get_sample_value("drumbeat_missed_total", {"kind": "standup"})
    assert value == 3


def test_the_next_post_says_which_days_before_it_were_missed_and_the_one_after_does_not(desk: Desk) -> None:
    back_at(desk, utc(26, 8, 40))
    desk.walk_to(utc(27, 9), start=utc(26, 8, 40))
    days = [text for text in desk.slack.posted(CHECKOUT) if "/3 in" in text and "wrap-up" not in text]
    assert "Mon 23 Nov, Tue 24 Nov, Wed 25 Nov: this did not happen, because I was off from" in days[0]
    assert len(days) == 2 and "did not happen" not in days[1]


def test_a_prompt_says_how_late_it_is_and_why_one_in_time_does_not(desk: Desk) -> None:
    back_at(desk, OPENS + 18 * MINUTE)
    (prompt,) = desk.slack.posted(slack_id("Ben"))
    assert prompt.endswith("18 min late: I was off")
    desk.walk_to(utc(24, 9), start=OPENS + 18 * MINUTE)
    assert "late" not in desk.slack.posted(slack_id("Ben"))[-1]


def test_up_to_five_minutes_nobody_is_told_of_being_late(desk: Desk) -> None:
    back_at(desk, OPENS + 5 * MINUTE)
    assert "late" not in desk.slack.posted(slack_id("Ben"))[-1]


def test_a_wrap_up_that_came_late_says_so_also_after_it_was_edited(desk: Desk) -> None:
    desk.run(OPENS)
    desk.run(CLOSES + 2 * HOUR)
    wrap_up = desk.slack.posted(CHECKOUT)[-1]
    assert "wrap-up of Mon 23 Nov" in wrap_up and wrap_up.endswith("2 h late: I was off")
    desk.a_moment_later()
    desk.says("Ben", CLOSES + 4 * HOUR, today="the lift")
    assert "2 h late" in desk.slack.edited("*Checkout · Daily* - wrap-up")[-1]


def daily_digest(desk: Desk) -> None:
    with desk.db.write() as session:
        house = desk.house
        new_series(session, "digest", house.team, "Daily news", weekdays=WEEKDAYS, by=house["Ben"], now=SUNDAY)


def digests_of(desk: Desk) -> dict[date, OccurrenceState]:
    with desk.db.read() as session:
        rows = session.scalars(select(Occurrence).where(Occurrence.ceremony_id != desk.house.ceremony.id))
        return {one.day: OccurrenceState(one.state) for one in rows}


def test_of_several_digests_the_newest_is_posted_late_and_the_others_are_told(desk: Desk) -> None:
    daily_digest(desk)
    back_at(desk, utc(25, 20))  # due at 8:00 on each day, in UTC
    missed, closed = OccurrenceState.MISSED, OccurrenceState.CLOSED
    assert [state for _, state in sorted(digests_of(desk).items())] == [missed, missed, closed]
    (digest,) = [text for text in desk.slack.posted(CHECKOUT) if "Checkout" in text and "· Daily" not in text]
    assert digest.endswith("12 h late: I was off")
    assert any("*Checkout · Daily news* of Mon 23 Nov, Tue 24 Nov" in text for text in told(desk, utc(25, 20), "Ben"))


def test_where_the_owner_is_gone_who_runs_the_bot_is_told_and_else_the_leads(desk: Desk) -> None:
    with desk.db.write() as session:
        session.execute(update(Person).where(Person.id == desk.house["Ana"].id).values(is_deactivated=True))
    with desk.db.write() as session:
        ceremony = desk.house.ceremony
        assert notices.told_of(session, ceremony) == []
        session.info[notices.ADMINS] = (slack_id("Chi"), "U0NOBODY01")
        assert [person.name for person in notices.told_of(session, ceremony)] == ["Chi"]


def test_what_is_being_told_already_is_not_added_to(desk: Desk) -> None:
    back_at(desk, OPENS + 6 * HOUR)
    with desk.db.write() as session:
        session.execute(update(OutboundMessage).values(attempts=1))
    desk.run(utc(24, 15))
    with desk.db.read() as session:
        told_twice = session.scalars(select(OutboundMessage).where(OutboundMessage.key.startswith("notice:"))).all()
    assert len(told_twice) == 2 and "Tue" not in told_twice[0].message.text


@pytest.mark.parametrize("hours", (1, 6, 20, 30, 50, 80))
def test_however_long_the_bot_was_off_every_occurrence_is_posted_or_told(desk: Desk, hours: int) -> None:
    now = OPENS + hours * HOUR
    back_at(desk, now)
    told_days = " ".join(told(desk, now)) + " ".join(desk.slack.posted(CHECKOUT))
    for day in range(23, 28):
        if utc(day, 8, 30) <= now:
            assert f"{day} Nov" in told_days
