"""Channels and workspaces that are closed to the bot: what is held there waits, people are told, and it goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.simulator import edits
from bot.storage import pauses
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import OccurrenceState
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.together import new_series
from bot.storage.workspaces import Workspace, take_up_again, uninstall_workspace
from tests.jobs.desk import SUNDAY, Desk, utc
from tests.jobs.test_told import told
from tests.storage.cast import ACME, BOT, CHECKOUT, described, known, slack_id

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OPENS, CLOSES = utc(23, 8, 30), utc(23, 11)
CLOSED = f"chat.postMessage {CHECKOUT}"


def paused(desk: Desk) -> dict[str, str | None]:
    """Why each ceremony is paused, by name."""
    with desk.db.read() as session:
        return {one.name: one.paused_for for one in session.scalars(select(Ceremony)) if one.paused_at is not None}


def is_removed(desk: Desk) -> None:
    """The bot is removed from the channel, in Slack itself."""
    sim = desk.slack.sim
    edits.leave(sim, sim.world.channels[CHECKOUT], sim.world.people[BOT])


def is_invited(desk: Desk) -> None:
    sim = desk.slack.sim
    edits.invite(sim, sim.world.channels[CHECKOUT], sim.world.people[BOT])


def looks_again(desk: Desk, now: datetime) -> None:
    """The time between two looks is real time; have it over."""
    desk.looks_again()
    desk.run(now)
    desk.a_moment_later()
    desk.run(now)


def test_a_channel_that_is_closed_to_us_pauses_all_that_is_held_there_and_its_owners_hear_why(desk: Desk) -> None:
    with desk.db.write() as session:
        house = desk.house
        new_series(session, "digest", house.team, "News", weekdays=frozenset({4}), by=house["Ana"], now=SUNDAY)
    is_removed(desk)
    desk.run(OPENS)
    assert paused(desk) == {"Daily": "not_in_channel", "News": "not_in_channel"}
    (text,) = told(desk, OPENS)
    assert f"I cannot post in <#{CHECKOUT}>: I am not in it" in text
    assert "Checkout · Daily, Checkout · News" in text and "/invite @Drumbeat" in text
    desk.walk_to(utc(24, 12), start=OPENS)
    assert len(told(desk, utc(24, 12))) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    (
        ("is_archived", "it is archived"),
        ("channel_not_found", "it is not there any more"),
        ("restricted_action_read_only_channel", "only some people post there"),
        ("ekm_access_denied", "Slack says `ekm_access_denied`"),
    ),
)
def test_each_reason_is_told_in_words(desk: Desk, error: str, words: str) -> None:
    desk.slack.trouble[CLOSED] = error
    desk.run(OPENS)
    (text,) = told(desk, OPENS)
    assert words in text
    assert desk.slack.refused()[0].startswith("chat.postMessage")


def test_what_is_suggested_in_place_of_an_archived_channel_fits_what_is_held_there(desk: Desk) -> None:
    with desk.db.write() as session:
        house = desk.house
        new_series(session, "digest", house.team, "News", weekdays=frozenset({4}), by=house["Ana"], now=SUNDAY)
    desk.slack.trouble[CLOSED] = "is_archived"
    desk.run(OPENS)
    (text,) = told(desk, OPENS)
    assert "with `/standup new` or `/digest new` there" in text


def test_while_it_is_paused_nobody_is_asked_and_nothing_is_tried(desk: Desk) -> None:
    is_removed(desk)
    desk.run(OPENS)
    tries = len(desk.slack.calls("chat.postMessage"))
    desk.walk_to(utc(25, 12), start=OPENS + MINUTE)
    desk.a_moment_later()
    desk.run(utc(25, 12))
    assert len(desk.slack.calls("chat.postMessage")) <= tries + 1  # what the owner is told
    assert desk.standings(utc(23, 9)) != {}


def test_once_the_bot_is_back_it_posts_what_is_not_too_late_saying_so_and_tells_of_the_rest(desk: Desk) -> None:
    is_removed(desk)
    desk.run(OPENS)
    told(desk, OPENS)
    is_invited(desk)
    now = CLOSES + 30 * MINUTE
    looks_again(desk, now)
    assert paused(desk) == {}
    texts = desk.slack.posted(CHECKOUT)
    assert [text for text in texts if "- Mon 23 Nov" in text]
    assert "30 min late" in texts[-1] and "wrap-up of Mon 23 Nov" in texts[-1]
    last = told(desk, now)[-1]
    assert f"I can post in <#{CHECKOUT}> again, and this goes on: Checkout · Daily" in last


def test_what_was_refused_is_posted_at_once_when_it_goes_on_and_says_how_late_it_is(desk: Desk) -> None:
    desk.run(OPENS)
    is_removed(desk)
    desk.run(CLOSES)
    is_invited(desk)
    desk.looks_again()
    desk.run(CLOSES + 30 * MINUTE)
    wrap_up = desk.slack.posted(CHECKOUT)[-1]
    assert "wrap-up of Mon 23 Nov" in wrap_up and "30 min late" in wrap_up


def test_what_became_too_late_is_told_once_when_it_goes_on_and_only_the_newest_day_is_held(desk: Desk) -> None:
    is_removed(desk)
    desk.run(OPENS)
    told(desk, OPENS)
    for day in (24, 25, 26):
        desk.run(utc(day, 9))
    is_invited(desk)
    looks_again(desk, utc(26, 9))
    assert desk.occurrence(utc(26, 0).date()).state == OccurrenceState.OPEN
    assert desk.occurrence(utc(25, 0).date()).state == OccurrenceState.MISSED
    last = told(desk, utc(26, 9))[-1]
    assert "*Checkout · Daily* of Tue 24 Nov, Wed 25 Nov" in last
    assert "the day's thread, the wrap-up of *Checkout · Daily* of Mon 23 Nov" in last
    assert [text for text in desk.slack.posted(CHECKOUT) if "- Mon 23 Nov" in text] == []


def test_where_no_look_tells_it_is_tried_again_once_a_day_and_told_once_a_week(desk: Desk) -> None:
    desk.slack.trouble[CLOSED] = "restricted_action"
    desk.run(OPENS)
    assert len(told(desk, OPENS)) == 1
    desk.run(OPENS + 25 * HOUR)
    assert paused(desk) == {"Daily": "restricted_action"}
    assert sum("I cannot post" in text for text in told(desk, OPENS + 25 * HOUR)) == 1
    desk.slack.trouble.clear()
    desk.a_moment_later()
    desk.run(OPENS + 50 * HOUR)
    assert paused(desk) == {}


def test_an_edit_that_slack_refuses_for_the_channel_is_made_when_it_goes_on(desk: Desk) -> None:
    desk.run(OPENS)
    sim = desk.slack.sim
    channel, by = sim.world.channels[CHECKOUT], sim.world.people[slack_id("Ana")]
    edits.archive(sim, channel, by)
    desk.says("Ben", OPENS + MINUTE, today="the lift")
    assert paused(desk) == {"Daily": "is_archived"}
    edits.archive(sim, channel, by, archived=False)
    looks_again(desk, OPENS + 2 * MINUTE)
    assert any("1/3 in" in text for text in desk.slack.edited(":calendar: *Checkout"))


def test_somebody_who_cannot_be_written_to_pauses_nothing_and_the_owner_hears_of_it(desk: Desk) -> None:
    desk.slack.trouble[f"chat.postMessage {slack_id('Ben')}"] = "cannot_dm_bot"
    desk.run(OPENS)
    assert paused(desk) == {}
    (text,) = told(desk, OPENS)
    assert "Slack did not take this (`cannot_dm_bot`)" in text
    assert "the question to Ben of *Checkout · Daily* of Mon 23 Nov" in text


def test_of_somebody_who_is_deactivated_nothing_is_told(desk: Desk) -> None:
    desk.slack.trouble[f"chat.postMessage {slack_id('Ben')}"] = "ratelimited"
    desk.run(OPENS)
    with desk.db.write() as session:
        known(session, desk.house.workspace, "Ben", deleted=True)
        assert described("Ben")["id"] == slack_id("Ben")
    desk.slack.trouble = {f"chat.postMessage {slack_id('Ben')}": "user_not_found"}
    desk.a_moment_later()
    desk.run(OPENS + MINUTE)
    assert told(desk, OPENS + MINUTE) == []


def test_a_notice_that_cannot_be_delivered_makes_no_other(desk: Desk) -> None:
    desk.slack.trouble[CLOSED] = "is_archived"
    desk.slack.trouble[f"chat.postMessage {slack_id('Ana')}"] = "user_not_found"
    desk.run(OPENS)
    desk.a_moment_later()
    desk.run(OPENS)
    with desk.db.read() as session:
        rows = session.scalars(select(OutboundMessage).where(OutboundMessage.key.startswith("notice:"))).all()
    assert [(row.state, row.key[:14]) for row in rows] == [(OutboxState.FAILED, "notice:paused:")]


def test_a_message_that_slack_does_not_take_at_all_is_told_as_a_fault_of_ours(desk: Desk) -> None:
    desk.slack.trouble[CLOSED] = "msg_too_long"
    desk.run(OPENS)
    (text,) = told(desk, OPENS)
    assert "Slack did not take this (`msg_too_long`)" in text and "That is a fault of mine" in text
    assert f"the day's thread of *Checkout · Daily* of Mon 23 Nov in <#{CHECKOUT}>" in text


def suspended(desk: Desk) -> str | None:
    with desk.db.read() as session:
        return session.scalars(select(Workspace)).one().suspended_for


def test_a_token_that_slack_does_not_take_stops_all_of_the_workspace_until_it_does(desk: Desk) -> None:
    desk.slack.trouble["chat.postMessage"] = desk.slack.trouble["auth.test"] = "token_revoked"
    desk.run(OPENS)
    assert suspended(desk) == "token_revoked"
    assert desk.metrics.registry.get_sample_value("drumbeat_suspended_workspaces") == 1
    tries = len(desk.slack.asked)
    desk.run(OPENS + MINUTE)
    assert len(desk.slack.asked) == tries  # one question in ten minutes
    desk.slack.trouble.clear()
    looks_again(desk, OPENS + HOUR)
    assert suspended(desk) is None
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    assert desk.metrics.registry.get_sample_value("drumbeat_suspended_workspaces") == 0


def test_what_was_too_late_when_slack_took_the_token_again_is_told_with_the_time_it_did_not(desk: Desk) -> None:
    desk.slack.trouble["chat.postMessage"] = "account_inactive"
    desk.run(OPENS)
    desk.slack.trouble.clear()
    looks_again(desk, utc(24, 8, 40))
    (text,) = told(desk, utc(24, 8, 40))
    assert "I did not ask Ana, Ben, Chi" in text
    assert [text for text in desk.slack.posted(CHECKOUT) if "- Tue 24 Nov" in text]


def test_after_the_bot_was_removed_nothing_is_sent_and_when_it_is_back_only_what_is_not_too_late(desk: Desk) -> None:
    desk.run(SUNDAY)
    with desk.db.write() as session:
        uninstall_workspace(session, ACME, reason="app_uninstalled", at=OPENS - MINUTE)
    for day in (23, 24, 25):
        desk.run(utc(day, 12))
    assert desk.slack.posted() == []
    with desk.db.write() as session:
        known_again = session.scalars(select(Workspace)).one()
        take_up_again(session, known_again, at=utc(26, 8, 45))
    desk.run(utc(26, 8, 45))
    assert desk.asked() == {"Ana": 1, "Ben": 1, "Chi": 1}
    (text,) = told(desk, utc(26, 8, 45))
    assert "*Checkout · Daily* of Mon 23 Nov, Tue 24 Nov, Wed 25 Nov" in text


def test_deleting_what_is_paused_ends_the_pause(desk: Desk) -> None:
    is_removed(desk)
    desk.run(OPENS)
    with desk.db.write() as session:
        session.scalars(select(Ceremony)).one().ended_at = OPENS
    with desk.db.read() as session:
        assert pauses.parked(session) == pauses.Parked(0, 0)


def test_a_pause_is_not_an_absence_of_the_bot(desk: Desk) -> None:
    is_removed(desk)
    desk.walk_to(utc(25, 9))
    told(desk, utc(25, 9))
    is_invited(desk)
    looks_again(desk, utc(26, 8, 50))
    said = [*desk.slack.posted(CHECKOUT), *desk.slack.posted(slack_id("Ben")), told(desk, utc(26, 8, 50))[-1]]
    assert any("Tue 24 Nov, Wed 25 Nov" in text for text in said)
    assert any("20 min late" in text for text in said)
    assert [text for text in said if "I was off" in text] == []
    desk.walk_to(utc(27, 7), start=utc(26, 8, 50))
    desk.run(utc(27, 8, 50))
    assert desk.slack.posted(slack_id("Ben"))[-1].endswith("20 min late: I was off")
