"""Words that were nearly typed right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

# How much of a name has to be right, of 1, where more than one letter is wrong.
NEARLY_NAMED = 0.75


def nearest_name(typed: str, names: Iterable[str]) -> str | None:
    """The name that is nearly what was typed, in any case: a slip away, or else most alike."""
    by_name = {name.casefold(): name for name in names}
    typed = typed.casefold()
    near = one_slip_away(typed, by_name) or next(iter(get_close_matches(typed, by_name, 1, NEARLY_NAMED)), None)
    return None if near is None else by_name[near]


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
