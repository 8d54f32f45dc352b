"""Many small teams with a stand-up each: what has to be visible at which stop of the clock, known from outside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.simulator.driver import Message, Slack
from tests.wire.stage import BERLIN

PROMPT, DAY, REMINDER, WRAP_UP = "prompt", "day", "reminder", "wrap-up"
# When the clock stops, and what is due then: one for the channel, or one for each person.
STOPS = ((time(9, 30), (DAY, PROMPT)), (time(11, 30), (REMINDER,)), (time(12), (WRAP_UP,)))
OF_CHANNELS = (DAY, WRAP_UP)
TRIES = 3
KINDS = (
    (REMINDER, re.compile(r"^\*[^*]+ · [^*]+\* closes at .*, and you are not in yet", re.DOTALL)),
    (WRAP_UP, re.compile(r"^\*[^*]+ · [^*]+\* - wrap-up of ")),
    (DAY, re.compile(r"^:calendar: \*[^*]+ · [^*]+\* - ")),
    (PROMPT, re.compile(r"^\*[^*]+ · [^*]+\* - ")),
)


class Occurrence(NamedTuple):
    """One message that has to be visible exactly once: what, where (a channel or a person), and on which day."""

    kind: str
    place: str
    day: date


@dataclass(frozen=True)
class Team:
    """A channel, and the people in it beside the bot; the first leads."""

    channel: str
    people: tuple[str, ...]


class Scene:
    """The teams in this Slack; each asks at 9:30, reminds at 11:30 and wraps up at 12:00, every day."""

    def __init__(self, slack: Slack, teams: int, people: int = 3) -> None:
        self.slack = slack
        self.teams = [_team(number, people) for number in range(teams)]
        self.others: list[str] = []

    @property
    def a_day(self) -> int:
        """Occurrences a day."""
        return sum(2 + 2 * len(team.people) for team in self.teams)

    def is_set_up(self) -> None:
        """By its people, through a bot that listens."""
        for team in self.teams:
            for who in team.people:
                self.slack.adds_person(who, is_admin=who == team.people[0])
            self.slack.adds_channel(team.channel, [*team.people, "Drumbeat"])
        for command in ("/team new {}", "/standup new {} at 9:30 every day close 12:00"):
            lines = [(t.people[0], t.channel, command.format(t.channel.removeprefix("#").title())) for t in self.teams]
            self._is_done(lines)
            self.slack.settle()

    def _is_done(self, lines: list[tuple[str, str, str]], tries: int = TRIES) -> None:
        """Where replicas share a file and the machine is busy, somebody may be asked to try again: they do."""
        answers = self.slack.says_many(lines, at_once=4)
        assert all(answer.acked for answer in answers), answers
        sorry = [line for line, answer in zip(lines, answers, strict=True) if "Sorry" in answer.text]
        assert not sorry or tries > 1, answers
        if sorry:
            self._is_done(sorry, tries - 1)

    def due(self, first: date, days: int) -> Counter[Occurrence]:
        """What has to be visible after so many days from the first on."""
        kinds = [kind for _, due in STOPS for kind in due]
        dates = [first + timedelta(days=number) for number in range(days)]
        return Counter(occurrence for day in dates for kind in kinds for occurrence in self._places(kind, day))

    def stops(self, first: date, days: int) -> Iterator[tuple[datetime, int]]:
        """Each instant at which something is due, and how many occurrences are."""
        for number in range(days):
            day = first + timedelta(days=number)
            for at, kinds in STOPS:
                instant = datetime.combine(day, at, ZoneInfo(BERLIN)).astimezone(UTC)
                yield instant, sum(len(self._places(kind, day)) for kind in kinds)

    def visible(self) -> Counter[Occurrence]:
        """What people see; what the bot said besides is in `others`."""
        self.others = []
        seen = Counter(self._seen((team.channel, self.slack.messages(team.channel)) for team in self.teams))
        people = [who for team in self.teams for who in team.people]
        return seen + Counter(self._seen((who, self.slack.dms(who)) for who in people))

    def _seen(self, places: Iterable[tuple[str, list[Message]]]) -> Iterator[Occurrence]:
        for place, messages in places:
            for message in messages:
                if not message.from_bot or message.ephemeral:
                    continue
                kind = _kind_of(message)
                if kind is None:
                    self.others.append(f"{place}: {message.fallback}")
                else:
                    at = datetime.fromisoformat(message.shown["at"])
                    yield Occurrence(kind, place, at.astimezone(ZoneInfo(BERLIN)).date())

    def _places(self, kind: str, day: date) -> list[Occurrence]:
        if kind in OF_CHANNELS:
            return [Occurrence(kind, team.channel, day) for team in self.teams]
        return [Occurrence(kind, who, day) for team in self.teams for who in team.people]


def _team(number: int, people: int) -> Team:
    return Team(f"#works{number:02}", tuple(f"Worker{number:02}{chr(ord('a') + each)}" for each in range(people)))


def _kind_of(message: Message) -> str | None:
    return next((kind for kind, words in KINDS if words.search(message.fallback)), None)
