"""A day of a stand-up on the clock's side: prompts, reminders, the thread, the wrap-up and its edits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.storage.blockers import Blocker, raise_blocker, reword
from bot.storage.blockers_said import show_anew
from bot.storage.occurrences import OccurrenceState
from tests.jobs.desk import Desk, utc
from tests.messages.reading import shown
from tests.storage.cast import CHECKOUT

MINUTE = timedelta(minutes=1)
OPENS, REMINDS, CLOSES = utc(23, 8, 30), utc(23, 10, 30), utc(23, 11)


def test_everybody_is_asked_once_at_the_time_and_not_before(desk: Desk) -> None:
    desk.run(OPENS - MINUTE)
    assert desk.slack.posted() == []
    desk.run(OPENS)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    desk.run(OPENS + MINUTE)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    (thread,) = desk.slack.posted(CHECKOUT)
    assert "*Checkout · Daily* - Mon 23 Nov · 0/3 in" in thread
    assert desk.slack.refused() == []


def test_each_is_asked_at_their_own_time(wide_desk: Desk) -> None:
    for moment, asked in (
        (utc(23, 0, 30), {"Ana": 0, "Ben": 0, "Chi": 1}),
        (utc(23, 8, 30), {"Ana": 1, "Ben": 0, "Chi": 1}),
    ):
        wide_desk.run(moment)
        assert wide_desk.asked() == asked
    wide_desk.walk_to(utc(23, 14, 30), start=utc(23, 8, 30))
    assert wide_desk.asked()["Ben"] == 1
    assert len([text for text in wide_desk.slack.posted(CHECKOUT) if "0/3 in" in text]) == 2  # thread and wrap-up


def test_who_has_answered_before_their_time_is_not_asked(wide_desk: Desk) -> None:
    wide_desk.run(utc(23, 0, 30))
    wide_desk.says("Ben", utc(23, 1), today="the lift")
    wide_desk.walk_to(utc(23, 15), start=utc(23, 1))
    assert wide_desk.asked()["Ben"] == 0


def test_one_reminder_for_who_is_not_in_and_none_for_the_others(desk: Desk) -> None:
    desk.run(OPENS)
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    desk.skips("Ben", OPENS + MINUTE)
    desk.walk_to(CLOSES - MINUTE, start=OPENS + MINUTE)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 2}
    assert "closes at" in desk.slack.posted(desk.house["Chi"].slack_id)[1]


def test_a_reminder_that_comes_after_the_deadline_is_not_given(desk: Desk) -> None:
    desk.run(OPENS)
    desk.run(CLOSES + MINUTE)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_an_answer_goes_into_the_thread_of_the_day(desk: Desk) -> None:
    desk.run(OPENS)
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    day, card = desk.slack.posts(CHECKOUT)
    assert card.args["thread_ts"] == day.answer["ts"]
    assert card.args["text"] == "*Ana*: Today: invoices"
    assert any("1/3 in" in text for text in desk.slack.edited())


def test_a_changed_answer_changes_its_card_and_posts_nothing(desk: Desk) -> None:
    desk.run(OPENS)
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    desk.a_moment_later()
    desk.says("Ana", OPENS + 2 * MINUTE, today="vouchers")
    assert len(desk.slack.posts(CHECKOUT)) == 2
    assert "*Ana* · edited: Today: vouchers" in desk.slack.edited("*Ana*")


def test_the_wrap_up_says_who_is_in_and_what_is_in_the_way(desk: Desk) -> None:
    desk.run(OPENS)
    desk.says("Ana", OPENS + MINUTE, today="invoices", blockers="the printer")
    desk.skips("Chi", OPENS + MINUTE)
    desk.run(CLOSES)
    wrap_up = desk.slack.posted(CHECKOUT)[-1]
    assert "wrap-up of Mon 23 Nov" in wrap_up
    assert "Ana: the printer" in wrap_up
    assert "*1/3 in* · skipped: Chi · missing: Ben" in wrap_up
    assert desk.occurrence().state == OccurrenceState.CLOSED
    assert desk.slack.refused() == []


def test_what_is_said_to_be_in_the_way_beside_the_form_is_of_its_day(desk: Desk) -> None:
    ben = desk.house["Ben"]
    desk.run(OPENS)
    desk.says("Ana", OPENS + MINUTE, today="invoices", blockers="the bank is closed")
    with desk.db.write() as session:
        raise_blocker(session, desk.house.team, "an old fault", by=ben, at=OPENS - timedelta(days=3))
        raise_blocker(session, desk.house.team, "no test shop", by=ben, at=OPENS + MINUTE)
    desk.run(CLOSES)
    wrap_up = shown(desk.slack.posts(CHECKOUT)[-1].args["blocks"])
    assert "*In the way (2)*\n• *B-1 · Ana: *the bank is closed (today)\n• *B-3 · Ben: *no test shop (today)" in wrap_up
    assert "*Open from before*\n• *B-2 · Ben: *an old fault (1 wd)" in wrap_up


def test_a_late_answer_edits_the_wrap_up(desk: Desk) -> None:
    desk.run(OPENS)
    desk.run(CLOSES)
    posts = len(desk.slack.posts(CHECKOUT))
    desk.a_moment_later()
    desk.says("Ben", CLOSES + 30 * MINUTE, today="the lift")
    edits = [text for text in desk.slack.edited() if "wrap-up" in text]
    assert "*1/3 in* · late: Ben · missing: Ana, Chi" in edits[-1]
    assert len(desk.slack.posts(CHECKOUT)) == posts + 1  # Ben's card


def test_the_west_is_pending_until_its_own_deadline_then_missing(wide_desk: Desk) -> None:
    wide_desk.walk_to(utc(23, 11))
    wrap_up = wide_desk.slack.posted(CHECKOUT)[-1]
    assert "pending: Ben (until" in wrap_up
    assert "missing: Ana, Chi" in wrap_up
    wide_desk.a_moment_later()
    wide_desk.walk_to(utc(23, 16, 30), start=utc(23, 11))
    edits = [text for text in wide_desk.slack.edited() if "wrap-up" in text]
    assert "missing: Ana, Ben, Chi" in edits[-1]
    assert wide_desk.occurrence().next_at is None


def test_a_message_that_somebody_deleted_is_posted_anew(desk: Desk) -> None:
    desk.run(OPENS)
    desk.slack.trouble["chat.update"] = "message_not_found"
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    days = [text for text in desk.slack.posted(CHECKOUT) if "Daily* - Mon 23 Nov" in text]
    assert len(days) == 2
    assert "1/3 in" in days[1]


def test_the_next_day_is_another_occurrence(desk: Desk) -> None:
    desk.walk_to(utc(24, 8, 30))
    assert desk.asked(["Ana"]) == {"Ana": 3}  # two prompts, one reminder
    assert len([text for text in desk.slack.posted(CHECKOUT) if "Tue 24 Nov" in text]) == 1


def test_a_weekend_goes_by_in_silence(desk: Desk) -> None:
    desk.walk_to(utc(27, 12), start=utc(27, 7))  # since Sunday it was off
    before = len(desk.slack.asked)
    desk.walk_to(utc(30, 8, 29), start=utc(27, 12))
    assert len(desk.slack.asked) == before
    desk.run(utc(30, 8, 30))
    assert len(desk.slack.asked) > before


def test_a_blocker_that_two_speak_of_is_told_once_in_the_words_of_whom_it_stops(desk: Desk) -> None:
    desk.run(OPENS)
    desk.says("Ana", OPENS + MINUTE, blockers="waiting for legal")
    desk.says("Ben", OPENS + MINUTE, blockers="B-1 still")
    desk.run(CLOSES)
    wrap_up = desk.slack.posted(CHECKOUT)[-1]
    assert "(2)" not in wrap_up
    assert "B-1 · Ana: waiting for legal" in wrap_up
    assert "Ben:" not in wrap_up


def test_a_blocker_that_was_reworded_is_told_in_the_newer_words(desk: Desk) -> None:
    desk.run(OPENS)
    desk.says("Ben", OPENS + MINUTE, today="invoices", blockers="the old keys")
    reworded(desk, "the staging keys", OPENS + 2 * MINUTE)
    desk.walk_to(CLOSES, start=OPENS + 2 * MINUTE)
    wrap_up = desk.slack.posts(CHECKOUT)[-1].args
    assert "the staging keys" in wrap_up["text"] and "the old keys" not in wrap_up["text"]
    assert "the staging keys" in shown(wrap_up["blocks"])
    reworded(desk, "no keys at all", CLOSES + MINUTE)
    desk.a_moment_later()
    desk.run(CLOSES + MINUTE)
    assert "no keys at all" in desk.slack.edited("*Checkout · Daily* - wrap-up")[-1]
    desk.a_moment_later()
    desk.says("Ben", CLOSES + 2 * MINUTE, blockers="only one key")
    assert "only one key" in desk.slack.edited("*Checkout · Daily* - wrap-up")[-1]
    desk.walk_to(utc(24, 8, 30), start=CLOSES + 2 * MINUTE)
    desk.says("Ben", utc(24, 9), utc(24, 9).date(), blockers="B-1: Ida promised it for Friday")
    desk.walk_to(utc(24, 11), start=utc(24, 9))
    assert "Ida promised it for Friday" in desk.slack.posts(CHECKOUT)[-1].args["text"]


def reworded(desk: Desk, text: str, now: datetime) -> None:
    """As `/standup blocker B-1 update` does it."""
    with desk.db.write() as session:
        blocker = session.scalars(select(Blocker)).one()
        reword(session, blocker, text, by=desk.house["Ben"], at=now)
        show_anew(session, blocker)
