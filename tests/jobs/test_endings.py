"""A series that was ended by mistake: *Undo* has it go on as if nothing had been said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.undoing import UNDO_FOR
from bot.storage.database import Database
from tests.jobs.agenda_room import AgendaRoom
from tests.jobs.test_schedule import SET_UP, foretold, lived
from tests.storage.cast import CHECKOUT, MONDAY, slack_id

# In Berlin they were asked for the Daily, in New York they were not; the agenda of Planning stands in the channel.
WEDNESDAY = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
ENDINGS = {
    "standup": "/standup delete Daily",
    "agenda": "/agenda delete Planning",
    "digest": "/digest delete Weekly",
    "retro": "/retro schedule off",
}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def room(db: Database) -> AgendaRoom:
    room = AgendaRoom(db)
    room.now = MONDAY
    for line in SET_UP:
        room.says("Ana", line)
    room.says("Ben", "/agenda add Who writes the notes?")
    return room


def undo_of(room: AgendaRoom, line: str) -> tuple[str, str]:
    """The button under the answer to a line: its action and its value."""
    body = room.door.command(room.payload("Ana", line))
    assert body is not None
    buttons = [one for block in body["blocks"] if block["type"] == "actions" for one in block["elements"]]
    (found,) = [(one["action_id"], one["value"]) for one in buttons if one["text"]["text"] == "Undo"]
    return found


@pytest.mark.parametrize("noun", ENDINGS)
def test_all_goes_on_as_it_would_have(room: AgendaRoom, noun: str) -> None:
    room.walk_to(WEDNESDAY - MINUTE)
    expected = foretold(room)
    action, value = undo_of(room, ENDINGS[noun])
    room.run()
    assert foretold(room) != expected
    room.walk_to(WEDNESDAY)
    assert "Undone: *" in room.press("Ana", action, value)
    room.run()
    assert "has been changed since" in room.press("Ana", action, value)
    began, still = room.now, {one: count for one, count in expected.items() if one[0] > room.now}
    assert foretold(room) == still
    room.walk_to(began + timedelta(days=3))
    assert lived(room, began) == {one: count for one, count in still.items() if one[0] <= room.now}


def test_what_came_due_meanwhile_is_made_up_for(room: AgendaRoom) -> None:
    room.walk_to(datetime(2026, 11, 24, 8, 28, tzinfo=UTC))
    before = len(room.slack.posted(slack_id("Ana")))
    action, value = undo_of(room, "/standup delete Daily")
    room.walk_to(datetime(2026, 11, 24, 8, 33, tzinfo=UTC))  # Ana was to be asked at 8:30
    room.press("Ana", action, value)
    room.run()
    assert "*Checkout · Daily* - due" in room.slack.posted(slack_id("Ana"))[before]


def test_the_points_of_a_meeting_come_back_onto_its_agenda(room: AgendaRoom) -> None:
    room.says("Ana", "/agenda new Weekly every 1 weeks on thu at 14:00")
    room.walk_to(datetime(2026, 11, 25, 11, 30, tzinfo=UTC))  # its agenda was posted at 11:00
    before = room.says("Ben", "/agenda list")
    action, value = undo_of(room, "/agenda delete Planning")
    room.run()
    assert any("does not take place" in post for post in room.posts())
    room.press("Ana", action, value)
    room.run()
    assert room.says("Ben", "/agenda list") == before
    assert not any("does not take place" in post for post in room.posts())
    (post,) = [post for post in room.agendas() if "Planning" in post]
    assert "*G-1* Who writes the notes? - Ben\n[Done] [Later]" in post


def test_after_ten_minutes_or_when_another_has_its_name_it_stays_ended(room: AgendaRoom) -> None:
    action, value = undo_of(room, "/digest delete Weekly")
    room.says("Ana", "/digest new Weekly every fri at 16:00")
    assert "Weekly has been changed since" in room.press("Ana", action, value)
    action, value = undo_of(room, "/digest delete Weekly")
    room.now += UNDO_FOR + MINUTE
    assert "more than ten minutes ago" in room.press("Ana", action, value)
    assert "has no digest yet" in room.says("Ana", "/digest list")


def test_a_rhythm_that_was_set_anew_is_not_put_back(room: AgendaRoom) -> None:
    action, value = undo_of(room, "/retro schedule off")
    room.says("Ana", "/retro schedule every 1 weeks on mon at 15:00")
    assert "has been changed since" in room.press("Ana", action, value)


@pytest.mark.parametrize("who", ("Ben", "Dov", "Eve"))
def test_who_may_not_end_it_may_not_have_it_go_on(room: AgendaRoom, who: str) -> None:
    action, value = undo_of(room, "/standup delete Daily")
    assert "I can't find what to undo" in room.press(who, action, value)
    assert "Daily" not in room.says("Ana", "/standup list", CHECKOUT)


@pytest.mark.parametrize("carried", ("", "1", "99999999 1795417200", "1 99999999999", "1 1", "x y", "-1 5"))
def test_a_forged_value_undoes_nothing(room: AgendaRoom, carried: str) -> None:
    answer = room.press("Ana", "standup.go_on", carried)
    assert "Undone" not in answer and "Sorry" not in answer and answer
