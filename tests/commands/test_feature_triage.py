"""Features over the counter: what they are worth, where they stand, who owns them; examples that work."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.slack.transport import Silence
from bot.storage.teams import Role
from tests.commands.counter import Counter
from tests.commands.feature_room import held, in_role, window, works
from tests.storage.cast import slack_id

__all__ = ["held"]


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


def test_who_may_give_both_halves_gives_either_or_both(held: Counter) -> None:
    # Ana leads the team and is an admin.
    held.says("Ana", "/feature score F-1")
    asked = [block for block in held.forms()[-1]["blocks"] if block["type"] == "input"]
    assert [block["block_id"] for block in asked] == ["reach", "impact", "confidence", "effort"]
    assert all(block["optional"] for block in asked)
    empty = {"reach": "", "impact": "", "confidence": "", "effort": ""}
    body = held.sends("Ana", "feature.score", "F-1", **empty)
    assert body is not None and "Give at least one half of the score" in body["errors"]["reach"]
    body = held.sends("Ana", "feature.score", "F-1", view="V2", **{**empty, "effort": "2"})
    assert body is not None and "both confidence and effort" in body["errors"]["confidence"]
    told = window(held.sends("Ana", "feature.score", "F-1", view="V3", **{**empty, "confidence": "80", "effort": "2"}))
    assert "For development you gave *F-1* confidence=80 effort=2" in told
    both = {"reach": "800", "impact": "2", "confidence": "80", "effort": "1.5"}
    assert "For product and development you gave" in window(
        held.sends("Ana", "feature.score", "F-1", view="V4", **both)
    )


def test_a_status_moves_with_its_reason_into_the_history(held: Counter) -> None:
    assert "*F-1* went from new to building." in held.says("Ana", "/feature status F-1 building")
    assert "*F-1* is building already, so nothing was changed." in held.says("Ana", "/feature status F-1 building")
    told = held.says("Ana", "/feature status F-1 declined")
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
    held.says("Ana", "/feature plan F-1 next target:2027-01-11")
    held.says("Ana", "/feature own F-1 @Ana")
    held.says("Ana", "/feature unplan F-1")
    held.says("Ana", "/feature plan F-1 now target:2027-01-04")
    history = held.says("Chi", "/feature show F-1").partition("*History*")[2]
    assert re.findall(r"Ana · (.*)", history) == [
        "planned for now",
        "target: Mon 4 Jan",
        "planned for next, before for now",
        "target: Mon 11 Jan, before Mon 4 Jan",
        "owner: Ana",
        "taken off the roadmap, before for next",
        "no target, before Mon 11 Jan",
        "planned for now",
        "target: Mon 4 Jan",
    ]
    assert history.endswith("[Edit] [Score] [Vote] [Discuss]")
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


def test_it_is_deleted_by_its_author_soon_or_by_a_lead(held: Counter) -> None:
    held.says("Chi", "/feature Dark mode")
    assert "belongs to Checkout" in held.says("Chi", "/feature delete F-1")
    assert "*F-2* Dark mode is deleted." in held.says("Chi", "/feature delete F-2")
    assert "I can't find F-2 here" in held.says("Ana", "/feature show F-2")
    held.now += timedelta(hours=2)
    assert "belongs to Checkout" in held.says("Ben", "/feature delete F-1")
    assert "*F-1* Export to CSV is deleted." in held.says("Ana", "/feature delete F-1")


def test_the_spreadsheet_comes_by_direct_message_after_the_question(held: Counter) -> None:
    held.says("Chi", "/feature =HYPERLINK now | +1")
    assert "Shall I run `export csv`, or log “export csv”?" in held.says("Ana", "/feature export csv")
    assert "The 2 features of Checkout" in held.press("Ana", "feature.as_verb", "/feature\nexport\ncsv")
    (file,) = held.slack.files(slack_id("Ana"))
    lines = file.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("ref,title,status,area,horizon,target,votes,reach,impact,confidence,effort,rice")
    assert lines[1].startswith("F-1,Export to CSV,new,Data,,,0,,,,,,Ben,,2026-11-23,For finance,")
    assert lines[2].startswith("F-2,'=HYPERLINK now,new,,,,0,,,,,,Chi,,2026-11-23,'+1,")
    assert "Only leads and product managers of Checkout can do that. Ask Ana." in held.says("Chi", "/feature export")


def test_a_file_that_slack_does_not_take_is_told(held: Counter) -> None:
    held.slack.trouble["upload"] = Silence(sent=True, reason="timeout")
    assert "Slack did not take the file in time" in held.says("Ana", "/feature export")
