"""References to what the bot keeps (F-12), and the flags of a verb."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.grammar.words import Word, Words
from bot.domain.text import masked

_TYPED = re.compile(r"(?:([FBARGD])-?|#)(\d{1,9})", re.IGNORECASE | re.ASCII)
_IN_TEXT = re.compile(r"(?<![\w-])([FBARGD])-(\d{1,9})(?![\w-])", re.IGNORECASE | re.ASCII)
_FLAG = re.compile(r"(?:--|—|–)([a-z][a-z-]*)(?:=(.*))?", re.IGNORECASE | re.DOTALL)  # phones write — for --
_PAIR = re.compile(r"([a-z][a-z-]*):(.*)", re.IGNORECASE | re.DOTALL)
_FLAGS_END = "--"


@dataclass(frozen=True)
class Reference:
    """F-12 is kind F, number 12; #12 has no kind."""

    kind: str
    number: int


def reference_at(words: Words) -> Reference | None:
    """Read `F-12`, `f12` or `#12`; None if no reference stands here."""
    found = _TYPED.fullmatch(words.low())
    words.step(1 if found else 0)
    return Reference((found[1] or "").upper(), int(found[2])) if found else None


def references_in(stored: str) -> list[Reference]:
    """The references in free text, where only the hyphen tells them from words like A4 and B2B; each once."""
    found = (Reference(kind.upper(), int(number)) for kind, number in _IN_TEXT.findall(masked(stored)))
    return list(dict.fromkeys(found))


def taken_flags(words: Sequence[Word], takes_value: Mapping[str, bool]) -> tuple[dict[str, str], list[Word]]:
    """Part a verb's own flags from its other words.

    `takes_value` names the flags in small letters, and whether a value follows. `--key value`, `--key=value`,
    `—key value` and `key:value` are read anywhere up to a bare `--`; whatever looks like a flag but is not the verb's
    own is text (decision 30). A flag without its value has "".
    """
    flags: dict[str, str] = {}
    others: list[Word] = []
    rest = iter(words)
    for word in rest:
        if word.text == _FLAGS_END and not word.quoted:
            break
        key, value = _flag(word, takes_value)
        if key is None:
            others.append(word)
            continue
        if value is None and takes_value[key]:
            following = next(rest, None)
            value = following.text if following else ""
        flags[key] = value or ""
    return flags, [*others, *rest]


def _flag(word: Word, takes_value: Mapping[str, bool]) -> tuple[str | None, str | None]:
    """The key, if the word is a flag of the verb's own, and the value that stands in the same word."""
    if word.quoted:
        return None, None
    dashed = _FLAG.fullmatch(word.text)
    if dashed and dashed[1].casefold() in takes_value:
        return dashed[1].casefold(), dashed[2]
    pair = _PAIR.fullmatch(word.text)
    if pair and takes_value.get(pair[1].casefold()):
        return pair[1].casefold(), pair[2] or None
    return None, None
