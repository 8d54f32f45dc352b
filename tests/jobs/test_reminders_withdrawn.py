"""Reminders that Slack keeps waiting: nobody is reminded of what they have done meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.slack.transport import Silence
from bot.storage import proceedings
from bot.storage.action_items import ActionItem, ActionState, close_item, hand_over, new_action_item, put_off
from bot.storage.ceremonies import Ceremony
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.outcomes import LOOKED
from bot.storage.reminders import NOT_NEEDED
from tests.jobs.desk import SUNDAY, Desk, utc
from tests.jobs.test_told import told
from tests.storage.cast import slack_id

OPENS, REMINDED, CLOSES = utc(23, 8, 30), utc(23, 10, 30), utc(23, 11)
ANSWERED = utc(23, 10, 31)
FRIDAY = date(2026, 11, 27)
# 9:00 in New York.
SOON_DUE = utc(26, 14)


def reminders(desk: Desk) -> dict[str, str]:
    """In which state each one's reminder is."""
    with desk.db.read() as session:
        rows = session.scalars(select(OutboundMessage).where(OutboundMessage.key.startswith("reminder:")))
        names = {desk.house[name].id: name for name in ("Ana", "Ben", "Chi")}
        return {names[row.person_id]: row.state for row in rows if row.person_id is not None}


def keeps_all_waiting(desk: Desk, trouble: str | Silence = "ratelimited") -> None:
    desk.slack.trouble["chat.postMessage"] = trouble


def takes_them_again(desk: Desk) -> None:
    desk.slack.trouble.clear()
    desk.a_moment_later()


@pytest.fixture
def reminded(desk: Desk) -> Desk:
    """All three were asked; their reminders are due, and Slack takes none of them."""
    desk.run(OPENS)
    keeps_all_waiting(desk)
    desk.run(REMINDED)
    assert reminders(desk) == dict.fromkeys(("Ana", "Ben", "Chi"), OutboxState.PENDING)
    return desk


def test_who_answers_or_sits_it_out_meanwhile_is_not_reminded(reminded: Desk) -> None:
    reminded.says("Ana", ANSWERED, today="invoices")
    reminded.skips("Ben", ANSWERED)
    takes_them_again(reminded)
    reminded.run(ANSWERED)
    dropped, sent = OutboxState.DROPPED, OutboxState.SENT
    assert reminders(reminded) == {"Ana": dropped, "Ben": dropped, "Chi": sent}
    seen = {name: [text for text in reminded.seen(name) if "closes at" in text] for name in ("Ana", "Ben", "Chi")}
    assert {name: len(texts) for name, texts in seen.items()} == {"Ana": 0, "Ben": 0, "Chi": 1}


def test_nobody_is_told_of_a_reminder_that_was_taken_back(reminded: Desk) -> None:
    reminded.says("Chi", ANSWERED, today="invoices")
    takes_them_again(reminded)
    reminded.run(ANSWERED)
    with reminded.db.read() as session:
        said = session.scalars(select(OutboundMessage.last_error).where(OutboundMessage.state == OutboxState.DROPPED))
        assert said.all() == [NOT_NEEDED]
    assert told(reminded, ANSWERED) == []


def test_the_reminder_of_another_day_stays(reminded: Desk) -> None:
    takes_them_again(reminded)
    reminded.run(REMINDED)
    keeps_all_waiting(reminded)
    reminded.run(utc(24, 8, 30))
    takes_them_again(reminded)
    reminded.run(utc(24, 8, 31))
    keeps_all_waiting(reminded)
    reminded.run(utc(24, 10, 30))
    reminded.says("Ana", utc(24, 10, 31), date(2026, 11, 23), today="what I forgot yesterday")
    assert sorted(reminded_of(reminded, "Ana")) == [OutboxState.PENDING, OutboxState.SENT]


def reminded_of(desk: Desk, name: str) -> list[str]:
    with desk.db.read() as session:
        rows = select(OutboundMessage.state).where(
            OutboundMessage.key.startswith("reminder:"), OutboundMessage.person_id == desk.house[name].id
        )
        return list(session.scalars(rows))


def test_when_the_stand_up_is_deleted_nobody_is_reminded_of_it(reminded: Desk) -> None:
    with reminded.db.write() as session:
        proceedings.end(session, session.get_one(Ceremony, reminded.house.ceremony.id), at=ANSWERED)
    takes_them_again(reminded)
    reminded.run(ANSWERED)
    assert set(reminders(reminded).values()) == {OutboxState.DROPPED}


def test_what_may_stand_there_already_is_left_to_who_looks_for_it(desk: Desk) -> None:
    desk.run(OPENS)
    keeps_all_waiting(desk, Silence(sent=True, reason="timeout"))
    desk.run(REMINDED)
    assert set(reminders(desk).values()) == {OutboxState.SENDING}
    desk.says("Ana", ANSWERED, today="invoices")
    assert reminders(desk)["Ana"] == OutboxState.SENDING
    takes_them_again(desk)
    desk.history_settles()
    desk.run(ANSWERED)
    assert reminders(desk)["Ana"] == OutboxState.SENT


def test_neither_is_one_taken_back_that_was_looked_for_before(reminded: Desk) -> None:
    """Slack's history may show it later: then somebody has to see to it that it stands there once."""
    with reminded.db.write() as session:
        for row in session.scalars(select(OutboundMessage).where(OutboundMessage.key.startswith("reminder:"))):
            row.how = LOOKED
    reminded.says("Ana", ANSWERED, today="invoices")
    assert reminders(reminded)["Ana"] == OutboxState.PENDING


Change = Callable[[Session, Desk, ActionItem], object]
CHANGES: dict[str, Change] = {
    "done": lambda session, desk, item: close_item(session, item, ActionState.DONE, by=desk.house["Ben"], at=SOON_DUE),
    "dropped": lambda session, desk, item: close_item(
        session, item, ActionState.DROPPED, why="no use", by=desk.house["Ben"], at=SOON_DUE
    ),
    "put off": lambda session, desk, item: put_off(
        session, item, desk.house.team, date(2026, 12, 24), by=desk.house["Ben"], at=SOON_DUE
    ),
    "handed over": lambda session, desk, item: hand_over(
        session, item, desk.house.team, desk.house["Chi"], by=desk.house["Ben"], at=SOON_DUE
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_is_reminded_of_an_action_item_that_is_done_or_different_meanwhile(desk: Desk, change: str) -> None:
    with desk.db.write() as session:
        session.scalars(select(Ceremony)).one().ended_at = SUNDAY
        ben, team = desk.house["Ben"], desk.house.team
        items = [
            new_action_item(session, team, text, owner=ben, due_on=FRIDAY, by=ben, at=SUNDAY).id
            for text in ("the lift", "the stairs")
        ]
    keeps_all_waiting(desk)
    desk.run(SOON_DUE)
    with desk.db.write() as session:
        CHANGES[change](session, desk, session.get_one(ActionItem, items[0]))
    takes_them_again(desk)
    for _ in items:
        desk.run(SOON_DUE)
        desk.a_moment_later()
    assert ["the stairs" in text for text in desk.slack.posted(slack_id("Ben"))] == [True]
