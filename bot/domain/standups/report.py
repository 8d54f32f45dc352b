"""`/standup report`: what people type to read stand-ups back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.grammar.dates import refuse_misspelled_date
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.people import PersonUnclear, person_at
from bot.domain.grammar.ranges import RANGE_MARK, Days, range_at
from bot.domain.grammar.words import Words
from bot.domain.text import ChannelRef

_LINKING = ("for", "of", "on", "from", "and", "in", "by")


@dataclass(frozen=True)
class ReportWanted:
    """Which days, both ends included; whose (user ids, or `ME`; all if empty); of which team (None: the channel's).

    `team.channel_id` is "" where only a name was typed. `public`: for the whole channel to see.
    """

    first: date
    last: date
    people: tuple[str, ...] = ()
    team: ChannelRef | None = None
    public: bool = False


class ReportWordLeftOver(Misread):
    """I can report on days, people and teams, but don't know what *{typed}* is."""


class OneRangeOnly(Misread):
    """I read *{typed}*, but had read other days before it; a report has one range."""


class OneTeamOnly(Misread):
    """I read *{typed}*, but had read another team before it; a report is about one."""


def parse_report(text: str, *, today: date, command: str = "/standup") -> ReportWanted:
    """Read `[today|yesterday|week|DATE|D1..D2] [@person|me] [#team] [public]`, in any order; today if no day is said.

    `text` is stored text, what follows `report`; `today` the reader's. Raises Misread with an example.
    """
    return read_or_show(lambda typed: _read(typed, today), text, lead=f"{command} report", fallback="today")


def _read(text: str, today: date) -> ReportWanted:
    words = Words(text, apart=RANGE_MARK)
    days: Days | None = None
    people: dict[str, None] = {}
    team: ChannelRef | None = None
    public = False
    while words.ahead():
        start = words.place
        if found := range_at(words, today):
            if days:
                raise OneRangeOnly(words.read_since(start), typed=words.typed_since(start))
            days = found
        elif person := person_at(words):
            people[person] = None
        elif where := _team_at(words):
            if team:
                raise OneTeamOnly(words.read_since(start), typed=words.typed_since(start))
            team = where
        elif words.said("public", "--public", "—public", "–public"):
            public = True
        elif not words.said(*_LINKING, ""):
            raise _left_over(words)
    days = days or Days(today, today)
    return ReportWanted(days.first, days.last, tuple(people), team, public)


def _team_at(words: Words) -> ChannelRef | None:
    """A channel, or a name with # before it that Slack did not recognise as one."""
    word = words.ahead()
    if word is None or word.quoted:
        return None
    named = word.typed.startswith("#") and len(word.typed) > 1
    found = word.channel or (ChannelRef("", word.typed[1:]) if named else None)
    words.step(1 if found else 0)
    return found


def _left_over(words: Words) -> Misread:
    """About the next word; one that looks like a person or nearly like a day gets its own refusal."""
    refuse_misspelled_date(words)
    word = words.all[words.place]
    kind = PersonUnclear if word.text.startswith("@") else ReportWordLeftOver
    return kind(word.span, typed=word.text)
