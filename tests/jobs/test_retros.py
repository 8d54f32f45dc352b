"""Retros and action items by the clock: begun at their time, everybody asked once, owners reminded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.retros import Phase
from bot.storage.action_items import ActionItem, ActionState, close_item, new_action_item
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.retro_steps import close, go_on, retro_series
from bot.storage.retros import Retro, open_retro
from bot.storage.together import aim
from tests.jobs.desk import SUNDAY, Desk, utc
from tests.storage.cast import CHECKOUT, slack_id

FRIDAY = date(2026, 11, 27)
# 15:00 in Berlin.
TIME = utc(27, 14)
RETRO = "*Checkout · Retro 1*"


@pytest.fixture
def weekly(desk: Desk) -> Desk:
    """Each Friday at 15:00 in Berlin; Ben scheduled it. No stand-up is in the way."""
    with desk.db.write() as session:
        standup = session.scalars(select(Ceremony)).one()
        standup.ended_at = SUNDAY
        ceremony = retro_series(session, desk.house.team, by=desk.house["Ben"], now=SUNDAY)
        ceremony.at, ceremony.weekdays, ceremony.every = time(15), frozenset({4}), 1
        aim(ceremony, desk.house.team, after=SUNDAY)
    return desk


def retro(desk: Desk) -> Retro:
    with desk.db.read() as session:
        return session.scalars(select(Retro).order_by(Retro.id.desc()).limit(1)).one()


def prompts(desk: Desk) -> dict[str, int]:
    names = ("Ana", "Ben", "Chi")
    return {name: len([t for t in desk.slack.posted(slack_id(name)) if "Retro" in t]) for name in names}


def test_a_retro_begins_by_itself_and_asks_everybody_once(weekly: Desk) -> None:
    weekly.run(TIME - timedelta(minutes=1))
    assert weekly.slack.posted(CHECKOUT) == []
    weekly.run(TIME)
    weekly.run(TIME + timedelta(minutes=5))
    (board,) = weekly.slack.posted(CHECKOUT)
    assert board.startswith(f"{RETRO} - gathering cards")
    assert prompts(weekly) == {"Ana": 1, "Ben": 1, "Chi": 1}
    assert weekly.slack.refused() == []
    found = retro(weekly)
    assert (found.phase, found.facilitator_id) == (Phase.GATHER, weekly.house["Ben"].id)
    (asked,) = weekly.slack.posts(slack_id("Chi"))
    assert [element["text"]["text"] for element in asked.args["blocks"][-1]["elements"]] == ["Add card"]


def test_the_board_is_edited_as_the_retro_goes_on(weekly: Desk) -> None:
    weekly.run(TIME)
    with weekly.db.write() as session:
        found = session.scalars(select(Retro)).one()
        go_on(session, found, weekly.house.team, seen="", now=TIME)
    weekly.a_moment_later()
    weekly.run(TIME)
    assert weekly.slack.edited(f"{RETRO} - all cards on the table")
    assert len(weekly.slack.posted(CHECKOUT)) == 1


def test_none_begins_beside_one_that_is_open_and_its_leader_hears_why(weekly: Desk) -> None:
    weekly.run(TIME)
    weekly.run(TIME + timedelta(days=7))
    with weekly.db.read() as session:
        states = session.scalars(select(Occurrence.state).order_by(Occurrence.day)).all()
        assert states == [OccurrenceState.OPEN, OccurrenceState.SKIPPED]
    assert "Retro 1 is still open, so I began none" in weekly.slack.posted(slack_id("Ben"))[-1]
    assert prompts(weekly)["Ana"] == 1
    with weekly.db.write() as session:
        found = open_retro(session, weekly.house.team)
        assert found is not None
        close(session, found, weekly.house.team, now=TIME)
    weekly.run(TIME + timedelta(days=14))
    assert retro(weekly).ordinal == 2
    assert prompts(weekly)["Ana"] == 2


def test_what_is_too_late_is_not_begun(weekly: Desk) -> None:
    weekly.run(TIME + timedelta(hours=3))
    assert weekly.slack.posted() == []
    with weekly.db.read() as session:
        assert session.scalars(select(Occurrence.state)).all() == [OccurrenceState.MISSED]
        assert session.scalars(select(Retro)).all() == []


def test_who_is_off_for_long_gets_no_old_question(weekly: Desk) -> None:
    weekly.slack.trouble["chat.postMessage"] = "ratelimited"
    weekly.run(TIME)
    weekly.slack.trouble.clear()
    weekly.a_moment_later()
    weekly.run(TIME + timedelta(hours=5))
    assert prompts(weekly) == {"Ana": 0, "Ben": 0, "Chi": 0}


def promised(desk: Desk, due_on: date | None = FRIDAY) -> int:
    with desk.db.write() as session:
        ana, ben = desk.house["Ana"], desk.house["Ben"]
        return new_action_item(
            session, desk.house.team, "Split the tests", owner=ben, due_on=due_on, by=ana, at=SUNDAY
        ).id


def told(desk: Desk) -> list[str]:
    return [text for text in desk.slack.posted(slack_id("Ben")) if "Split the tests" in text]


def nine_in_new_york(day: int) -> datetime:
    return utc(day, 14)


def test_an_owner_is_reminded_the_working_day_before_and_on_the_day(weekly: Desk) -> None:
    promised(weekly)
    weekly.walk_to(nine_in_new_york(26) - timedelta(minutes=1))
    assert told(weekly) == []
    weekly.walk_to(nine_in_new_york(26), start=nine_in_new_york(26) - timedelta(minutes=1))
    assert [text.partition(",")[0] for text in told(weekly)] == ["Soon due"]
    weekly.walk_to(utc(30, 23), start=nine_in_new_york(26))
    assert [text.partition(",")[0] for text in told(weekly)] == ["Soon due", "Due today"]
    card = weekly.slack.posts(slack_id("Ben"))[0].args["blocks"]
    assert [element["text"]["text"] for element in card[-1]["elements"]] == ["Done", "Move", "Discuss"]
    assert weekly.slack.refused() == []


def test_what_is_done_reminds_nobody(weekly: Desk) -> None:
    item_id = promised(weekly)
    with weekly.db.write() as session:
        item = session.get_one(ActionItem, item_id)
        close_item(session, item, ActionState.DONE, by=weekly.house["Ben"], at=SUNDAY)
    weekly.walk_to(utc(30, 23))
    assert told(weekly) == []


def test_a_reminder_that_is_too_late_is_left_and_the_next_one_comes(weekly: Desk) -> None:
    promised(weekly)
    weekly.run(nine_in_new_york(26) + timedelta(hours=10))
    assert told(weekly) == []
    weekly.run(nine_in_new_york(27))
    assert len(told(weekly)) == 1
