"""Whether a line is whole and right for a verb, by the verb's own parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.errors import Refusal


def parses(
    parse: Callable[..., object], *before: Any, lacks: type[Refusal] | None = None, **given: Any
) -> Callable[[str], bool]:
    """For `fits=`: whether `parse` takes the text without a refusal; `lacks` says that only something is missing."""

    def fits(text: str) -> bool:
        try:
            parse(text, *before, **given)
        except Refusal as refusal:
            return lacks is not None and isinstance(refusal, lacks)
        return True

    return fits
