"""*Undo*: ten minutes long each verb that takes away or moves something can be taken back, unless it changed since."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.commands.undoing import UNDO_FOR
from bot.storage.features import Feature
from tests.commands.counter import Counter
from tests.storage.cast import slack_id

# What is said before, what is undone, and what shows that it was (a line, and words that are there only before it).
UNDONE = {
    "a status": ("", '/feature status F-1 declined --why "Too few"', "/feature show F-1", "*F-1 Export to CSV* · new"),
    "a plan": ("/feature plan F-1 now", "/feature plan F-1 later", "/feature show F-1", "· planned now"),
    "off the roadmap": (
        "/feature plan F-1 now target:2027-01-04",
        "/feature unplan F-1",
        "/feature show F-1",
        "· planned now · target Mon 4 Jan",
    ),
    "an owner": ("/feature own F-1 @Chi", "/feature own F-1 @Ben", "/feature show F-1", "owned by Chi"),
    "a deleted feature": ("", "/feature delete F-1", "/feature list", "*F-1* Export to CSV"),
    "a point that is done": ("", "/agenda done G-1 Ben has it", "/agenda list", ":black_square_button: *G-1*"),
    "a point that is dropped": ("", "/agenda drop G-1", "/agenda list", ":black_square_button: *G-1*"),
    "a point that is put off": ("", "/agenda later G-1", "/agenda list", ":black_square_button: *G-1*"),
    "a promise that is kept": ("/retro action Fix it @Ben", "/retro done A-1", "/retro actions", "*A-1* Fix it"),
    "a promise that is dropped": (
        "/retro action Fix it @Ben due:fri",
        "/retro drop A-1 not worth it",
        "/retro actions",
        "*A-1* Fix it · Ben · due Fri 27 Nov",
    ),
    "a promise that is moved": (
        "/retro action Fix it @Ben due:fri",
        "/retro move A-1 @Chi tomorrow",
        "/retro actions",
        "*A-1* Fix it · Ben · due Fri 27 Nov",
    ),
    "a card": ("/retro start\n/retro + The demo", "/retro drop R-1", "/retro mine", "The demo"),
    "a blocker that is resolved": ("", "/standup blocker B-1 resolve", "/standup blockers", "*B-1* · Ana"),
    "a blocker that is handed over": (
        "",
        "/standup blocker B-1 assign @Ben",
        "/standup blocker B-1",
        "Ana sees to it",
    ),
}


def undo_of(counter: Counter, line: str) -> tuple[str, str]:
    """The button under the answer to a line: its action and its value."""
    body = counter.door.command(counter.payload("Ana", line))
    assert body is not None
    buttons = [one for block in body["blocks"] if block["type"] == "actions" for one in block["elements"]]
    (found,) = [(one["action_id"], one["value"]) for one in buttons if one["text"]["text"] == "Undo"]
    return found


@pytest.mark.parametrize("what", UNDONE)
def test_what_was_taken_away_or_moved_is_back(held: Counter, what: str) -> None:
    before, line, look, there = UNDONE[what]
    for said in before.splitlines():
        held.says("Ana", said)
    assert there in held.says("Ana", look)
    action, value = undo_of(held, line)
    assert there not in held.says("Ana", look).partition("*History*")[0]
    held.now += UNDO_FOR
    assert "Undone: *" in held.press("Ana", action, value)
    assert there in held.says("Ana", look)
    assert "has been changed since" in held.press("Ana", action, value)


@pytest.mark.parametrize("what", UNDONE)
def test_after_ten_minutes_it_stays(held: Counter, what: str) -> None:
    before, line, look, there = UNDONE[what]
    for said in before.splitlines():
        held.says("Ana", said)
    action, value = undo_of(held, line)
    held.now += UNDO_FOR + timedelta(seconds=1)
    assert "more than ten minutes ago" in held.press("Ana", action, value)
    assert there not in held.says("Ana", look).partition("*History*")[0]


def test_what_somebody_changed_since_stays_as_they_left_it(held: Counter) -> None:
    action, value = undo_of(held, "/feature status F-1 building")
    held.says("Ana", "/feature status F-1 testing")
    assert "F-1 has been changed since" in held.press("Ana", action, value)
    assert "· testing" in held.says("Ana", "/feature show F-1")


def test_nothing_moved_nothing_to_undo(held: Counter) -> None:
    held.says("Ana", "/feature status F-1 building")
    assert "[Undo]" not in held.says("Ana", "/feature status F-1 building")


def test_undone_is_told_in_the_history(held: Counter) -> None:
    held.press("Ana", *undo_of(held, "/feature status F-1 building"))
    seen = held.says("Chi", "/feature show F-1")
    assert "status: new → building" in seen and "status: building → new" in seen


def test_who_may_not_do_it_may_not_undo_it_and_others_find_nothing(held: Counter) -> None:
    action, value = undo_of(held, "/feature status F-1 building")
    assert "that is for its leads and product managers" in held.press("Ben", action, value)
    assert "I can't find F-1 here" in held.press("Dov", action, value)
    action, value = undo_of(held, "/feature delete F-1")
    assert "that is for its leads and product managers" in held.press("Ben", action, value)
    held.says("Ana", "/retro start")
    held.says("Ana", "/retro + The zebra")
    action, value = undo_of(held, "/retro drop R-1")
    assert "zebra" not in held.press("Ben", action, value)


@pytest.mark.parametrize(
    "carried",
    (
        "",
        "F-1",
        "F-1 1 {}",
        "X-1 1 {}",
        "F-1 99999999999 {",
        'F-1 1795417200 {"title": ["x", "Export to CSV"]}',
        'F-1 1795417200 {"status": 1}',
        'F-1 1795417200 {"target_on": [{"on": "never"}, null]}',
        'G-1 1795417200 {"state": ["done", "open"]}',
    ),
)
def test_a_forged_value_names_nothing(held: Counter, carried: str) -> None:
    answer = held.press("Ana", "feature.undo", carried)
    assert "I can't find" in answer and "Sorry" not in answer
    with held.db.read() as session:
        assert session.scalars(select(Feature.title)).one() == "Export to CSV"


def test_ids_in_a_forged_value_are_checked_like_those_of_a_line(held: Counter) -> None:
    at = int(held.now.timestamp())
    value = f"F-1 {at} {json.dumps({'status': ['building', 'new'], 'status_at': [None, None]})}"
    assert "leads and product managers" in held.press("Chi", "feature.undo", value)
    assert slack_id("Chi") not in held.says("Ana", "/feature show F-1")
