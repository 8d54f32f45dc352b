"""Features in words, ordinary and extreme: two hundred of them, sixty voters, hostile titles; Slack takes it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.blockers import BlockerLine, BlockerState
from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.listed import FeatureLine, Listing
from bot.domain.features.score import Half, Score
from bot.domain.message import Message
from bot.domain.text import clipped
from bot.messages import choosing, feature_forms, feature_lists, windows
from bot.messages import features as messages
from bot.messages.templates import say
from bot.simulator import judge
from bot.storage.changes import Change
from bot.storage.feature_pictures import FeaturePicture, Quote, Spoken
from bot.storage.mentions import Place
from tests.messages.pictures import ANSWERS, BERLIN, CLOSES, NAMES, TUESDAY, person, team
from tests.messages.reading import shown
from tests.messages.test_extremes import MARKUP, unescaped, wrong_with

LINK = "https://acme.slack.com/archives/C0CHECKOUT/p1?thread_ts=1.2&cid=C0CHECKOUT"
TEXTS = {**ANSWERS, **NAMES}


def score(name: str = "Ana") -> Score:
    """What sixty people gave, no two the same."""
    return Score(
        tuple(
            half
            for number in range(30)
            for half in (
                Half(Side.PRODUCT, name, {"reach": 99_999_999.0 + number, "impact": 3}, CLOSES),
                Half(Side.DEVELOPMENT, name, {"confidence": 80, "effort": 0.1 + number}, CLOSES),
            )
        )
    )


def line(number: int = 1, title: str = "Export to CSV", name: str = "Ana", **more: Any) -> FeatureLine:
    usual: dict[str, Any] = {
        "status": FeatureStatus.BUILDING,
        "horizon": Horizon.NOW,
        "target_on": date(2027, 1, 4),
        "votes": 60,
        "score": score(name),
    }
    return FeatureLine(
        id=number,
        number=number,
        title=clipped(" ".join(title.split()) or "Export", 150),
        area=clipped(name, 40),
        status_at=CLOSES,
        author_id=1,
        author=name,
        owner_id=2,
        owner=name,
        created_at=CLOSES,
        **{**usual, **more},
    )


def picture(text: str, name: str) -> FeaturePicture:
    """All that can be said of one feature, and a lot of it."""
    change = [
        Change(what=what, before=before, after="2027-01-04" if what == "target" else text, why=text, at=CLOSES)
        for what, before in (("status", "new"), ("title", text), ("owner", name), ("target", ""))
    ] * 20
    blocker = BlockerLine(1, text, BlockerState.OPEN, name, 1, name, 1, CLOSES, None, 1, 1, 3)
    return FeaturePicture(
        line(title=text, name=name),
        text * 10,
        name,
        ZoneInfo(BERLIN),
        Quote(text, LINK, name),
        [name] * 60,
        [(one, person(name, number)) for number, one in enumerate(change)],
        [Spoken(place, TUESDAY, name) for place in Place] * 20,
        [replace(blocker, number=number) for number in range(60)],
    )


def every_message(text: str, name: str) -> Iterator[tuple[str, Message]]:
    here, crowd = team(name), [line(number, text, name) for number in range(200)]
    whole = picture(text, name)
    yield "card", messages.card(whole, say("features", "logged", ref="F-1", team=name))
    yield "shown", messages.shown(whole)
    yield "told", messages.told("moved", line(title=text), before="new", after="declined", why=clipped(text, 1000))
    yield "planned", messages.told("planned", line(), horizon="now", target=None)
    yield "owned", messages.told("owned", line(), owner=None)
    yield "deleted", messages.plainly("deleted", ref="F-1", title=line(title=text).title)
    for start in (0, 100, 190):
        yield (
            f"listed from {start}",
            feature_lists.listed(here, crowd, Listing("mine", "votes", name[:40]), start=start),
        )
    yield "none listed", feature_lists.listed(here, [], Listing("mine", area=name[:40]), start=0)
    yield "found", feature_lists.found(text, crowd[:10], 200, "x" * 2000)
    yield "nothing found", feature_lists.found(text, [], 0, "")
    yield "which", choosing.which("feature", "log", f"list {text}", text, as_text="x" * 2000, as_verb="x")
    yield "too long to ask", choosing.too_long_to_ask(messages.card(whole), "list")
    each = [
        line(n, text, name, status=status, horizon=horizon)
        for n in range(7)
        for status in FeatureStatus
        for horizon in (None, *Horizon)
    ]
    for by_status in (False, True):
        yield "roadmap", feature_lists.roadmap(name, each, by_status=by_status, area=name[:40], public=True)
        yield "empty roadmap", feature_lists.roadmap(name, [], by_status=by_status, area="", public=False)


def every_form(text: str, name: str) -> Iterator[dict[str, Any]]:
    one = line(title=text, name=name)
    yield feature_forms.log_form(name, 1).view
    yield feature_forms.edit_form(one, text * 10, name).view
    yield feature_forms.score_form(one, list(Side), {"reach": 99_999_999, "effort": 0.125}).view
    yield feature_forms.told_there(
        "log", messages.window(picture(text, name), say("features", "edited", ref="F-1", what=""))
    ).view
    yield feature_forms.told_there("score", feature_forms.sentence(messages.told("voted", one, votes="1"))).view
    yield windows.told_in_a_window(messages.shown(picture(text, name))).view


@pytest.mark.parametrize("which", TEXTS)
def test_slack_takes_whatever_is_said_of_features(which: str) -> None:
    name = clipped(" ".join(TEXTS[which].split()), 80) or "Ana"
    said = list(every_message(TEXTS[which], name))
    assert [wrong for what, message in said for wrong in wrong_with(what, message)] == []
    link = re.escape(LINK.replace("&", ""))  # what `unescaped` leaves of it
    rests = {
        what: [re.sub(f"<{link}\\|the message>", "", rest) for rest in unescaped(message)] for what, message in said
    }
    assert {
        what: rest for what, rest in rests.items() if any(re.search("[<>&]", MARKUP.sub("", one)) for one in rest)
    } == {}


@pytest.mark.parametrize("which", TEXTS)
def test_slack_takes_every_form_of_features(which: str) -> None:
    name = clipped(" ".join(TEXTS[which].split()), 80) or "Ana"
    assert [judge.view(view) for view in every_form(TEXTS[which], name) if judge.view(view)] == []


def test_nothing_that_people_wrote_pings_anybody() -> None:
    said = list(every_message(TEXTS["mentions"], "Ana"))
    assert [what for what, message in said if '"user"' in str(message.blocks) or "<@" in message.text] == []


def test_what_is_left_out_is_counted() -> None:
    whole = shown(messages.shown(picture("text", "Ana")))
    assert "*Mentioned 80 times*\nand 70 earlier" in whole
    assert "*History*\nand 68 earlier" in whole
    assert "*In its way*\nand 55 earlier" in whole
    assert "… 35 more" in whole
    crowded = shown(
        feature_lists.roadmap("Checkout", [line(n) for n in range(20)], by_status=False, area="", public=False)
    )
    assert "*Now* (20)" in crowded and "and 14 more" in crowded


def test_a_roadmap_begins_with_the_nearest_target_then_the_best_score_then_the_most_votes() -> None:
    bare: dict[str, Any] = {"target_on": None, "score": Score()}
    lines = [
        line(1, **bare, votes=1),
        line(2, **bare, votes=2),
        line(3, target_on=None, votes=0),
        line(4, target_on=TUESDAY + timedelta(days=9)),
        line(5, target_on=TUESDAY),
    ]
    roadmap = shown(feature_lists.roadmap("Checkout", lines, by_status=False, area="", public=False))
    assert re.findall(r"F-\d", roadmap.partition("*Next*")[0]) == ["F-5", "F-4", "F-3", "F-2", "F-1"]


@pytest.mark.parametrize(
    ("number", "words"), ((853.33, "853"), (1234567.0, "1,234,567"), (9.96, "10"), (0.25, "0.2"), (3.0, "3"))
)
def test_a_score_is_rounded_to_what_can_be_read(number: float, words: str) -> None:
    assert messages.rounded(number) == words
