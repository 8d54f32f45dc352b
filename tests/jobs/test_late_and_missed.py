"""When the bot was off, when people move or leave, when a row is broken: nobody is asked twice, nothing is hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.domain.cadence import local_day
from bot.storage.ceremonies import Ceremony, CeremonyMember, aim_again, end_ceremony
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.outbox import OutboundMessage
from bot.storage.people import Person, keep_person
from bot.storage.workspaces import Workspace
from tests.jobs.desk import DAY, SUNDAY, Desk, utc
from tests.storage.cast import ACME, CHECKOUT, DAILY, described, standup

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OPENS, CLOSES = utc(23, 8, 30), utc(23, 11)


def moves(desk: Desk, name: str, zone: str, now: datetime) -> None:
    """Slack says that somebody's zone is another now."""
    with desk.db.write() as session:
        person = keep_person(session, desk.house.workspace.id, described(name, tz=zone), home=ACME, read_at=now)
        aim_again(session, person, now=now)


def asked_on(desk: Desk, name: str) -> list[date]:
    """The days for which somebody got a prompt."""
    with desk.db.read() as session:
        return list(
            session.scalars(
                select(Occurrence.day)
                .join(OutboundMessage, OutboundMessage.occurrence_id == Occurrence.id)
                .where(OutboundMessage.key.like("prompt:%"), OutboundMessage.person_id == desk.house[name].id)
                .order_by(Occurrence.day)
            )
        )


def test_up_to_two_hours_late_people_are_still_asked(desk: Desk) -> None:
    desk.run(OPENS + 2 * HOUR)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_later_than_that_they_are_not_asked_and_the_wrap_up_says_so(desk: Desk) -> None:
    desk.run(OPENS + 2 * HOUR + MINUTE)
    assert desk.asked() == {"Ana": 0, "Ben": 0, "Chi": 0}
    desk.run(CLOSES)
    wrap_up = desk.slack.posted(CHECKOUT)[-1]
    assert "I could not ask: Ana, Ben, Chi" in wrap_up
    assert "missing" not in wrap_up


def test_who_answers_without_having_been_asked_counts(desk: Desk) -> None:
    desk.run(OPENS + 2 * HOUR + MINUTE)
    desk.says("Ben", CLOSES - MINUTE, today="the lift")
    desk.run(CLOSES)
    assert "*1/3 in* · I could not ask: Ana, Chi" in desk.slack.posted(CHECKOUT)[-1]


def test_however_the_work_is_cut_the_wrap_up_tells_of_everybody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be posted when the first of them is through; it is brought up to date with the others."""
    monkeypatch.setattr("bot.jobs.one_by_one.A_HANDFUL", 1)
    monkeypatch.setattr("bot.jobs.one_by_one.SLICE_SECONDS", 0.0)
    desk.run(CLOSES + HOUR)
    desk.a_moment_later()
    desk.run(CLOSES + HOUR)
    shown = [message.text for message in desk.slack.sim.world.messages(CHECKOUT)]
    (wrap_up,) = (text for text in shown if "wrap-up of Mon 23 Nov" in text)
    assert "I could not ask: Ana, Ben, Chi" in wrap_up


@pytest.mark.parametrize("hours", (1, 17, 21))
def test_back_within_a_day_after_the_close_the_wrap_up_still_tells(desk: Desk, hours: int) -> None:
    desk.run(CLOSES + hours * HOUR)
    (wrap_up,) = (text for text in desk.slack.posted(CHECKOUT) if "wrap-up of Mon 23 Nov" in text)
    assert "I could not ask: Ana, Ben, Chi" in wrap_up
    occurrence = desk.occurrence()
    assert (occurrence.state, occurrence.next_at) == (OccurrenceState.CLOSED, None)


def test_back_while_the_next_day_can_still_be_asked_the_one_before_is_not_caught_up_with(desk: Desk) -> None:
    desk.run(CLOSES + 23 * HOUR)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    assert desk.occurrence().state == OccurrenceState.MISSED
    (day,) = desk.slack.posted(CHECKOUT)
    assert "- Tue 24 Nov" in day and "Mon 23 Nov: this did not happen" in day


def test_back_after_more_than_a_day_it_was_missed_and_nothing_of_it_is_posted(desk: Desk) -> None:
    desk.run(CLOSES + 25 * HOUR)
    missed = desk.occurrence()
    assert (missed.state, missed.next_at) == (OccurrenceState.MISSED, None)
    assert [text for text in desk.slack.posted() if "- Mon 23 Nov" in text or "of Mon 23 Nov" in text] == []
    assert desk.metrics.registry.get_sample_value("drumbeat_missed_total", {"kind": "standup"}) == 1


def test_after_a_long_stop_only_the_current_day_is_asked(desk: Desk) -> None:
    desk.run(utc(26, 8, 40))
    assert [day.day for day in asked_on(desk, "Ana")] == [26]
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_who_goes_west_after_being_asked_is_not_asked_again_for_that_day(wide_desk: Desk) -> None:
    wide_desk.walk_to(utc(23, 8, 30))
    moves(wide_desk, "Ana", "America/Los_Angeles", utc(23, 9))
    wide_desk.walk_to(utc(24, 18), start=utc(23, 9))
    assert asked_on(wide_desk, "Ana") == [DAY, date(2026, 11, 24)]


def test_who_goes_east_before_being_asked_is_asked_at_once_for_that_day(wide_desk: Desk) -> None:
    now = utc(23, 2)
    wide_desk.walk_to(now)
    moves(wide_desk, "Ana", "Asia/Tokyo", now)  # 11:00 there: half past nine has passed
    wide_desk.run(now)
    wide_desk.walk_to(utc(24, 2), start=now)
    days = asked_on(wide_desk, "Ana")
    assert days == sorted(set(days))
    assert date(2026, 11, 24) in days


def test_who_flies_around_the_world_gets_one_prompt_for_each_local_day(wide_desk: Desk) -> None:
    now = utc(22, 19)
    zones = ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin")
    for leg in range(10):
        moves(wide_desk, "Ana", zones[leg % len(zones)], now)
        wide_desk.walk_to(now + 11 * HOUR, start=now)
        now += 11 * HOUR
    days = asked_on(wide_desk, "Ana")
    assert days == sorted(set(days))
    assert len(days) >= 3
    assert all(day <= local_day(now, ZoneInfo("Pacific/Kiritimati")) for day in days)


def set_person(desk: Desk, name: str, **columns: object) -> None:
    with desk.db.write() as session:
        session.execute(update(Person).where(Person.id == desk.house[name].id).values(**columns))


def test_who_was_deactivated_is_not_asked_and_after_their_return_they_are(desk: Desk) -> None:
    set_person(desk, "Ben", is_deactivated=True)
    desk.walk_to(utc(23, 18))
    assert desk.asked() == {"Ana": 2, "Ben": 0, "Chi": 2}
    set_person(desk, "Ben", is_deactivated=False)
    desk.walk_to(utc(24, 8, 30), start=utc(23, 18))
    assert asked_on(desk, "Ben") == [date(2026, 11, 24)]


def test_a_stand_up_that_ended_asks_nobody_and_reminds_nobody(desk: Desk) -> None:
    desk.run(OPENS)
    with desk.db.write() as session:
        ceremony = session.get_one(type(desk.house.ceremony), desk.house.ceremony.id)
        end_ceremony(session, ceremony, at=OPENS + MINUTE)
    desk.walk_to(utc(25, 12), start=OPENS)
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_a_broken_row_stops_none_of_the_others(desk: Desk) -> None:
    with desk.db.write() as session:
        session.execute(
            update(CeremonyMember)
            .where(CeremonyMember.person_id == desk.house["Ana"].id)
            .values(next_day=date(9999, 12, 31))
        )
    desk.run(OPENS)
    assert desk.asked() == {"Ana": 0, "Ben": 1, "Chi": 1}


def test_a_stand_up_of_a_kind_that_is_gone_stops_none_of_the_others(desk: Desk) -> None:
    with desk.db.write() as session:
        house = desk.house
        names = ("Ana", "Ben", "Chi")
        words = DAILY.replace("Daily", "Second")
        standup(session, house.team, house["Ana"], [house[name] for name in names], words, SUNDAY)
    desk.run(OPENS)
    with desk.db.write() as session:
        session.execute(update(Ceremony).where(Ceremony.id == desk.house.ceremony.id).values(kind="gone"))
    desk.walk_to(CLOSES, start=OPENS)
    assert desk.asked() == {"Ana": 3, "Ben": 3, "Chi": 3}  # two prompts, and the reminder of the second
    wrap_ups = [text for text in desk.slack.posted(CHECKOUT) if "wrap-up" in text]
    assert ["Second" in text for text in wrap_ups] == [True]


def test_nothing_is_done_for_a_workspace_that_removed_the_bot(desk: Desk) -> None:
    with desk.db.write() as session:
        session.execute(update(Workspace).values(uninstalled_at=OPENS))
    desk.walk_to(utc(24, 12))
    assert desk.slack.asked == []
    with desk.db.write() as session:
        session.execute(update(Workspace).values(uninstalled_at=None))
    desk.run(utc(25, 8, 30))
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}


def test_what_is_posted_after_the_close_does_not_say_that_it_closes_then(desk: Desk) -> None:
    desk.run(CLOSES + 30 * MINUTE)
    day = next(post for post in desk.slack.posts(CHECKOUT) if "wrap-up" not in post.args["text"])
    assert "Closed <!date^" in str(day.args["blocks"]) and "Closes" not in str(day.args["blocks"])


def test_a_reminder_that_slack_does_not_take_in_time_is_not_posted_at_the_close_or_after(desk: Desk) -> None:
    desk.run(OPENS)
    desk.slack.trouble["chat.postMessage"] = "ratelimited"
    desk.run(CLOSES - 30 * MINUTE)
    desk.slack.trouble.clear()
    desk.a_moment_later()
    desk.run(CLOSES)
    desk.a_moment_later()
    desk.run(CLOSES + MINUTE)
    assert [text for text in desk.slack.posted() if "closes at" in text] == []
