"""A team's weekly meeting, from the first point to the notes: the agenda is posted, ticked off and carried on."""

from __future__ import annotations

from bot.simulator.driver import Message
from tests.wire.stage import BERLIN, Stage

TITLE = ":spiral_calendar_pad:"


def test_a_weekly_meeting_from_its_first_point_to_its_notes(own_stage: Stage) -> None:
    ana_sets_it_up_and_they_bring_points(own_stage)
    the_agenda_is_posted_two_hours_before(own_stage)
    they_tick_off_and_decide(own_stage)
    what_is_left_moves_on(own_stage)
    the_next_agenda_has_it_first(own_stage)
    own_stage.bot.assert_well()


def agenda(stage: Stage) -> Message:
    """The newest one."""
    return [each for each in stage.parents() if TITLE in each.text][-1]


def ana_sets_it_up_and_they_bring_points(stage: Stage) -> None:
    stage.says("Ana", "/team new Checkout")
    stage.slack.settle()
    made = stage.says("Ana", "/agenda new Weekly every week on wed at 10:00 post 2h before")
    assert "Wed at 10:00 Europe/Berlin, 30 min; I post the agenda 2 h before" in made.text
    assert "*G-1* is on the agenda of *Weekly*" in stage.says("Ben", "/agenda Who writes the notes? 10m").text
    assert "*G-2*" in stage.says("Chi", "/agenda add The empty basket for:Weekly").text
    blocked = stage.says("Ana", "/standup block the staging keys")
    assert "*G-3* is on the agenda of *Weekly*" in blocked.press("Discuss").text


def the_agenda_is_posted_two_hours_before(stage: Stage) -> None:
    stage.clock.turn_to("Wed 07:59", BERLIN)
    assert not [each for each in stage.parents() if "Weekly" in each.text]
    stage.clock.turn_to("Wed 08:00", BERLIN)
    post = agenda(stage)
    assert "*Concerns*\n• B-1 the staging keys (Ana, " in post.text
    assert "*G-1* Who writes the notes? - Ben, 10 min" in post.text
    assert post.buttons == ["Done", "Later"] * 3


def they_tick_off_and_decide(stage: Stage) -> None:
    stage.clock.turn_to("Wed 10:05", BERLIN)
    agenda(stage).press("Done", by=stage.slack.chi)
    stage.says("Ana", "/agenda later G-2")
    assert "*D-1* is kept as decided" in stage.says("Ana", "/agenda decide Chi writes the notes").text
    stage.slack.settle()
    post = agenda(stage)
    assert ":white_check_mark: *G-1*" in post.text and ":arrow_right: *G-2*" in post.text
    assert "*Decided*\n• D-1 Chi writes the notes" in post.text


def what_is_left_moves_on(stage: Stage) -> None:
    stage.clock.turn_to("Wed 11:30", BERLIN)
    post = agenda(stage)
    assert "is over" in post.text and post.buttons == []
    assert "1 point was not ticked off and went on to the next meeting. 1 was put off." in post.text
    notes = stage.says("Ben", "/agenda notes").text
    assert "*Decided*\n• D-1 Chi writes the notes\n*Done*\n• G-1 Who writes the notes?" in notes


def the_next_agenda_has_it_first(stage: Stage) -> None:
    stage.says("Ben", "/agenda add One more thing")
    stage.clock.turn_to("Wed 08:00", BERLIN)
    text = agenda(stage).text
    assert "*G-2* The empty basket - Chi, carried on once" in text
    assert text.index("*G-2*") < text.index("*G-3*") < text.index("*G-4* One more thing")
    assert len([each for each in stage.parents() if "Weekly" in each.text]) == 2
