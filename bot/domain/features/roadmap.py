"""`/feature roadmap`: which view of it is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.features.flags import with_quotes_apart
from bot.domain.grammar.misread import Misread, NothingAfter, read_or_show
from bot.domain.grammar.references import taken_flags
from bot.domain.grammar.words import Words, on_one_line


@dataclass(frozen=True)
class RoadmapWanted:
    """By now, next and later, or `by_status`; only one area, unless it is ""; `public` for the channel to see."""

    by_status: bool = False
    area: str = ""
    public: bool = False


class RoadmapWordUnknown(Misread):
    """I can show the roadmap by now, next and later, or by status, but don't know what *{typed}* is."""


def parse_roadmap(text: str, *, command: str = "/feature") -> RoadmapWanted:
    """Read `[now|status] [area:X] [public]`, in any order. Raises Misread with an example."""
    return read_or_show(_read, with_quotes_apart(text, "area"), lead=f"{command} roadmap", fallback="status")


def _read(text: str) -> RoadmapWanted:
    words = Words(text)
    flags, words.all = taken_flags(words.all, {"area": True, "public": False})
    wanted = RoadmapWanted(area=on_one_line(flags.get("area", "")), public="public" in flags)
    if "area" in flags and not wanted.area:
        raise NothingAfter((0, len(text)), typed=text)
    while (word := words.ahead()) is not None:
        if words.said("status"):
            wanted = replace(wanted, by_status=True)
        elif words.said("public"):
            wanted = replace(wanted, public=True)
        elif not words.said("now", "by"):
            raise RoadmapWordUnknown(word.span, typed=word.text)
    return wanted
