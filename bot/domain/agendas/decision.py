"""`/agenda decide`: what people type to keep a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.references import Reference, reference_at
from bot.domain.grammar.words import Words

LONGEST_DECISION: Final = 1000
_EXAMPLE: Final = "We ship on Thursdays"


@dataclass(frozen=True)
class NewDecision:
    """What was decided, and the feature that it is about (after `ref`), if one was named."""

    text: str
    feature: int | None = None


class NothingDecided(Misread):
    """I read nothing that was decided. Write it as a sentence."""


class DecisionTooLong(Misread):
    """That is {length} characters, and a decision has at most 1,000. Say it shorter; the reasons live elsewhere."""


def parse_decision(text: str, *, command: str = "/agenda") -> NewDecision:
    """Read `TEXT [ref F-12]`; the reference may stand anywhere. Raises Misread with an example."""
    return read_or_show(_read, text, lead=f"{command} decide", fallback=_EXAMPLE)


def _read(text: str) -> NewDecision:
    words = Words(text)
    while word := words.ahead():
        words.step()
        if word.low not in ("ref", "ref:"):
            continue
        found = reference_at(words)
        if found is not None and found.kind == "F":
            start, end = word.span[0], words.all[words.place - 1].span[1]
            return _checked(f"{text[:start].strip()} {text[end:].strip()}".strip(), found)
    return _checked(text.strip(), None)


def _checked(text: str, about: Reference | None) -> NewDecision:
    if not text:
        raise NothingDecided((0, 0), instead=_EXAMPLE)
    if len(text) > LONGEST_DECISION:
        raise DecisionTooLong((0, len(text)), instead=_EXAMPLE, length=str(len(text)))
    return NewDecision(text, None if about is None else about.number)
