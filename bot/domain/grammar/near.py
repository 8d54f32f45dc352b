"""Words that were nearly typed right."""

from __future__ import annotations

from collections.abc import Iterable


def one_slip_away(word: str, others: Iterable[str]) -> str | None:
    """The first of `others` that is one letter more, less or different, or two neighbours the other way round."""
    return next((other for other in others if other != word and _is_one_slip(word, other)), None)


def _is_one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return True  # one is the beginning of the other
    one, other = one[same:], other[same:]
    swapped = len(one) > 1 and one[1] + one[0] + one[2:] == other
    return swapped or one[1:] == other or one == other[1:] or one[1:] == other[1:]
