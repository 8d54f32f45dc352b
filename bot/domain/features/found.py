"""`/feature find`: which texts have all the words in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MOST_WORDS = 10


def words_wanted(typed: str) -> tuple[str, ...]:
    """The words to look for, each once, however they are written."""
    return tuple(dict.fromkeys(folded(typed).split()))[:MOST_WORDS]


def has_all(words: Iterable[str], text: str) -> bool:
    """Whether each of the folded words is somewhere in the text."""
    text = folded(text)
    return all(word in text for word in words)


def folded(text: str) -> str:
    """Without case and without marks above and below letters: `Über` and `uber` are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))
