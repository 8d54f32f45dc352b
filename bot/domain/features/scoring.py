"""`/feature score`: the numbers that somebody gives for their side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.features.orders import feature_at, nothing_else
from bot.domain.features.score import ESTIMATES, number_in_words
from bot.domain.grammar.misread import Misread, Span, read_or_show
from bot.domain.grammar.words import Words

_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_SHORT: Final = {"conf": "confidence"}


class NotAnEstimate(Misread):
    """I read {ref}, but *{typed}* is none of reach=, impact=, conf= and effort= with a number."""


class OutOfRange(Misread):
    """I read {ref}, but {name} goes from {least} to {most}, so *{typed}* is none."""


@dataclass(frozen=True)
class ScoreOrder:
    """The numbers given, by name; none: the form is meant, unless what the person gave shall be taken back."""

    number: int
    numbers: dict[str, float]
    clear: bool = False


def parse_score(text: str, *, command: str = "/feature", first: str = "F-1") -> ScoreOrder:
    """Read `F-12 [reach=800 impact=2] [conf=80 effort=1.5]`, or `F-12 clear`. Raises Misread with an example."""
    return read_or_show(lambda typed: _score(typed, first), text, lead=f"{command} score", fallback=first)


def _score(text: str, first: str) -> ScoreOrder:
    words = Words(text)
    number = feature_at(words, first)
    if words.said("clear"):
        nothing_else(words, number)
        return ScoreOrder(number, {}, clear=True)
    numbers: dict[str, float] = {}
    while (word := words.ahead()) is not None:
        words.step()
        key, _, value = word.low.partition(":" if ":" in word.low else "=")
        estimate = ESTIMATES.get(_SHORT.get(key, key))
        value = value.removesuffix("%")
        if estimate is None or not _NUMBER.fullmatch(value):
            instead = f"{key}=1" if estimate else ""
            raise NotAnEstimate(word.span, instead=instead, ref=f"F-{number}", typed=word.text)
        numbers[estimate.name] = checked(estimate.name, float(value), word.span, word.text, f"F-{number}")
    return ScoreOrder(number, numbers)


def checked(name: str, number: float, span: Span, typed: str, ref: str) -> float:
    """A number of a score within its range. Raises OutOfRange."""
    estimate = ESTIMATES[name]
    if estimate.takes(number):
        return number
    least, most = number_in_words(estimate.least), number_in_words(estimate.most)
    instead = f"{name}={least if number < estimate.least else most}"
    raise OutOfRange(span, instead=instead, ref=ref, name=name, least=least, most=most, typed=typed)
