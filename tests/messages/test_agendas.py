"""Agendas in words: three parts and their points fit into one message, whatever is on them, and nothing is hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import agenda_answers, agendas
from tests.messages.agendas import ZONE, agenda, of_the_agenda
from tests.messages.pictures import ANSWERS, NAMES, team
from tests.messages.reading import shown
from tests.messages.test_extremes import unescaped, wrong_with


@pytest.mark.parametrize("which", NAMES)
@pytest.mark.parametrize("text", ("broadcasts", "ampersands"))
def test_slack_takes_whatever_is_said_of_agendas_by_any_name(which: str, text: str) -> None:
    typed = {"broadcasts": "<!channel> & <@U1> ", "ampersands": "&"}[text] * 500
    name = NAMES[which][:80]
    said = list(of_the_agenda(team(name), name, typed[:500]))
    assert [line for what, message in said for line in wrong_with(what, message)] == []
    assert {what: unescaped(message) for what, message in said if unescaped(message)} == {}


@pytest.mark.parametrize("which", ANSWERS)
def test_slack_takes_whatever_people_bring(which: str) -> None:
    said = list(of_the_agenda(team(), "Weekly", ANSWERS[which][:500]))
    assert [line for what, message in said for line in wrong_with(what, message)] == []


def test_points_that_do_not_fit_are_counted() -> None:
    post = shown(agendas.posted(agenda(many=200), ZONE))
    left = re.search(r"\((\d+) more points did not fit here: `/agenda list`\)", post)
    assert left
    assert int(left[1]) + len(re.findall(r"\*G-\d+\*", post)) == 200
    assert "(50 of 200 points are open, about " in post


def test_points_that_are_not_open_any_more_are_not_counted_as_if_they_were() -> None:
    post = agendas.posted(agenda(many=4), ZONE)
    assert "(1 of 4 points is open, about 15 min of 30 min)" in shown(post)
    assert " / G-0 Who writes the notes? / :white_check_mark: G-1 Who writes" in post.text
    assert " / :heavy_minus_sign: G-2 " in post.text
    ticked = replace(agenda(many=4), points=agenda(many=4).points[1:])
    assert "(None of 3 points is open any more.)" in shown(agendas.posted(ticked, ZONE))


def test_points_that_are_all_open_are_counted_plainly() -> None:
    one = replace(agenda(many=1), length=timedelta(minutes=10))
    assert "(1 point, about 15 min of 10 min - more than there is time for)" in shown(agendas.posted(one, ZONE))


def test_lines_of_a_part_that_do_not_fit_are_counted() -> None:
    post = shown(agendas.posted(agenda(many=20), ZONE))
    assert post.count("\n… ") == 4
    assert "… 32 more" in post  # 20 blockers and 20 actions, of which 8 are shown


def test_a_part_without_lines_is_left_out() -> None:
    post = shown(agendas.posted(agenda(many=0), ZONE))
    assert "Progress" not in post and "Concerns" not in post
    assert "No topics - cancel this one?\n[Cancel]" in post


def test_a_list_is_turned_page_by_page_without_leaving_one_out() -> None:
    parts = [agenda_answers.Listed("A", None, agenda(many=30).points), agenda_answers.Listed("B", None, [])]
    seen: list[str] = []
    for offset in (0, 12, 24):
        page = shown(agenda_answers.listed(parts, ZONE, offset=offset, about="3/"))
        seen += re.findall(r"\*(G-\d+)\*", page)
        assert f"({offset + 1}-{min(offset + 12, 30)} of 30)" in page
        assert ("[Back]" in page or "[Back] [More]" in page) == bool(offset)
        assert ("More]" in page) == (offset < 24)
    assert seen == [f"G-{number}" for number in range(30)]


def test_a_put_off_point_has_no_button_to_put_it_off_again() -> None:
    post = shown(agendas.posted(agenda(many=4), ZONE))
    assert (
        ":arrow_right: *G-3* Who writes the notes? (F-12) - Weekly, 15 min\n→ Who writes the notes?\n[Done]\n" in post
    )
