"""`/feature list`: which features are meant, in which order, and what a line of the list says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Final

from bot.domain.features.life import OVER, STATUS_WORDS, FeatureStatus, Horizon
from bot.domain.features.score import Score
from bot.domain.grammar.misread import Misread, NothingAfter, read_or_show
from bot.domain.grammar.words import Words

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
    """What is to be listed: `only` is a status as people say it, or mine, stale, unscored; "" is all that is open."""

    only: str = ""
    sort: str = "new"
    area: str = ""

    @property
    def words(self) -> str:
        """As it can be typed again."""
        area = f'area:"{self.area}"' if self.area else ""
        return " ".join(part for part in (self.only, f"sort:{self.sort}" if self.sort != "new" else "", area) if part)


class ListWordUnknown(Misread):
    """I can list by status, mine, stale or unscored, sort:votes, sort:score or sort:new, and area:NAME, but don't know
    what *{typed}* is."""


class OneFilterOnly(Misread):
    """I read *{typed}*, but had read another filter before it; a list has one."""


def parse_listing(text: str, *, command: str = "/feature") -> Listing:
    """Read `[new|planned|…|mine|stale|unscored] [sort:votes|score|new] [area:X]`. Raises Misread with an example."""
    return read_or_show(_read, text, lead=f"{command} list", fallback="sort:votes")


def _read(text: str) -> Listing:
    words, listing = Words(text), Listing()
    while (word := words.ahead()) is not None:
        key, colon, value = word.low.lstrip("-—–").partition(":")
        words.step()
        if colon and key == "area":
            listing = replace(listing, area=_value(words, word.text.partition(":")[2]))
        elif colon and key == "sort":
            value = value or _value(words, "")
            if value not in SORTS:
                raise ListWordUnknown(words.read_since(words.place - 1), instead="sort:votes", typed=word.text)
            listing = replace(listing, sort=value)
        elif word.low in STATUS_WORDS or word.low in OTHER_FILTERS:
            if listing.only:
                raise OneFilterOnly(word.span, typed=word.text)
            listing = replace(listing, only=word.low)
        else:
            near = get_close_matches(word.low[:30], [*STATUS_WORDS, *OTHER_FILTERS], n=1, cutoff=0.75)
            raise ListWordUnknown(word.span, instead="".join(near), typed=word.text)
    return listing


def _value(words: Words, here: str) -> str:
    """What follows a colon: in the same word, or quoted right after it."""
    if here:
        return here.strip('"“”„«»')
    following = words.ahead()
    if following is None:
        raise NothingAfter(words.all[-1].span, typed=words.all[-1].text)
    words.step()
    return following.text


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
