"""`/feature log`: what people type to ask for something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.features.flags import with_quotes_apart
from bot.domain.grammar.misread import Misread, NothingAfter, read_or_show
from bot.domain.grammar.references import taken_flags
from bot.domain.grammar.words import Words, on_one_line
from bot.domain.text import clipped, first_sentence, masked, plain

SHORTEST_TITLE: Final = 3
LONGEST_TITLE: Final = 150
LONGEST_AREA: Final = 40
# What a field of the form holds, in which they can be changed.
LONGEST_DETAILS: Final = 3000
_BAR: Final = re.compile(r"(?:\A|\s)\|(?:\s|\Z)")
_EXAMPLE: Final = "Export to CSV | Finance asks for it every month"


@dataclass(frozen=True)
class NewFeature:
    """What was asked for. The title is plain characters on one line; details are stored text; "" is no area."""

    title: str
    details: str = ""
    area: str = ""


class NoTitle(Misread):
    """A feature needs a title of at least 3 characters."""


class TitleTooShort(Misread):
    """I read the title *{title}*, but a title has at least 3 characters."""


class DetailsTooLong(Misread):
    """I read {length} characters of details, but a feature has at most 3000, so nothing was logged. Put the rest where
    your notes are, and its address here."""


class AreaTooLong(Misread):
    """I read the area *{area}*, but an area is a word or two, 40 characters at most."""


def parse_new_feature(text: str, *, command: str = "/feature") -> NewFeature:
    """Read `TITLE [| DETAILS] [--area X]`; of a long text the first sentence is the title, the rest are details.

    `text` is stored text, what follows `log`. Raises Misread with an example.
    """
    return read_or_show(_read, with_quotes_apart(text, "area"), lead=f"{command} log", fallback=_EXAMPLE)


def _read(text: str) -> NewFeature:
    words = Words(text)
    flags, others = taken_flags(words.all, {"area": True})
    area = on_one_line(flags.get("area", ""))
    title, details = title_and_details(_without_flags(text, words, {word.span for word in others}))
    if "area" in flags and not area:
        raise NothingAfter(words.all[-1].span, typed=words.all[-1].text)
    if len(area) > LONGEST_AREA:
        raise AreaTooLong(_span_of(flags["area"], text), instead=clipped(area, LONGEST_AREA, "").strip(), area=area)
    if not title:
        raise NoTitle((0, 0), instead=_EXAMPLE)
    if len(title) < SHORTEST_TITLE:
        raise TitleTooShort(_span_of(title, text), instead=_EXAMPLE.partition(" |")[0], title=title)
    if (length := len(plain(details))) > LONGEST_DETAILS:
        raise DetailsTooLong((0, len(text)), instead=_EXAMPLE, length=str(length))
    return NewFeature(title, details, area)


def title_and_details(stored: str) -> tuple[str, str]:
    """Of any text a title of at most 150 characters, and all that did not go into it. ("", "") for an empty one."""
    bar = _BAR.search(masked(stored))
    head, tail = (stored[: bar.start()], stored[bar.end() :]) if bar else (stored, "")
    first, _, more = head.strip().partition("\n")
    title, left = on_one_line(first), ""
    if len(title) > LONGEST_TITLE:
        sentence = first_sentence(first, len(first))
        title, left = on_one_line(sentence), first.strip()[len(sentence) :]
        if len(title) > LONGEST_TITLE:
            title, left = clipped(title, LONGEST_TITLE), first
    return title, "\n".join(part for piece in (left, more, tail) if (part := piece.strip()))


def _without_flags(text: str, words: Words, kept: set[tuple[int, int]]) -> str:
    """The text as it was typed, its new lines too, but for the words that were flags."""
    pieces, end = [], 0
    for word in words.all:
        if word.span not in kept:
            pieces.append(text[end : word.span[0]].rstrip(" "))
            end = word.span[1]
    return "".join([*pieces, text[end:]]).strip()


def _span_of(part: str, text: str) -> tuple[int, int]:
    """Where a part was typed; all of the text where it was typed otherwise."""
    place = text.find(part)
    return (place, place + len(part)) if place >= 0 else (0, len(text))


def title_of(stored: str) -> str:
    """A title from a form: plain, on one line."""
    return on_one_line(plain(stored))
