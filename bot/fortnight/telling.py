"""Telling the story: the clock is turned to each moment, and its person does what is written there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.fortnight.acts import Act, StoryFalters
from bot.fortnight.people import CHANNEL, JOINING, ZONES
from bot.simulator.driver import Slack

__all__ = ["Day", "Moment", "StoryFalters", "gather", "tell"]

Moment = tuple[str, str, Act]
"""When (on the person's own clock), who, and what they do."""


@dataclass(frozen=True)
class Day:
    """A day and its moments, the earliest first all over the world."""

    day: date
    moments: tuple[Moment, ...]


def gather(slack: Slack) -> None:
    """Bring those to the channel who are not in every simulated Slack."""
    for name, title in JOINING.items():
        slack.adds_person(name, ZONES[name], title=title)
    slack.changes_channel(CHANNEL, invite=list(JOINING))
    slack.settle()


def tell(slack: Slack, days: Iterable[Day], *, before: Callable[[date, str, str], None] = lambda *_: None) -> None:
    """Play these days; `before` is called with the day, time and person of each moment. Raises StoryFalters."""
    for each in days:
        for at, who, act in each.moments:
            instant = datetime.combine(each.day, time.fromisoformat(at), ZoneInfo(ZONES[who]))
            if instant != slack.clock.now:
                slack.clock.turn_to(instant)
            before(each.day, at, who)
            act.done_by(who, slack)
    slack.settle()
