"""`/feature score`: the numbers that somebody gives for their side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.features.orders import feature_at, nothing_else
from bot.domain.features.score import ESTIMATES, number_in_words
from bot.domain.grammar.misread import Misread, Span, read_or_show
from bot.domain.grammar.words import Words

# 1,5 is one and a half in many countries; 1,500 could be either.
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,6}|,\d{1,2})?", re.ASCII)
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
        name = _SHORT.get(key, key)
        if name not in ESTIMATES:
            raise NotAnEstimate(word.span, ref=f"F-{number}", typed=word.text)
        numbers[name] = number_of(name, value, ref=f"F-{number}", typed=word.text, span=word.span)
    return ScoreOrder(number, numbers)


def number_of(name: str, value: str, *, ref: str, typed: str = "", span: Span = (0, 0)) -> float:
    """One number of a score, from a line or a form. Raises NotAnEstimate, OutOfRange."""
    value = value.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(value):
        raise NotAnEstimate(span, instead=f"{name}=1", ref=ref, typed=typed or value)
    return checked(name, float(value.replace(",", ".")), span, typed or value, ref)


def checked(name: str, number: float, span: Span, typed: str, ref: str) -> float:
    """A number of a score within its range. Raises OutOfRange."""
    estimate = ESTIMATES[name]
    if estimate.takes(number):
        return number
    least, most = number_in_words(estimate.least), number_in_words(estimate.most)
    instead = f"{name}={least if number < estimate.least else most}"
    raise OutOfRange(span, instead=instead, ref=ref, name=name, least=least, most=most, typed=typed)
