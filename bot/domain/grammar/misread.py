"""What was misread: refusals that know their place in the text, and how to mend it into an example that works."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.domain.text import clipped, plain
from bot.errors import Refusal

LONGEST_QUOTE = 60
LONGEST_EXAMPLE = 300
MOST_MENDS = 8

Span = tuple[int, int]
"""Where something stands in the text: first character, and the one after the last."""

Read = TypeVar("Read")


class Misread(Refusal):
    """A Refusal about one stretch of the text: with `instead` in its place (or nothing) the reader gets further."""

    def __init__(self, span: Span, *, instead: str = "", **values: str) -> None:
        self.span = span
        self.instead = instead
        super().__init__(**{name: quoted_back(value) for name, value in values.items()})


class NothingAfter(Misread):
    """I read *{typed}*, but nothing after it."""


def quoted_back(stored: str) -> str:
    """A person's own words as a sentence repeats them: on one line, tokens as typed, short."""
    return clipped(" ".join(plain(stored).split()), LONGEST_QUOTE)


def read_or_show(read: Callable[[str], Read], text: str, *, lead: str, fallback: str) -> Read:
    """What `read` makes of `text`; a Misread leaves with an example: `lead` and the person's own words, mended.

    The example is stored text: `bot.domain.text.plain` shows it.
    """
    try:
        return read(text)
    except Misread as refusal:
        refusal.example = f"{lead} {mended(text, read, fallback)}"
        raise


def mended(text: str, read: Callable[[str], object], fallback: str) -> str:
    """`text` with one misread stretch after the other put right until `read` takes it; else `fallback`."""
    for _ in range(MOST_MENDS):
        text = " ".join(text.split())
        if len(text) > LONGEST_EXAMPLE:
            return fallback
        try:
            read(text)
        except Misread as refusal:
            start, end = refusal.span
            text = f"{text[:start]} {refusal.instead} {text[end:]}"
        else:
            return text or fallback
    return fallback
