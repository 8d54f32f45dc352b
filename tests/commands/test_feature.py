"""Features over the counter: from a line, a form or a message to a card; who may do what; examples that work."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.slack.transport import Silence
from bot.storage.features import Feature, FeatureVote
from bot.storage.people import person_named
from bot.storage.teams import Role, Team, membership_of
from tests.commands.counter import Counter
from tests.messages.reading import shown
from tests.storage.cast import PAYMENTS, slack_id

MAKES_A_TEAM = "/team new Checkout"


@pytest.fixture
def held(counter: Counter) -> Counter:
    """Checkout, which Ana leads; Ben and Chi are in it; F-1 is asked for by Ben."""
    counter.says("Ana", MAKES_A_TEAM)
    counter.joins("Ben")
    counter.joins("Chi")
    assert "Logged as *F-1* for Checkout" in counter.says("Ben", "/feature Export to CSV | For finance --area Data")
    return counter


def in_role(counter: Counter, who: str, role: Role) -> None:
    with counter.db.write() as session:
        team = session.scalars(select(Team)).one()
        person = person_named(session, team.workspace_id, slack_id(who))
        assert person is not None
        membership = membership_of(session, team, person.id)
        assert membership is not None
        membership.role = role


def window(body: dict[str, object] | None) -> str:
    """What stands in the window after a form was sent."""
    assert body is not None and body["response_action"] == "update"
    view = body["view"]
    assert isinstance(view, dict)
    return shown(view["blocks"])


def feature(counter: Counter, number: int = 1) -> Feature:
    with counter.db.read() as session:
        return session.scalars(select(Feature).where(Feature.number == number)).one()


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
    assert "Shall I run `list`, or log “lsit dashboards”?\n[Log it] [Run list]" in asked
    assert "Logged as *F-2*" in held.press("Ana", "feature.as_text", "/feature\nlog\nlsit dashboards")
    assert held.responses[-1].replaces
    assert "*Features of Checkout*" in held.press("Ana", "feature.as_verb", "/feature\nlist\n")
    assert "[Log it] [Run status]" in held.says("Ana", "/feature status F-1 shiped")
    told = held.press("Ana", "feature.as_verb", "/feature\nstatus\nF-1 shiped")
    assert "Try this: `/feature status F-1 shipped`" in told
    assert "Logged as *F-3*" in held.says("Ana", "/feature list dashboards")
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


def test_both_sides_give_their_half_and_the_worth_is_853(held: Counter) -> None:
    in_role(held, "Ben", Role.PM)
    told = held.says("Ben", "/feature score F-1 reach=800 impact=2")
    assert "For product you gave *F-1* reach=800 impact=2: unscored, waiting for development." in told
    assert "*F-1* Export to CSV · new · no votes · unscored, waiting for development" in held.says(
        "Ana", "/feature list"
    )
    told = held.says("Chi", "/feature score F-1 conf=80 effort=1.5")
    assert "For development you gave *F-1* confidence=80 effort=1.5: RICE 853." in told
    assert "*F-1* Export to CSV · new · no votes · RICE 853" in held.says("Ana", "/feature list sort:score")
    held.now += timedelta(minutes=1)
    held.says("Ana", "/feature score F-1 conf=50 effort=3")
    seen = held.says("Chi", "/feature show F-1")
    assert "For product: reach=800 impact=2 (from Ben)" in seen
    assert "For development: confidence=50 effort=3 (from Ana)" in seen
    assert "They do not agree: confidence from 50 to 80 · effort from 1.5 to 3" in seen
    assert "RICE 267" in seen
    assert "What you gave for *F-1* is taken back: RICE 853." in held.says("Ana", "/feature score F-1 clear")
    assert "You had given nothing for *F-1*: RICE 853." in held.says("Ana", "/feature score F-1 clear")


def test_the_other_half_is_not_ones_own(held: Counter) -> None:
    told = held.says("Chi", "/feature score F-1 reach=800 impact=2")
    assert "Of F-1's score, reach and impact are for product to give: nobody in Checkout is one yet." in told
    assert "Yours are confidence and effort" in told
    works(held, "Chi", told)
    in_role(held, "Ben", Role.PM)
    told = held.says("Ben", "/feature score F-1 effort=2")
    assert "confidence and effort are for development to give: Ana, Chi" in told
    works(held, "Ben", told)
    in_role(held, "Chi", Role.VIEWER)
    assert "you are neither" in held.says("Chi", "/feature score F-1")


def works(counter: Counter, who: str, told: str) -> None:
    """The example in an answer succeeds when it is sent back as it stands."""
    (example,) = re.findall("Try this: `(.*)`", told)
    again = counter.says(who, example)
    assert "Try this" not in again and "Sorry" not in again


def test_half_a_half_is_asked_for_unless_the_rest_was_given_before(held: Counter) -> None:
    told = held.says("Chi", "/feature score F-1 effort=3")
    assert "For development I need both confidence and effort of F-1" in told
    assert "Try this: `/feature score F-1 confidence=80 effort=3`" in told
    works(held, "Chi", told)
    assert "gave *F-1* effort=2" in held.says("Chi", "/feature score F-1 effort=2")


def test_the_form_asks_for_ones_own_half_and_says_what_is_wrong_at_its_field(held: Counter) -> None:
    held.says("Chi", "/feature score F-1")
    fields = [block["block_id"] for block in held.forms()[-1]["blocks"] if block["type"] == "input"]
    assert fields == ["confidence", "effort"]
    body = held.sends("Chi", "feature.score", "F-1", confidence="80", effort="many")
    assert body is not None and "effort" in body["errors"]
    told = window(held.sends("Chi", "feature.score", "F-1", view="V2", confidence="80 %", effort="1,5"))
    assert "confidence=80 effort=1.5: unscored, waiting for product" in told
    held.press("Chi", "feature.score", "F-1")
    values = [block["element"].get("initial_value") for block in held.forms()[-1]["blocks"] if block["type"] == "input"]
    assert values == ["80", "1.5"]
    body = held.sends("Chi", "feature.score", "F-1", view="V3", reach="1", impact="1")
    assert body is not None and body["response_action"] == "errors"


def test_a_status_moves_with_its_reason_into_the_history(held: Counter) -> None:
    assert "*F-1* went from new to building." in held.says("Ana", "/feature status F-1 building")
    assert "*F-1* is building already, so nothing was changed." in held.says("Ana", "/feature status F-1 building")
    told = held.says("Ana", "/feature status F-1 declined")
    assert "[Log it] [Run status]" in told
    told = held.press("Ana", "feature.as_verb", "/feature\nstatus\nF-1 declined")
    assert "I read F-1 and *declined*, but that needs a reason" in told
    works(held, "Ana", told)
    assert "went from declined to shipped" in held.says("Ana", "/feature status F-1 shipped")
    seen = held.says("Chi", "/feature show F-1")
    assert "Mon 23 Nov · Ana · status: building → declined (Too few people would use it)" in seen
    assert "Mon 23 Nov · Ana · status: declined → shipped" in seen


def test_the_roadmap_has_now_next_and_later(held: Counter) -> None:
    for title in ("Dark mode", "Faster search"):
        held.says("Chi", f"/feature {title}")
    assert "*F-1* is on the roadmap under now, target Mon 4 Jan." in held.says(
        "Ana", "/feature plan F-1 now target:2027-01-04"
    )
    assert "under now already, target Mon 4 Jan, so nothing" in held.says("Ana", "/feature plan F-1 now")
    held.says("Ana", "/feature plan F-2 later")
    roadmap = held.says("Chi", "/feature roadmap")
    assert "*Now* (1)\n• *F-1* Export to CSV · new · target Mon 4 Jan\n*Next* (0)\nnothing\n*Later* (1)" in roadmap
    assert "1 open feature is not on it yet" in roadmap
    assert "*New* (3)" in held.says("Chi", "/feature roadmap status")
    assert "*Now* (1)" in held.says("Chi", "/feature roadmap area:data") and "area data" in held.says(
        "Chi", "/feature roadmap area:data"
    )
    assert "*F-1* is off the roadmap." in held.says("Ana", "/feature unplan F-1")
    assert "*F-1* is not on the roadmap" in held.says("Ana", "/feature unplan F-1")


def test_somebody_of_the_team_owns_it(held: Counter) -> None:
    assert "*F-1* is owned by Chi now." in held.says("Ana", f"/feature own F-1 <@{slack_id('Chi')}|chi>")
    assert "*F-1* is owned by Chi already." in held.says("Ana", "/feature own F-1 @Chi")
    told = held.says("Ana", f"/feature own F-1 <@{slack_id('Dov')}>")
    assert "in the team Checkout" in told
    works(held, "Ana", told)
    assert "*F-1*" in held.says("Ana", "/feature list mine")
    assert "Nobody owns *F-1* now." in held.says("Ana", "/feature own F-1 nobody")


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


def test_it_is_deleted_by_its_author_soon_or_by_a_lead(held: Counter) -> None:
    held.says("Chi", "/feature Dark mode")
    assert "belongs to Checkout" in held.says("Chi", "/feature delete F-1")
    assert "*F-2* Dark mode is deleted." in held.says("Chi", "/feature delete F-2")
    assert "I can't find F-2 here" in held.says("Ana", "/feature show F-2")
    held.now += timedelta(hours=2)
    assert "belongs to Checkout" in held.says("Ben", "/feature delete F-1")
    assert "*F-1* Export to CSV is deleted." in held.says("Ana", "/feature delete F-1")


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
    assert "*1 feature has “FINANCE csv” in them*\n*F-1*" in found and found.endswith("[Log it as a feature]")
    assert "No feature has “dark” in it." in held.says("Ana", "/feature find dark")
    assert "Logged as *F-2*" in held.press("Ana", "feature.as_text", "/feature\nlog\nfind dark")
    works(held, "Ana", held.says("Ana", "/feature find"))


def test_the_spreadsheet_comes_by_direct_message_after_the_question(held: Counter) -> None:
    held.says("Chi", "/feature =HYPERLINK now | +1")
    assert "Shall I run `export csv`, or log “export csv”?" in held.says("Ana", "/feature export csv")
    assert "The 2 features of Checkout" in held.press("Ana", "feature.as_verb", "/feature\nexport\ncsv")
    (file,) = held.slack.files(slack_id("Ana"))
    lines = file.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("ref,title,status,area,horizon,target,votes,reach,impact,confidence,effort,rice")
    assert lines[1].startswith("F-1,Export to CSV,new,Data,,,0,,,,,,Ben,,2026-11-23,For finance,")
    assert lines[2].startswith("F-2,'=HYPERLINK now,new,,,,0,,,,,,Chi,,2026-11-23,'+1,")
    assert "anything of Checkout that you may change" in held.says("Chi", "/feature export")


def test_a_file_that_slack_does_not_take_is_told(held: Counter) -> None:
    held.slack.trouble["upload"] = Silence(sent=True, reason="timeout")
    assert "Slack did not take the file in time" in held.says("Ana", "/feature export")


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
