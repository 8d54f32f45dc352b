"""A week of a team, its digest on Friday, and the summary that is read in between and shared."""

from __future__ import annotations

import re

from bot.simulator.driver import Message
from tests.wire.stage import BERLIN, Stage


def test_a_week_is_told_on_friday_and_brought_up_to_date(stage: Stage) -> None:
    stage.holds()
    stage.says("Ana", "/digest new Weekly every fri at 16:00")
    refs = things_happen(stage)
    ana_looks_at_it_and_leaves_a_note(stage)
    the_summary_is_shared_once(stage, refs)
    stage.clock.turn_to("Fri 16:00", BERLIN)
    friday_tells_the_week(stage, refs)
    what_is_posted_again_edits_the_post(stage)
    stage.says("Ana", "/digest delete Weekly")


def things_happen(stage: Stage) -> list[str]:
    """Three things are asked for, two of them voted for, one launched; Ben has a blocker."""
    refs = []
    for title in ("CSV export", "Dark mode", "Gift cards"):
        found = re.search(r"F-\d+", stage.says("Ana", f"/feature log {title}").text)
        assert found is not None
        refs.append(found[0])
    stage.says("Chi", f"/feature vote {refs[2]}")
    stage.says("Ana", f"/feature status {refs[1]} building")
    stage.says("Ana", f"/feature status {refs[0]} launched")
    stage.says("Ben", "/standup block waiting for the staging keys")
    stage.slack.settle()
    return refs


def ana_looks_at_it_and_leaves_a_note(stage: Stage) -> None:
    stage.clock.turn_to("Tue 18:00", BERLIN)
    assert "Your note goes into *Weekly*" in stage.says("Ben", "/digest note Demo on Monday").text
    preview = stage.says("Ana", "/digest")
    assert "This is how *Weekly* looks now" in preview.text and preview.buttons == ["Post now"]
    assert "• Ben: Demo on Monday" in preview.text


def the_summary_is_shared_once(stage: Stage, refs: list[str]) -> None:
    summary = stage.says("Chi", "/summary")
    assert "3 of 3 have not answered today." in summary.text
    assert f"*Shipped (1)*\n• {refs[0]} CSV export" in plain(summary.text)
    assert f"• {refs[1]} Dark mode · new → building" in plain(summary.text)
    assert "It goes to" in summary.press("Share").text
    stage.slack.settle()
    assert "already" in summary.press("Share").text
    stage.slack.settle()
    assert len([each for each in stage.parents() if "Shared by Chi." in each.text]) == 1


def digests(stage: Stage) -> list[Message]:
    return [each for each in stage.parents() if each.text.startswith("Week ") or each.text.startswith("*Week ")]


def friday_tells_the_week(stage: Stage, refs: list[str]) -> None:
    (digest,) = digests(stage)
    text = plain(digest.text)
    assert "shipped 1 · in progress 1 · blockers 1 open / 0 solved · requests +3" in text
    assert f"(top {refs[2]} ▲1)" in text and "participation 0 %" in text
    assert "🔴 (auto: 0 % answered)" in text
    assert f"*Shipped (1)*\n• {refs[0]} CSV export" in text
    assert f"*Moving (1)*\n• {refs[1]} Dark mode · new → building" in text
    assert "waiting for the staging keys · Ben · 4 wd · new" in text


def what_is_posted_again_edits_the_post(stage: Stage) -> None:
    stage.says("Ana", "/feature log Vouchers")
    assert "is brought up to date" in stage.says("Ana", "/digest post now").text
    stage.slack.settle()
    (digest,) = digests(stage)
    assert digest.edited and "requests +4" in digest.text


def plain(text: str) -> str:
    """Without the marks around references."""
    return re.sub(r"\*(F-\d+)\*", r"\1", text)
