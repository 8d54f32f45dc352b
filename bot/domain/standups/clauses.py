"""Where the name of a stand-up ends: the words that begin a clause of `/standup new`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

from bot.domain.grammar.days import says_days, says_several_days
from bot.domain.grammar.times import begins_time, says_bare_time
from bot.domain.grammar.words import Word, Words

_CLOSE = frozenset({"close", "closes", "closing"})
_REMIND = frozenset({"remind", "reminder", "reminding"})
_HOW_OFTEN = frozenset({"day", "days", "weekday", "weekdays", "week", "weeks", "month", "sprint", "other", "second"})


class Clause(StrEnum):
    """What can be said of a new stand-up, in any order after its name."""

    CHANNEL = "channel"
    AT = "at"
    ZONE = "zone"
    DAYS = "days"
    EVERY = "every"
    CLOSE = "close"
    REMIND = "remind"
    PEOPLE = "people"
    KIND = "kind"


class Clauses:
    """Tells clauses from the words of a name, in which `at`, `in`, `close` and days may occur as well."""

    def __init__(self, words: Words, kinds: Mapping[str, str]) -> None:
        self.words, self.kinds = words, kinds
        lows = [word.low for word in words.all]
        # Only with a time after it is `at` the clause, unless there is no such time: then any `at` is asked about.
        self.timed = sum(low == "at" and begins_time(after) for low, after in pairwise(lows))

    def said(self, n: int = 0) -> Clause | None:
        """The clause that the next word but `n` begins, once the name has been read."""
        words, low = self.words, self.words.low(n)
        word = words.ahead(n)
        if word is None or word.quoted:
            return None
        if word.channel or low == "in":
            return Clause.CHANNEL
        if word.mention or low == "with":
            return Clause.PEOPLE
        if low == "as" and words.low(n + 1) in self.kinds:
            return Clause.KIND
        if low == "at" or (not self.timed and says_bare_time(words, n)):
            return Clause.AT
        if low in _CLOSE:
            return Clause.CLOSE
        if low in _REMIND:
            return Clause.REMIND
        if low == "every":
            return Clause.EVERY
        if low == "on" or says_days(words, n):
            return Clause.DAYS
        return Clause.ZONE if low == "local" else None

    def ends_name(self, n: int = 0) -> bool:
        """Whether the next word but `n` begins a clause and cannot be part of the name."""
        if self.begins(n):
            return True
        words, low = self.words, self.words.low(n)
        if low == "in":  # "in checkout" is a channel that Slack did not recognise; it is asked about
            return words.ahead(n + 1) is not None and (words.ahead(n + 2) is None or self.begins(n + 2))
        if says_days(words, n) and low not in {"daily", "everyday"}:  # daily comes after the time, else it is a name
            return words.ahead(n + 1) is None or self.begins(n + 1)
        return False

    def begins(self, n: int = 0) -> bool:
        """Whether a clause begins here, by what stands after its first word."""
        words, after = self.words, self.words.low(n + 1)
        match self.said(n):
            case None | Clause.ZONE:
                return False
            case Clause.KIND:
                return True
            case Clause.AT:
                return words.low(n) != "at" or not self.timed or begins_time(after)
            case Clause.CHANNEL:
                return words.low(n) != "in" or _is_place(words.ahead(n + 1))
            case Clause.PEOPLE:
                return words.low(n) != "with" or _is_person(words.ahead(n + 1))
            case Clause.CLOSE:
                return self._closes(n)
            case Clause.REMIND:
                return after == "off" or begins_time(after)
            case Clause.EVERY:
                return after in _HOW_OFTEN or begins_time(after) or says_days(words, n + 1)
            case Clause.DAYS:
                return says_days(words, n + 1) if words.low(n) == "on" else says_several_days(words, n)

    def _closes(self, n: int) -> bool:
        """`close 12`, `close after 2h`; `close at 12` only if another time is left to ask at."""
        words = self.words
        if words.low(n + 1) == "at":
            return self.timed > 1 and begins_time(words.low(n + 2))
        return words.low(n + 1) == "after" or begins_time(words.low(n + 1))


def _is_place(word: Word | None) -> bool:
    return word is not None and (word.channel is not None or word.text.startswith("#"))


def _is_person(word: Word | None) -> bool:
    return word is not None and (word.mention is not None or word.text.startswith("@"))
