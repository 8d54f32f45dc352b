"""Whether a line is whole and right for a verb, by the verb's own parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.errors import Refusal


def parses(parse: Callable[..., object], *before: Any, **given: Any) -> Callable[[str], bool]:
    """For `fits=`: whether `parse` takes the text without a refusal."""

    def fits(text: str) -> bool:
        try:
            parse(text, *before, **given)
        except Refusal:
            return False
        return True

    return fits
