"""Whether a line is whole and right for a verb, by the verb's own parser; and if not, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.errors import Refusal


@dataclass(frozen=True)
class Parses:
    """For `fits=`: whether `read` takes a text without a refusal; `lacks` says that only something is missing."""

    read: Callable[[str], object]
    lacks: type[Refusal] | None = None

    def __call__(self, text: str) -> bool:
        return self.refusal(text) is None

    def refusal(self, text: str) -> Refusal | None:
        """What the parser says against a text."""
        try:
            self.read(text)
        except Refusal as refusal:
            return None if self.lacks is not None and isinstance(refusal, self.lacks) else refusal
        return None


def parses(parse: Callable[..., object], *before: Any, lacks: type[Refusal] | None = None, **given: Any) -> Parses:
    """For `fits=`: by a parser that takes more than the text."""
    return Parses(lambda text: parse(text, *before, **given), lacks)
