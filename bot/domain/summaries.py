"""`/summary`: whose state somebody wants to read, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.grammar.dates import date_at, refuse_misspelled_date
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.ranges import LONGEST_RANGE
from bot.domain.grammar.words import Words, on_one_line

USUAL_DAYS = 7


@dataclass(frozen=True)
class SummaryWanted:
    """`team` is a name ("": the channel's), `channel_id` a team named by its channel; `since` the first local day."""

    since: date
    team: str = ""
    channel_id: str = ""
    public: bool = False


class SummaryWordLeftOver(Misread):
    """A summary is of a team, since a day, for you or `public`; I don't know what *{typed}* is."""


class SinceWhen(Misread):
    """I read *{typed}*, but not since which day."""


class SinceTooEarly(Misread):
    """I read *{typed}*, but a summary goes back at most a year."""


class SinceTomorrow(Misread):
    """I read *{typed}*, but that day has not come yet."""


class WhichTeam(Misread):
    """I read `team`, but not the name of one."""


def parse_summary(text: str, *, today: date, verb: str = "show", command: str = "/summary") -> SummaryWanted:
    """Read `[since DATE] [public]`, after `team` also its name, in front; the last seven days if no day is said.

    `text` is stored text, what follows the verb; `today` is the team's. Raises Misread with an example.
    """
    reads = {"team": _read_team, "since": _read_since_verb}.get(verb, _read_rest)
    fallback = {"team": "Checkout", "since": "monday"}.get(verb, "")
    return read_or_show(lambda typed: reads(Words(typed), today), text, lead=f"{command} {verb}", fallback=fallback)


def _read_team(words: Words, today: date) -> SummaryWanted:
    named = []
    while (word := words.ahead()) and word.low not in ("since", "public"):
        named.append(word)
        words.step()
    if not named:
        raise WhichTeam((0, 0), instead="Checkout")
    rest = _read_rest(words, today)
    channel = named[0].channel if len(named) == 1 else None
    if channel is not None:
        return SummaryWanted(rest.since, channel_id=channel.channel_id, public=rest.public)
    name = on_one_line(named[0].text if len(named) == 1 else words.text[named[0].span[0] : named[-1].span[1]])
    return SummaryWanted(rest.since, team=name, public=rest.public)


def _read_since_verb(words: Words, today: date) -> SummaryWanted:
    since = _day_at(words, today)
    return SummaryWanted(since, public=_read_rest(words, today).public)


def _read_rest(words: Words, today: date) -> SummaryWanted:
    since, public = today - timedelta(days=USUAL_DAYS - 1), False
    while word := words.ahead():
        if words.said("since"):
            since = _day_at(words, today)
        elif word.low.lstrip("-—–") == "public":
            words.step()
            public = True
        else:
            words.step()
            raise SummaryWordLeftOver(word.span, typed=word.text)
    return SummaryWanted(since, public=public)


def _day_at(words: Words, today: date) -> date:
    start = words.place
    if words.ahead() is None:
        raise SinceWhen(words.end, instead="monday", typed=words.before() or "since")
    since = date_at(words, today, "past")
    if since is None:
        refuse_misspelled_date(words)
        words.step()
        raise SinceWhen(words.read_since(start), instead="monday", typed=words.typed_since(start))
    if since > today:
        raise SinceTomorrow(words.read_since(start), instead="monday", typed=words.typed_since(start))
    if (today - since).days >= LONGEST_RANGE:
        raise SinceTooEarly(words.read_since(start), instead="monday", typed=words.typed_since(start))
    return since
