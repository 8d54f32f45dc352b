"""Flags with quoted values, as people write them: `area:"Data room"`, `--why="Not now"`."""

from __future__ import annotations

import re

_QUOTES = '"“”„«'


def with_quotes_apart(text: str, *keys: str) -> str:
    """The same with `--area "Data room"` for `area:"Data room"`: quotes are words of their own only after a space."""
    key = "|".join(keys)
    glued = re.compile(rf"(?<!\S)(?:(?:--|—|–)({key})[:=]|({key}):)(?=[{_QUOTES}])", re.IGNORECASE)
    return glued.sub(lambda flag: f"--{flag[1] or flag[2]} ", text)
