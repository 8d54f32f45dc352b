"""How fast one post is edited: Slack counts by the minute, so two edits keep their distance in real time."""

from __future__ import annotations

from datetime import timedelta

from bot.jobs.timetable import timetable
from tests.jobs.desk import Desk, utc

OPENS, MINUTE = utc(23, 8, 30), timedelta(minutes=1)
THREAD = "*Checkout · Daily* - Mon 23 Nov"


def test_a_second_edit_of_a_post_waits_for_its_time(desk: Desk) -> None:
    two_answer_one_after_the_other(desk)
    assert "1/3 in" in the_thread(desk)
    desk.a_moment_later()
    desk.run(OPENS + 2 * MINUTE)
    assert "2/3 in" in the_thread(desk)


def test_while_no_time_goes_by_no_edit_waits(desk: Desk) -> None:
    desk.lines = timetable(desk.db, desk.slack.client, desk.metrics, pace=lambda: timedelta(0))
    two_answer_one_after_the_other(desk)
    assert "2/3 in" in the_thread(desk)


def two_answer_one_after_the_other(desk: Desk) -> None:
    desk.run(OPENS)
    for name in ("Ana", "Ben"):
        desk.says(name, OPENS + MINUTE, today="invoices")


def the_thread(desk: Desk) -> str:
    """What the day's first message was edited to last."""
    return [each for each in desk.slack.edited() if THREAD in each][-1]
