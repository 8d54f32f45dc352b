"""App Home: what stands in it, and that it is kept true while its owner acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.commands.events import Events
from bot.commands.homes import Homes
from tests.commands.counter import Counter
from tests.messages.reading import shown
from tests.storage.cast import ACME, CHECKOUT, MONDAY, slack_id

LAB = "C0LAB00001"


class Opener:
    """Somebody opens App Home; what is renewed beside a request is renewed before it is answered."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.opened = counter, 0
        door, slack = counter.door, counter.slack.client
        door.homes = Homes(counter.db, slack, door.refresh, counter.clock, run=lambda renew: renew())
        self.events = Events(
            db=counter.db,
            slack=slack,
            refresh=door.refresh,
            homes=door.homes,
            clock=counter.clock,
            wake=counter.wake,
        )

    def opens(self, who: str) -> str:
        self.opened += 1
        event = {"type": "app_home_opened", "user": slack_id(who), "tab": "home"}
        self.events.take({"team_id": ACME, "event_id": f"Ev{self.opened}", "event": event})
        return self.sees(who)

    def sees(self, who: str) -> str:
        """What stands in their home now, as it was published last."""
        views = [view for user, view in self.published() if user == slack_id(who)]
        return shown(views[-1]["blocks"]) if views else ""

    def published(self) -> list[tuple[str, dict[str, Any]]]:
        calls = self.counter.slack.calls("views.publish")
        assert all(one.answer["ok"] for one in calls)
        return [(one.args["user_id"], one.args["view"]) for one in calls]


@pytest.fixture
def home(held: Counter) -> Opener:
    return Opener(held)


def test_it_lists_what_the_team_holds_with_the_next_time_of_each(home: Opener) -> None:
    home.counter.says("Ana", "/retro schedule every 2 weeks on fri at 15:00")
    lines = [line for line in home.opens("Ana").splitlines() if " in <#" in line]
    assert [line.partition("<!date")[0] for line in lines] == [
        "*Daily* · checkout in <#C0CHECKOUT> · next for you: ",
        "*Planning* · meeting · checkout in <#C0CHECKOUT> · next: ",
        "*Retro* · checkout in <#C0CHECKOUT> · next: ",
        "*Weekly* · digest · checkout in <#C0CHECKOUT> · next: ",
    ]
    home.counter.says("Ana", "/digest pause Weekly")
    home.counter.says("Ana", "/retro schedule off")
    assert "*Weekly* · digest · checkout in <#C0CHECKOUT> · no date set" in home.sees("Ana")
    assert "*Retro* · checkout in <#C0CHECKOUT> · no date set" in home.sees("Ana")
    assert "Weekly" not in home.opens("Dov") and "Weekly" not in home.opens("Eve")


def test_it_follows_what_one_does_oneself_and_is_published_only_when_it_changes(home: Opener) -> None:
    assert "*Your features (1)*\n*F-1* · new" in home.opens("Ana")
    home.counter.says("Ana", "/feature status F-1 building")
    assert "*Your features (1)*\n*F-1* · building" in home.sees("Ana")
    before = len(home.published())
    home.counter.says("Ana", "/feature vote F-1")
    home.counter.says("Ana", "/feature list")
    assert len(home.published()) == before
    home.counter.says("Ana", "/standup blocker B-1 resolve")
    assert "B-1" not in home.sees("Ana")


def test_who_never_opened_it_is_published_nothing(home: Opener) -> None:
    home.counter.says("Ben", "/feature log Dark mode")
    assert home.published() == []


def test_a_set_up_stands_in_it_at_once(counter: Counter) -> None:
    home = Opener(counter)
    fields = {"channel": CHECKOUT, "name": "Ours", "at": "09:30", "close": "12:00"}
    values: dict[str, Any] = {name: {"x": {"value": value}} for name, value in fields.items()}
    values["days"] = {"x": {"selected_options": [{"value": "0"}]}}
    view = {"id": "V1", "callback_id": "standup.set_up", "private_metadata": "", "state": {"values": values}}
    counter.door.form(
        {
            "user": {"id": slack_id("Ana"), "team_id": ACME},
            "team": {"id": ACME},
            "trigger_id": counter.trigger("Ana"),
            "view": view,
        }
    )
    assert "*Ours* · checkout in <#C0CHECKOUT> · next for you: " in home.sees("Ana")


def test_what_is_over_is_not_on_it_any_more(home: Opener) -> None:
    home.opens("Ana")
    home.counter.now = MONDAY + timedelta(days=1)
    home.counter.says("Ana", "/standup delete Daily")
    home.counter.says("Ana", "/agenda delete Planning")
    seen = home.sees("Ana")
    assert "Daily" not in seen and "Planning" not in seen and "*Weekly*" in seen
