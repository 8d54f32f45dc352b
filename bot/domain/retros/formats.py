"""The formats of a retro: which columns its cards go to, and the signs that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SIGNS: Final = ("+", "-", "?", "!")
CUSTOM: Final = "custom"


@dataclass(frozen=True)
class Column:
    """Where cards go; `sign` is what somebody types for it (`/retro + …`), "" for none."""

    slug: str
    name: str
    sign: str = ""


@dataclass(frozen=True)
class Format:
    """A way to look back."""

    slug: str
    columns: tuple[Column, ...]


USUAL: Final = Format(
    "usual",
    (
        Column("well", "Went well", "+"),
        Column("badly", "Did not go well", "-"),
        Column("puzzles", "Puzzles", "?"),
        Column("ideas", "Ideas", "!"),
    ),
)
_KNOWN: Final = (
    USUAL,
    Format("mad-sad-glad", (Column("mad", "Mad", "!"), Column("sad", "Sad", "-"), Column("glad", "Glad", "+"))),
    Format(
        "4l",
        (
            Column("liked", "Liked", "+"),
            Column("learned", "Learned", "!"),
            Column("lacked", "Lacked", "-"),
            Column("longed_for", "Longed for", "?"),
        ),
    ),
    Format(
        "sailboat",
        (
            Column("wind", "Wind", "+"),
            Column("anchors", "Anchors", "-"),
            Column("rocks", "Rocks", "?"),
            Column("island", "Island", "!"),
        ),
    ),
    Format("ssc", (Column("start", "Start", "!"), Column("stop", "Stop", "-"), Column("go_on", "Continue", "+"))),
)
FORMATS: Final = {one.slug: one for one in _KNOWN}
ALSO_CALLED: Final = {"4ls": "4l", "start-stop-continue": "ssc", "default": "usual"}


def custom_format(names: Sequence[str]) -> Format:
    """A format of the team's own columns, in which no sign means anything."""
    return Format(CUSTOM, tuple(Column(f"column_{place}", name) for place, name in enumerate(names, start=1)))


def column_called(columns: Sequence[Column], typed: str) -> Column | None:
    """The column that somebody means: by its sign, its name, or the only one that begins so."""
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return None
    exact = [one for one in columns if wanted in (one.sign, one.name.casefold(), one.slug)]
    begun = exact or [one for one in columns if one.name.casefold().startswith(wanted)]
    return begun[0] if len(begun) == 1 else None
