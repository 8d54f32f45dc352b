"""Features over the counter: from a line, a form or a message to a card; who may do what; examples that work."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.storage.features import Feature, FeatureVote
from bot.storage.teams import Team
from tests.commands.counter import Counter
from tests.commands.feature_room import feature, held, window, works
from tests.messages.reading import shown
from tests.storage.cast import PAYMENTS, slack_id

__all__ = ["held"]


def test_a_line_is_logged_and_its_card_has_all_that_can_be_done(held: Counter) -> None:
    card = held.says("Ana", "/feature Dark mode. Our support team works at night.")
    assert "Logged as *F-2* for Checkout." in card
    assert "*F-2 Dark mode. Our support team works at night.* · new" in card
    assert "(no votes · unscored, waiting for product and development · asked for by Ana on Mon 23 Nov)" in card
    assert card.endswith("[Edit] [Score] [Vote] [Show] [Discuss]")


def test_without_a_word_a_form_opens_and_what_it_logs_stands_in_its_window(held: Counter) -> None:
    assert held.says("Ana", "/feature") == ""
    form = held.forms()[-1]
    assert [block.get("block_id") for block in form["blocks"]][:3] == ["title", "details", "area"]
    about = form["private_metadata"]
    body = held.sends("Ana", "feature.log", about, title="ab", details="", area="")
    assert body == {"response_action": "errors", "errors": {"title": "A title has at least 3 characters."}}
    told = window(
        held.sends("Ana", "feature.log", about, view="V2", title="Dark <mode>", details="*So* & so", area="UI")
    )
    assert "Logged as *F-2* for Checkout." in told and "*F-2 Dark &lt;mode&gt;* · new" in told and "*So* & so" in told


def test_a_line_that_can_be_read_in_two_ways_is_asked_about(held: Counter) -> None:
    asked = held.says("Ana", "/feature lsit dashboards")
    assert "Shall I run `list`, or log “lsit dashboards”?\n[Run list] [Log it]" in asked
    assert "Logged as *F-2*" in held.press("Ana", "feature.as_text", "/feature\nlog\nlsit dashboards")
    assert held.responses[-1].replaces
    assert "*Features of Checkout*" in held.press("Ana", "feature.as_verb", "/feature\nlist\n")
    assert "[Run status] [Log it]" in held.says("Ana", "/feature status F1 shiped")
    told = held.press("Ana", "feature.as_verb", "/feature\nstatus\nF1 shiped")
    assert "Try this: `/feature status F1 shipped`" in told
    assert "Logged as *F-3*" in held.says("Ana", "/feature list of dashboards")
    assert "Logged as *F-4*" in held.says("Ana", "/feature log list")


def test_a_message_is_logged_with_its_words_its_author_and_its_address(held: Counter) -> None:
    text = "ACME needs <https://acme.test|a report> &amp; soon. Also <@U0CHI00001> asked."
    card = held.uses_shortcut("Ana", "feature.log_message", text, author="Chi")
    assert "*F-2 ACME needs a report (https://acme.test) &amp; soon. Also @" in card
    assert "(Chi said (<https://acme.slack.com/archives/C0CHECKOUT/p1795417200000100|the message>):)" in card
    assert "<link https://acme.test a report (https://acme.test)> & soon." in card
    assert feature(held, 2).source_author == slack_id("Chi")
    thread = held.uses_shortcut("Ana", "feature.log_message", "A reply in a thread", thread="1795417100.000100")
    assert "p1795417200000100?thread_ts=1795417100.000100&amp;cid=C0CHECKOUT|the message" in thread


def test_of_a_message_without_words_no_feature_is_made(held: Counter) -> None:
    told = held.uses_shortcut("Ana", "feature.log_message", "ok")
    assert "too few words in that message" in told
    (example,) = re.findall("Try this: `(.*)`", told)
    assert "Logged as" in held.says("Ana", example)


def test_the_same_shortcut_delivered_again_logs_once(held: Counter) -> None:
    before, trigger = held.rows(Feature), held.trigger("Ana")
    told = [
        held.uses_shortcut("Ana", "feature.log_message", "Dark mode for the night", trigger=trigger) for _ in range(2)
    ]
    assert held.rows(Feature) == before + 1
    assert told[0] == told[1]


def test_a_vote_counts_once_and_can_be_taken_back(held: Counter) -> None:
    assert "You want *F-1*: it has 1 vote now." in held.says("Ana", "/feature vote F-1")
    assert "Your vote for *F-1* counts already: it has 1 vote." in held.press("Ana", "feature.vote", "F-1")
    assert "it has 2 votes now" in held.press("Chi", "feature.vote", "F-1")
    assert held.rows(FeatureVote) == 2
    assert "Your vote for *F-1* is gone: it has 1 vote now." in held.says("Ana", "/feature unvote f1")
    assert "You had no vote on *F-1*: it has 1 vote." in held.says("Ana", "/feature unvote F-1")


def test_its_author_rewords_it_while_it_is_new_and_leads_do_afterwards(held: Counter) -> None:
    held.says("Ben", "/feature edit F-1")
    form = held.forms()[-1]
    assert (form["callback_id"], form["private_metadata"]) == ("feature.edit", "F-1")
    told = window(held.sends("Ben", "feature.edit", "F-1", title="Export", details="For finance", area="Data"))
    assert "Changed title of *F-1*." in told
    told = window(
        held.sends("Ben", "feature.edit", "F-1", view="V2", title="Export", details="For finance", area="Data")
    )
    assert "Nothing is different" in told
    assert "belongs to Checkout, and that is for its leads" in held.says("Chi", "/feature edit F-1")
    held.says("Ana", "/feature status F-1 planned")
    assert "belongs to Checkout, and that is for its leads" in held.says("Ben", "/feature edit F-1")
    opened = len(held.forms())
    held.press("Ana", "feature.edit", "F-1")
    assert len(held.forms()) == opened + 1
    assert "reworded the title" in held.says("Ana", "/feature show F-1")


def test_a_list_turns_its_pages(held: Counter) -> None:
    for number in range(2, 24):
        held.says("Ben", f"/feature Thing number {number}")
    first = held.says("Ana", "/feature list")
    assert "1-10 of 23" in first and first.endswith("[Next]")
    second = held.press("Ana", "feature.page.1", "1 10")
    assert "11-20 of 23" in second and second.endswith("[Back] [Next]") and held.responses[-1].replaces
    assert "21-23 of 23" in held.press("Ana", "feature.page.1", "1 20")
    assert "1-10 of 23" in held.press("Ana", "feature.page.0", "1 400")
    assert "1-1 of 1" in held.press("Ana", "feature.page.0", '1 0 area:"Data"')
    assert "I can't find that page" in held.press("Ana", "feature.page.0", "x")


def test_words_are_found_and_the_line_can_be_logged_after_all(held: Counter) -> None:
    found = held.says("Ana", "/feature find FINANCE csv")
    assert "*1 feature has “FINANCE csv” in it*\n*F-1*" in found and found.endswith("[Log it as a feature]")
    assert "No feature has “dark” in it." in held.says("Ana", "/feature find dark")
    assert "Logged as *F-2*" in held.press("Ana", "feature.as_text", "/feature\nlog\nfind dark")
    works(held, "Ana", held.says("Ana", "/feature find"))


OTHERS = (
    "show F-1",
    "vote F-1",
    "score F-1",
    "edit F-1",
    "status F-1 building",
    "plan F-1 now",
    "own F-1 me",
    "delete F-1",
)


@pytest.mark.parametrize("line", OTHERS)
def test_whoever_may_not_read_the_team_hears_that_there_is_nothing(held: Counter, line: str) -> None:
    there = [held.says(who, f"/feature {line}", PAYMENTS) for who in ("Dov", "Eve")]
    missing = [held.says(who, f"/feature {line.replace('F-1', 'F-99')}", PAYMENTS) for who in ("Dov", "Eve")]
    assert [answer.replace("F-99", "F-1") for answer in missing] == there
    assert all("I can't find F-1 here" in answer for answer in there)


def test_a_button_of_something_that_is_not_there_says_so(held: Counter) -> None:
    for name in ("show", "vote", "score", "edit"):
        for about in ("F-99", "B-1", "", "F-1; DROP", "9" * 40):
            assert "I can't find" in held.press("Ana", f"feature.{name}", about)
    assert "I can't find" in held.press("Dov", "feature.show", "F-1")


def test_an_answer_to_a_button_where_there_is_no_conversation_opens_a_window(held: Counter) -> None:
    for kind, way in (("home", "views.open"), ("modal", "views.push")):
        held.door.press(
            {
                "user": {"id": slack_id("Ana"), "team_id": "T0ACME0001"},
                "team": {"id": "T0ACME0001"},
                "view": {"id": "V1", "type": kind},
                "actions": [{"action_id": "feature.show", "value": "F-1"}],
                "trigger_id": held.trigger("Ana"),
            }
        )
        asked = held.slack.calls(way)[-1]
        assert asked.answer["ok"] and "*F-1 Export to CSV*" in shown(asked.args["view"]["blocks"])


def test_a_list_tells_the_order_that_was_asked_for(held: Counter) -> None:
    assert "*Features of Checkout*: all that are open, newest first · 1-1 of 1" in held.says(
        "Ana", "/feature list sort:new"
    )
    assert "*Features of Checkout*: all that are open, by score · 1-1 of 1" in held.says(
        "Ana", "/feature list sort:score"
    )
    assert "*Features of Checkout*: all that are open · 1-1 of 1" in held.says("Ana", "/feature list")


def test_the_order_that_was_asked_for_stays_when_the_page_is_turned(held: Counter) -> None:
    for number in range(10):
        held.says("Ana", f"/feature log Another one, number {number}")
    held.says("Ana", "/feature list sort:new")
    with held.db.read() as session:
        team = session.scalars(select(Team)).one()
    assert "newest first · 11-11 of 11" in held.press("Ana", "feature.page.1", f"{team.id} 10 sort:new")


def test_each_place_where_it_was_mentioned_is_told_once(held: Counter) -> None:
    held.says("Ana", "/standup new Daily at 9:30 close 12:00")
    held.says("Ana", "/standup log y: F-1 first t: F-1 next b: F-1 has no tests")
    held.says("Ana", "/retro start hidden")
    for who in ("Ana", "Ben"):
        held.says(who, "/retro + F-1 went well")
        held.says(who, "/retro - F-1 took too long")
    held.says("Ana", "/retro next")
    told = held.says("Ben", "/feature show F-1").partition("*Mentioned")[2]
    assert told.count("Ana in the stand-up of Mon 23 Nov") == 1
    assert told.count("in Retro 1 of Mon 23 Nov") == 1 and "in a retro" not in told
    assert told.startswith(" twice*")
