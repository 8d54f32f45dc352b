"""`/agenda` at the counter: who may do what, which meeting is meant, and nothing that was typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.agendas import AgendaItem
from bot.storage.ceremonies import Ceremony
from bot.storage.changes import changes_of
from bot.storage.decisions import Decision
from bot.storage.mentions import mentions_of
from tests.commands.counter import Counter

WEEKLY = "/agenda new Weekly every week on tue at 10:00"
RETRO_PREP = "/agenda new Retro prep every 2 weeks on fri at 9 length 15m post 30m"
TEXT = "first line & <b> for the *team*\nsecond line 10m"


@pytest.fixture
def weekly(counter: Counter) -> Counter:
    """Ana leads the team and set up its one meeting."""
    counter.says("Ana", "/team new Checkout")
    assert "*Weekly* is set up for Checkout" in counter.says("Ana", WEEKLY)
    return counter


@pytest.fixture
def two(weekly: Counter) -> Counter:
    """There is a second one, which Ben set up."""
    assert "*Retro prep* is set up" in weekly.says("Ben", RETRO_PREP)
    return weekly


def button_of(counter: Counter, who: str, line: str, label: str) -> tuple[str, str]:
    """Action and value of the button that a command was answered with."""
    body = counter.door.command(counter.payload(who, line))
    assert body is not None
    buttons = [one for block in body["blocks"] if block["type"] == "actions" for one in block["elements"]]
    (found,) = [one for one in buttons if one["text"]["text"] == label]
    return found["action_id"], found["value"]


def texts(counter: Counter) -> list[str]:
    with counter.db.read() as session:
        return list(session.scalars(select(AgendaItem.text).order_by(AgendaItem.number)))


def meeting_of(counter: Counter, ref: str) -> str:
    with counter.db.read() as session:
        number = int(ref.removeprefix("G-"))
        found = select(Ceremony.name).join(AgendaItem, AgendaItem.ceremony_id == Ceremony.id)
        return session.scalars(found.where(AgendaItem.number == number)).one()


def test_setting_up_says_when_in_the_readers_time_and_how(weekly: Counter) -> None:
    said = weekly.says("Chi", RETRO_PREP)
    assert "Fri every 2 weeks at 09:00 Europe/Berlin, 15 min; I post the agenda 30 min before" in said
    assert "Fri 27 Nov 17:00 JST" in said and "Fri 11 Dec 17:00 JST" in said


def test_a_channel_without_a_team_gets_one(counter: Counter) -> None:
    assert "so I made one: checkout; you lead it" in counter.says("Ben", WEEKLY)


def test_a_name_is_given_once(weekly: Counter) -> None:
    assert "has a meeting called weekly already" in weekly.says("Ben", WEEKLY.replace("Weekly", "weekly"))
    assert "*Daily* is set up" in weekly.says("Ben", "/standup new Daily at 9:30")
    assert "*Daily* is set up" in weekly.says("Ben", "/agenda new Daily at 9:30 on mon")


def test_what_begins_with_no_verb_is_a_point(weekly: Counter) -> None:
    for line in (
        "Who writes the notes?",
        "done with the old API",
        "later is too late",
        "list of open questions we have",
    ):
        weekly.says("Ben", f"/agenda {line}")
    assert texts(weekly) == ["Who writes the notes?", "done with the old API", "later is too late"]
    # Short enough to be a name, so it is asked about.
    action, value = button_of(weekly, "Ben", "/agenda list of open questions we have", "Add it")
    assert "*G-4*" in weekly.press("Ben", action, value)
    assert texts(weekly)[-1] == "list of open questions we have"


@pytest.mark.parametrize("verb", ("skip", "delete", "notes", "list"))
def test_a_verb_with_the_name_of_no_meeting_may_be_a_point(weekly: Counter, verb: str) -> None:
    action, value = button_of(weekly, "Ben", f"/agenda {verb} old flags", "Add it")
    weekly.press("Ben", action, value)
    assert texts(weekly) == [f"{verb} old flags"]
    action, value = button_of(weekly, "Ben", f"/agenda {verb} old flags", "Run list")
    assert f"{verb} old flags" in weekly.press("Ben", action, value)


def test_with_several_meetings_it_asks_and_loses_nothing(two: Counter) -> None:
    question = two.says("Ben", f"/agenda add {TEXT}")
    assert "For which meeting is this: first line" in question
    assert "[Weekly] [Retro prep]" in question
    action, value = button_of(two, "Ben", f"/agenda add {TEXT}", "Retro prep")
    answer = two.press("Ben", action, value)
    assert "*G-1* is on the agenda of *Retro prep*" in answer and "- Ben, 10 min" in answer
    assert texts(two) == ["first line & <b> for the *team*\nsecond line"]
    assert meeting_of(two, "G-1") == "Retro prep"


def test_a_name_says_which_meeting_and_an_unknown_one_asks(two: Counter) -> None:
    two.says("Ben", "/agenda add for:retro prep one")
    two.says("Ben", "/agenda add two for:Weekly")
    assert (meeting_of(two, "G-1"), meeting_of(two, "G-2")) == ("Retro prep", "Weekly")
    assert "There is no meeting called *Monthly* here" in two.says("Ben", "/agenda add three for:Monthly")
    assert texts(two) == ["one", "two"]


@pytest.mark.parametrize("line", ("post now", "skip", "delete"))
def test_of_several_meetings_one_has_to_be_named(two: Counter, line: str) -> None:
    answer = two.says("Ana", f"/agenda {line}")
    assert "more than one meeting: Retro prep, Weekly" in answer
    example = re.search(r"Try this: `(.+)`", answer)
    assert example
    assert "Try this" not in two.says("Ana", example[1])


def test_who_brings_it_may_be_somebody_else(weekly: Counter) -> None:
    assert "- Chi, 5 min" in weekly.says("Ben", "/agenda add the colours by:<@U0CHI00001|chi> 5m")


def test_a_point_is_about_what_its_reference_names(weekly: Counter) -> None:
    weekly.says("Ana", "/standup block the staging keys")
    assert "the staging keys (B-1) - Ben" in weekly.says("Ben", "/agenda add ref B-1")
    assert "who has them? (B-1) - Ben" in weekly.says("Ben", "/agenda add who has them? ref b1")
    assert "I can't find F-7" in weekly.says("Ben", "/agenda add price ref F-7")
    with weekly.db.read() as session:
        (workspace_id,) = session.scalars(select(AgendaItem.workspace_id).distinct())
        assert len(mentions_of(session, workspace_id, "B", 1)) == 2


def test_discuss_brings_a_thing_once(weekly: Counter) -> None:
    weekly.says("Ana", "/standup block the staging keys")
    assert "*G-1* is on the agenda of *Weekly*" in weekly.press("Ben", "agenda.discuss", "B-1")
    assert "is on the agenda of *Weekly* already, as *G-1*" in weekly.press("Chi", "agenda.discuss", "B-1")
    assert texts(weekly) == ["the staging keys"]
    weekly.says("Ana", "/agenda done G-1")
    assert "*G-2*" in weekly.press("Chi", "agenda.discuss", "B-1")


def test_discuss_goes_to_the_meeting_that_is_held_next(two: Counter) -> None:
    two.says("Ana", "/standup block the staging keys")
    two.press("Ben", "agenda.discuss", "B-1")
    assert meeting_of(two, "G-1") == "Weekly"


def test_discuss_without_a_meeting_says_how_to_set_one_up(counter: Counter) -> None:
    counter.says("Ana", "/team new Checkout")
    counter.says("Ana", "/standup block the staging keys")
    assert "Set one up: `/agenda new Weekly" in counter.press("Ben", "agenda.discuss", "B-1")


@pytest.mark.parametrize("value", ("", "B-9", "F-1", "G-1", "nonsense", "B-99999999999999999999"))
def test_a_forged_discuss_finds_nothing(weekly: Counter, value: str) -> None:
    assert "I can't find" in weekly.press("Ben", "agenda.discuss", value)
    assert texts(weekly) == []


@pytest.mark.parametrize(
    ("action", "value"),
    (
        ("agenda.add_to", "/agenda\n999\nhello"),
        ("agenda.add_to", "hello"),
        ("agenda.done", "G-99"),
        ("agenda.later", "x"),
        ("agenda.cancel", "999"),
        ("agenda.cancel", "-1"),
        ("agenda.page", "999/:0"),
        ("agenda.page", "x"),
        ("agenda.decisions", "999:0"),
    ),
)
def test_forged_buttons_find_nothing(weekly: Counter, action: str, value: str) -> None:
    assert "I can't find" in weekly.press("Ben", action, value)


def test_only_who_leads_or_set_it_up_ends_or_skips_a_meeting(two: Counter) -> None:
    for line in ("delete Weekly", "skip Weekly"):
        assert "Only a lead of Checkout, or who set *Weekly* up" in two.says("Ben", f"/agenda {line}")
    assert "does not take place" in two.says("Ben", "/agenda skip Retro prep")
    assert "has ended" in two.says("Ben", "/agenda delete retro prep")
    assert "has ended" in two.says("Ana", "/agenda delete Weekly")


@pytest.mark.parametrize("who", ("Dov", "Eve"))
def test_who_is_not_in_the_channel_and_guests_hear_that_there_is_nothing(weekly: Counter, who: str) -> None:
    weekly.says("Ana", "/agenda add secret plans")
    for line in ("list", "done G-1", "drop G-1", "later G-1", "notes", "decisions", "add more", "decide it", "skip"):
        answer = weekly.says(who, f"/agenda {line}")
        assert "secret" not in answer and "Weekly" not in answer.partition("You typed:")[0]
        told = ("There is no team", "Guests and people of other workspaces", "I can't find G-1 here")
        assert any(each in answer for each in told)
    assert "I can't find G-1" in weekly.press(who, "agenda.done", "G-1")
    assert texts(weekly) == ["secret plans"]


def test_a_date_on_which_it_is_not_held_cannot_be_skipped(weekly: Counter) -> None:
    answer = weekly.says("Ana", "/agenda skip Weekly wed")
    assert "*Weekly* is not held on Wed 25 Nov" in answer and "Try this: `/agenda skip Weekly`" in answer


def test_points_go_on_only_from_the_next_meeting_and_to_the_one_after_it(weekly: Counter) -> None:
    later = weekly.says("Ana", "/agenda skip Weekly 2026-12-15")
    assert "Tue 15 Dec" in later and "does not take place." in later and "points" not in later
    coming = weekly.says("Ana", "/agenda skip Weekly")
    assert re.search(r"Tue 24 Nov 10:00 CET> does not take place; its points go on to <[^|]*\|Tue 1 Dec", coming)


@pytest.mark.parametrize("day", ("2026-11-24", "2026-12-15"))
def test_a_date_that_was_left_out_is_held_after_all(weekly: Counter, day: str) -> None:
    before = weekly.says("Ana", "/agenda list")
    with weekly.db.read() as session:
        aimed = session.execute(select(Ceremony.next_day, Ceremony.next_at)).one()
    action, value = button_of(weekly, "Ana", f"/agenda skip Weekly {day}", "Undo")
    assert "Only a lead of Checkout" in weekly.press("Ben", action, value)
    assert "Undone: *Weekly*" in weekly.press("Ana", action, value)
    assert weekly.says("Ana", "/agenda list") == before
    with weekly.db.read() as session:
        assert session.execute(select(Ceremony.next_day, Ceremony.next_at)).one() == aimed
    assert "Weekly has been changed since" in weekly.press("Ana", action, value)
    action, value = button_of(weekly, "Ana", f"/agenda skip Weekly {day}", "Undo")
    weekly.now += timedelta(minutes=10, seconds=1)
    assert "more than ten minutes ago" in weekly.press("Ana", action, value)


def test_a_point_is_ticked_off_once(weekly: Counter) -> None:
    weekly.says("Ben", "/agenda add one")
    assert ":white_check_mark: *G-1* one is done: Ben does it." in weekly.says("Chi", "/agenda done G-1 Ben does it")
    assert "G-1 is done already" in weekly.says("Chi", "/agenda drop G-1")
    assert "G-1 is done already" in weekly.press("Chi", "agenda.done", "G-1")


def test_what_came_of_a_point_can_be_told_after_it_is_ticked_off(weekly: Counter) -> None:
    weekly.says("Ben", "/agenda add one")
    weekly.press("Chi", "agenda.done", "G-1")
    action, value = button_of(weekly, "Ben", "/agenda done G-1 decided to do it", "Undo")
    with weekly.db.read() as session:
        item = session.scalars(select(AgendaItem)).one()
        ((told, by),) = changes_of(session, item.workspace_id, "G", item.id)
    assert (item.state, item.outcome) == ("done", "decided to do it")
    assert (told.before, told.after, by.name) == ("", "decided to do it", "Ben")
    assert "*G-1* one is done: Chi does it" in weekly.says("Chi", "/agenda done G-1 Chi does it")
    assert "G-1 has been changed since" in weekly.press("Ben", action, value)
    action, value = button_of(weekly, "Ben", "/agenda done G-1 nobody does it", "Undo")
    assert "Undone: *G-1*" in weekly.press("Ben", action, value)
    with weekly.db.read() as session:
        assert session.scalars(select(AgendaItem.outcome)).one() == "Chi does it"
    weekly.says("Ben", "/agenda add two")
    weekly.says("Ben", "/agenda drop G-2")
    refused = weekly.says("Ben", "/agenda done G-2 we did it")
    assert "G-2 is dropped already" in refused and "You typed: `/agenda done G-2 we did it`" in refused


def test_decisions_are_numbered_and_may_be_about_nothing_that_is_not_there(weekly: Counter) -> None:
    assert "*D-1*" in weekly.says("Ben", "/agenda decide We ship on Thursdays")
    assert "I can't find F-9" in weekly.says("Ben", "/agenda decide We ship ref F-9")
    assert weekly.rows(Decision) == 1


def test_long_lists_are_paged_by_buttons_in_place(weekly: Counter) -> None:
    for number in range(14):
        weekly.says("Ben", f"/agenda add point {number}")
        weekly.says("Ben", f"/agenda decide rule {number}")
    action, value = button_of(weekly, "Ben", "/agenda list", "More")
    page = weekly.press("Ben", action, value)
    assert "*G-14* point 13" in page and "*G-12*" not in page and "(13-14 of 14)" in page
    assert weekly.responses[-1].replaces
    action, value = button_of(weekly, "Ben", "/agenda decisions", "More")
    assert "*D-2* rule 1" in weekly.press("Ben", action, value)


def test_in_a_direct_message_ones_only_team_is_meant(weekly: Counter) -> None:
    weekly.says("Ana", "/agenda add one")
    assert "*G-1* one" in weekly.says("Ana", "/agenda", channel="D0ANA")
