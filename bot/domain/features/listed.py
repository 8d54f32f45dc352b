"""`/feature list`: which features are meant, in which order, and what a line of the list says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Final

from bot.domain.features.flags import with_quotes_apart
from bot.domain.features.life import OVER, STATUS_WORDS, FeatureStatus, Horizon
from bot.domain.features.score import Score
from bot.domain.grammar.misread import Misread, NothingAfter, Span, read_or_show
from bot.domain.grammar.references import taken_flags
from bot.domain.grammar.words import Words, on_one_line

STALE_AFTER: Final = timedelta(days=90)
SORTS: Final = ("votes", "score", "new")
OTHER_FILTERS: Final = ("mine", "stale", "unscored")
_BUILT: Final = (FeatureStatus.DESIGNING, FeatureStatus.BUILDING, FeatureStatus.TESTING)


@dataclass(frozen=True)
class FeatureLine:
    """One feature as lists show it, with the people by name."""

    id: int
    number: int
    title: str
    area: str
    status: FeatureStatus
    status_at: datetime
    horizon: Horizon | None
    target_on: date | None
    author_id: int
    author: str
    owner_id: int | None
    owner: str | None
    created_at: datetime
    votes: int = 0
    score: Score = field(default_factory=Score)

    @property
    def ref(self) -> str:
        return f"F-{self.number}"


@dataclass(frozen=True)
class Listing:
    """What is to be listed: `only` is a status as people say it, or mine, stale, unscored; "" is all that is open.

    `sort` is "" where nothing was said of it: the newest come first then, too.
    """

    only: str = ""
    sort: str = ""
    area: str = ""

    @property
    def words(self) -> str:
        """As it can be typed again."""
        area = f'area:"{self.area}"' if self.area else ""
        return " ".join(part for part in (self.only, f"sort:{self.sort}" if self.sort else "", area) if part)


class ListWordUnknown(Misread):
    """I can list by status, mine, stale or unscored, sort:votes, sort:score or sort:new, and area:NAME, but don't know
    what *{typed}* is."""


class OneFilterOnly(Misread):
    """I read *{typed}*, but had read another filter before it; a list has one."""


def parse_listing(text: str, *, command: str = "/feature") -> Listing:
    """Read `[new|planned|…|mine|stale|unscored] [sort:votes|score|new] [area:X]`. Raises Misread with an example."""
    apart = with_quotes_apart(text, "area", "sort")
    return read_or_show(_read, apart, lead=f"{command} list", fallback="sort:votes")


def _read(text: str) -> Listing:
    words = Words(text)
    flags, words.all = taken_flags(words.all, {"area": True, "sort": True})
    sort, area = flags.get("sort", "").casefold(), on_one_line(flags.get("area", ""))
    if "area" in flags and not area:
        raise NothingAfter(_flag_span(text, "area"), typed="area:")
    if "sort" in flags and sort not in SORTS:
        raise ListWordUnknown(_flag_span(text, "sort"), instead="sort:votes", typed=f"sort:{sort}")
    only = ""
    while (word := words.ahead()) is not None:
        words.step()
        if word.low not in STATUS_WORDS and word.low not in OTHER_FILTERS:
            near = get_close_matches(word.low[:30], [*STATUS_WORDS, *OTHER_FILTERS], n=1, cutoff=0.75)
            raise ListWordUnknown(word.span, instead="".join(near), typed=word.text)
        if only:
            raise OneFilterOnly(word.span, typed=word.text)
        only = word.low
    return Listing(only, sort, area)


def _flag_span(text: str, key: str) -> Span:
    """Where a flag stands with its value."""
    found = re.search(rf"(?:--|—|–)?{key}[:=]?\s*\S*", text, re.IGNORECASE)
    return found.span() if found else (0, len(text))


def chosen(lines: Iterable[FeatureLine], listing: Listing, *, me: int, now: datetime) -> list[FeatureLine]:
    """Those that are meant, in the order that is meant. `me` is the reader's person."""
    wanted = [line for line in lines if _is_meant(line, listing, me, now)]
    wanted.sort(key=lambda line: line.number, reverse=True)
    if listing.sort == "votes":
        wanted.sort(key=lambda line: line.votes, reverse=True)
    elif listing.sort == "score":
        wanted.sort(key=lambda line: line.score.rice or 0, reverse=True)
    return wanted


def _is_meant(line: FeatureLine, listing: Listing, me: int, now: datetime) -> bool:
    if listing.area and line.area.casefold() != listing.area.casefold():
        return False
    match listing.only:
        case "mine":
            return me in (line.author_id, line.owner_id)
        case "stale":
            return line.status not in OVER and now - line.status_at >= STALE_AFTER
        case "unscored":
            return line.status not in OVER and line.score.rice is None
        case "building":
            return line.status in _BUILT
        case "":
            return line.status not in OVER
        case name:
            return line.status == STATUS_WORDS[name]
