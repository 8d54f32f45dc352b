"""A meeting's agenda from the first point to the hour after its end: made, posted, ticked off, carried on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from bot.storage.occurrences import Occurrence
from tests.jobs.agenda_room import WEEKLY, AgendaRoom, tuesday
from tests.storage.cast import slack_id


def test_it_is_posted_two_hours_before_once(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add Who writes the notes? 10m")
    room.walk_to(tuesday(6, 59))
    assert room.agendas() == []
    room.walk_to(tuesday(7, 0))
    (post,) = room.agendas()
    assert "*G-1* Who writes the notes? - Ben, 10 min\n[Done] [Later]" in post
    assert "(1 point, about 10 min of 30 min)" in post
    room.walk_to(tuesday(9, 30))
    assert len(room.agendas()) == 1


def test_the_post_changes_as_points_are_brought_ticked_and_put_off(room: AgendaRoom) -> None:
    for text in ("one 10m", "two", "three"):
        room.says("Ben", f"/agenda add {text}")
    room.walk_to(tuesday(7, 0))
    assert room.press("Chi", "agenda.done", "G-1") == ""
    assert room.press("Chi", "agenda.later", "G-2") == ""
    room.says("Ana", "/agenda drop G-3")
    room.says("Ana", "/agenda add four 25m")
    room.run()
    (post,) = room.agendas()
    assert ":white_check_mark: *G-1* one - Ben, 10 min\n:arrow_right: *G-2* two - Ben\n[Done]\n" in post
    assert (
        ":heavy_minus_sign: *G-3* three - Ben\n:black_square_button: *G-4* four - Ana, 25 min\n[Done] [Later]" in post
    )
    assert "(1 of 4 points is open, about 25 min of 30 min)" in post


def test_what_nobody_ticked_moves_on_an_hour_after_the_end_and_is_counted(room: AgendaRoom) -> None:
    for text in ("one", "two", "three"):
        room.says("Ben", f"/agenda add {text}")
    room.walk_to(tuesday(9, 15))
    room.press("Ana", "agenda.done", "G-1")
    room.press("Ana", "agenda.later", "G-2")
    room.walk_to(tuesday(10, 29))
    assert room.points()["G-3"].carried == 0
    room.walk_to(tuesday(10, 30))
    assert {ref: item.carried for ref, item in room.points().items()} == {"G-1": 0, "G-2": 1, "G-3": 1}
    (post,) = room.agendas()
    assert "is over\n:white_check_mark: *G-1* one - Ben\n(1 point was not ticked off and went on" in post
    assert "to the next meeting. 1 was put off.)" in post
    room.says("Ben", "/agenda add four")
    room.walk_to(tuesday(7, 0, week=1))
    again = room.agendas()[-1]
    assert again.index("*G-2* two - Ben, carried on once") < again.index("*G-3* three") < again.index("*G-4* four")
    room.walk_to(tuesday(7, 0, week=2))
    assert "*G-3* three - Ben, carried on 2 times" in room.agendas()[-1]


def test_a_point_that_is_put_off_in_the_hour_after_the_end_comes_up_at_the_next_meeting(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    room.walk_to(tuesday(9, 45))
    room.press("Ana", "agenda.later", "G-1")
    room.walk_to(tuesday(7, 0, week=1))
    assert "is over\n(1 point was put off.)" in room.agendas()[0]
    assert "*G-1* one - Ben" in room.agendas()[1]


def test_a_point_that_was_put_off_before_the_post_leaves_one_meeting_out(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    answer = room.says("Ben", "/agenda later G-1")
    assert "comes up again at the next *Weekly*, " in answer and "Tue 1 Dec 04:00 EST" in answer
    assert ":arrow_right: *G-1*" in room.says("Ben", "/agenda list")
    room.walk_to(tuesday(7, 0))
    assert "No topics - cancel this one?" in room.agendas()[0]
    room.walk_to(tuesday(7, 0, week=1))
    assert "*G-1* one - Ben\n[Done] [Later]" in room.agendas()[1]


def test_an_empty_agenda_asks_and_cancel_leaves_that_date_out(room: AgendaRoom) -> None:
    room.walk_to(tuesday(7, 0))
    (post,) = room.agendas()
    assert "No topics - cancel this one?\n[Cancel]" in post
    with room.db.read() as session:
        occurrence = session.scalars(select(Occurrence)).one()
    assert "Only a lead of checkout" in room.press("Ben", "agenda.cancel", str(occurrence.id))
    assert "does not take place" in room.press("Ana", "agenda.cancel", str(occurrence.id))
    room.run()
    assert "does not take place" in room.agendas()[0]
    room.walk_to(tuesday(7, 0, week=1))
    assert len(room.agendas()) == 2


def test_a_date_that_is_skipped_ahead_gets_no_agenda_and_points_wait_uncounted(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    assert "its points go on to" in room.says("Ana", "/agenda skip Weekly tue")
    assert "Tue 1 Dec" in room.says("Ana", "/agenda list")
    room.walk_to(tuesday(12, 0))
    assert room.agendas() == []
    room.walk_to(tuesday(7, 0, week=1))
    (post,) = room.agendas()
    assert "*G-1* one - Ben\n" in post


def test_a_meeting_that_takes_place_after_all_has_its_points_on_its_post_again(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    room.walk_to(tuesday(8, 0))
    with room.db.read() as session:
        occurrence = session.scalars(select(Occurrence)).one()
    room.says("Ana", "/agenda skip")
    room.run()
    room.says("Ben", "/agenda add two")
    value = f"{occurrence.ceremony_id} {occurrence.id} {int(room.now.timestamp())}"
    assert "Undone: *Weekly*" in room.press("Ana", "agenda.hold", value)
    room.run()
    (post,) = room.agendas()
    assert "does not take place" not in post and "*G-1* one - Ben\n" in post and "*G-2* two - Ben\n" in post
    assert "changed since" in room.press("Ana", "agenda.hold", value)
    room.walk_to(tuesday(12, 0))
    room.walk_to(tuesday(7, 0, week=1))
    assert len(room.agendas()) == 2


def test_a_date_that_is_skipped_after_the_post_sends_its_points_on(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    room.walk_to(tuesday(8, 0))
    room.says("Ana", "/agenda skip")
    room.run()
    assert "does not take place. What stood on its agenda moves on." in room.agendas()[0]
    room.walk_to(tuesday(7, 0, week=1))
    assert "*G-1* one - Ben\n" in room.agendas()[1]


def test_a_meeting_that_has_begun_cannot_be_skipped(room: AgendaRoom) -> None:
    room.walk_to(tuesday(9, 1))
    assert "can't be left out any more" in room.says("Ana", "/agenda skip Weekly today")


def test_post_now_makes_the_next_agenda_once_and_brings_it_up_to_date_after_that(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    assert "goes to <#C0CHECKOUT> now" in room.says("Ben", "/agenda post now")
    room.run()
    assert "already; I brought it up to date" in room.says("Ben", "/agenda post Weekly now")
    room.walk_to(tuesday(9, 0))
    (post,) = room.agendas()
    assert "*G-1* one" in post
    room.walk_to(tuesday(7, 0, week=1))
    assert len(room.agendas()) == 2


def test_a_bot_that_was_off_posts_late_until_the_meeting_starts_and_not_after(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    room.now = tuesday(8, 59)
    room.run()
    assert len(room.agendas()) == 1
    room.walk_to(tuesday(12, 0))
    room.now = tuesday(9, 1, week=1)
    room.run()
    assert len(room.agendas()) == 1
    room.walk_to(tuesday(7, 0, week=2))
    assert "*G-1* one - Ben, carried on once" in room.agendas()[-1]


def test_two_meetings_at_one_time_keep_their_points_apart(room: AgendaRoom) -> None:
    room.says("Ana", "/agenda new Planning every week on tue at 10:00")
    room.says("Ben", "/agenda add one for:Weekly")
    room.says("Ben", "/agenda add two for:planning")
    room.walk_to(tuesday(7, 0))
    weekly, planning = sorted(room.agendas(), key=lambda post: "Planning" in post)
    assert "*G-1* one" in weekly and "G-2" not in weekly
    assert "*G-2* two" in planning and "G-1" not in planning


def test_deleting_a_meeting_hands_its_points_to_the_other_one_at_once(room: AgendaRoom) -> None:
    room.says("Ana", "/agenda new Planning every week on tue at 11:00")
    room.says("Ben", "/agenda add one for:Weekly")
    room.walk_to(tuesday(8, 30))
    answer = room.says("Ana", "/agenda delete Weekly")
    assert "Its 1 open point goes to *Planning*" in answer
    room.run()
    weekly, planning = sorted(room.agendas(), key=lambda post: "Planning" in post)
    assert "does not take place" in weekly
    assert "*G-1* one - Ben\n" in planning


def test_a_meeting_that_is_deleted_after_it_began_was_held(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    room.says("Ben", "/agenda add two")
    room.walk_to(tuesday(9, 40))
    room.says("Ana", "/agenda done G-1")
    room.says("Ana", "/agenda delete Weekly")
    room.run()
    (post,) = room.agendas()
    assert "is over\n:white_check_mark: *G-1* one" in post
    assert "carried on once" in room.says("Ana", "/agenda list")


def test_six_who_press_discuss_at_once_bring_one_point(room: AgendaRoom) -> None:
    room.says("Ana", "/standup block the staging keys")
    with ThreadPoolExecutor(6) as people:
        presses = [people.submit(room.press, who, "agenda.discuss", "B-1") for who in ("Ana", "Ben", "Chi") * 2]
    answers = [press.result() for press in presses]
    assert len(answers) == 6
    assert list(room.points()) == ["G-1"]


def test_points_of_the_last_meeting_wait_and_its_owner_is_told(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda new Planning every week on wed at 11:00")
    room.says("Ana", "/agenda delete Weekly")
    room.says("Chi", "/agenda add one")
    assert "There are no other" not in room.says("Ana", "/agenda delete Planning")
    room.run()
    (told,) = room.posts(slack_id("Ben"))[-1:]
    assert "*Planning* of checkout has ended with 1 open point" in told
    assert "*Of meetings that have ended* · 1 point\n:black_square_button: *G-1* one - Chi" in room.says(
        "Ana", "/agenda list"
    )
    assert "1 point of a meeting that had ended is on its agenda now" in room.says("Ana", WEEKLY)
    room.walk_to(tuesday(7, 0))
    assert "*G-1* one - Chi" in room.agendas()[-1]


def test_what_was_decided_in_a_meeting_stands_in_its_post_and_its_notes(room: AgendaRoom) -> None:
    room.says("Ben", "/agenda add one")
    room.walk_to(tuesday(9, 10))
    assert "*D-1* is kept as decided: We ship on Thursdays" in room.says("Ana", "/agenda decide We ship on Thursdays")
    room.says("Ana", "/agenda done G-1 Ben does it")
    room.run()
    assert "*Decided*\n• D-1 We ship on Thursdays" in room.agendas()[0]
    room.walk_to(tuesday(12, 0))
    room.says("Ana", "/agenda decide Outside of any meeting")
    notes = room.says("Chi", "/agenda notes")
    assert "*Decided*\n• D-1 We ship on Thursdays\n*Done*\n• G-1 one → Ben does it" in notes
    assert "Outside" not in notes
    assert "*What checkout decided* · 2\n*D-2* Outside" in room.says("Chi", "/agenda decisions")
