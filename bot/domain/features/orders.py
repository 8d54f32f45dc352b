"""What people type after the verbs that name one feature: `F-12`, and what is to become of it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from bot.domain.features.flags import with_quotes_apart
from bot.domain.features.life import NEED_A_REASON, STATUS_WORDS, FeatureStatus
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.people import PersonUnclear, whom_at
from bot.domain.grammar.references import reference_at, taken_flags
from bot.domain.grammar.words import Words, on_one_line

NOBODY: Final = "nobody"
_NEAR: Final = 0.6


class WhichFeature(Misread):
    """Which feature do you mean? Each has a number, such as F-1."""


class NotAFeature(Misread):
    """I read *{typed}*, but a feature has a number with an F, such as F-1."""


class LeftOver(Misread):
    """I read {ref}, but don't know what *{typed}* is."""


class WhichStatus(Misread):
    """I read {ref}, but not its new status: new, discovery, planned, designing, building, testing, shipped, retired,
    declined or parked."""


class NotAStatus(Misread):
    """I read {ref}, but *{typed}* is no status: there are new, discovery, planned, designing, building, testing,
    shipped, retired, declined and parked."""


class NeedsReason(Misread):
    """I read {ref} and *{status}*, but that needs a reason, so that whoever asked for it understands."""


class WhichOwner(Misread):
    """I read {ref}, but not who owns it: name one person, me, or nobody."""


@dataclass(frozen=True)
class StatusOrder:
    number: int
    status: FeatureStatus
    why: str = ""


@dataclass(frozen=True)
class OwnOrder:
    """`owner` is a user id, `ME`, a name as `@name`, or `NOBODY`."""

    number: int
    owner: str


def parse_number(text: str, verb: str, *, command: str = "/feature", first: str = "F-1") -> int:
    """Read `F-12` and nothing else; `first` is a reference that exists. Raises Misread with an example."""

    def read(typed: str) -> int:
        words = Words(typed)
        number = feature_at(words, first)
        nothing_else(words, number)
        return number

    return read_or_show(read, text, lead=f"{command} {verb}", fallback=first)


def parse_status(text: str, *, command: str = "/feature", first: str = "F-1") -> StatusOrder:
    """Read `F-12 STATUS [--why "…"]`, also `F-12 declined because …`. Raises Misread with an example."""
    return read_or_show(
        lambda typed: _status(typed, first),
        with_quotes_apart(text, "why"),
        lead=f"{command} status",
        fallback=f"{first} planned",
    )


def parse_own(text: str, *, command: str = "/feature", first: str = "F-1") -> OwnOrder:
    """Read `F-12 @person|me|nobody`. Raises Misread with an example."""
    return read_or_show(lambda typed: _own(typed, first), text, lead=f"{command} own", fallback=f"{first} me")


def feature_at(words: Words, first: str) -> int:
    if words.ahead() is None:
        raise WhichFeature(words.end, instead=first)
    start = words.place
    found = reference_at(words)
    if found is None or found.kind not in ("F", ""):
        word = words.all[start]
        raise NotAFeature(word.span, instead=f"F-{found.number}" if found else first, typed=word.text)
    return found.number


def nothing_else(words: Words, number: int) -> None:
    if words.ahead() is not None:
        start = words.place
        words.step(len(words.all))
        raise LeftOver(words.read_since(start), ref=f"F-{number}", typed=words.typed_since(start))


def _status(text: str, first: str) -> StatusOrder:
    words = Words(text)
    flags, words.all = taken_flags(words.all, {"why": True})
    number = feature_at(words, first)
    ref, word = f"F-{number}", words.ahead()
    if word is None:
        raise WhichStatus(words.all[0].span, instead=f"{ref} planned", ref=ref)
    status = STATUS_WORDS.get(word.low)
    if status is None:
        near = get_close_matches(word.low[:30], list(STATUS_WORDS), n=1, cutoff=_NEAR)
        raise NotAStatus(word.span, instead=near[0] if near else "planned", ref=ref, typed=word.text)
    words.step()
    why = _why(words, flags.get("why"), number)
    if status in NEED_A_REASON and not why:
        raise NeedsReason(word.span, instead=f'{word.text} --why "Too few people would use it"', ref=ref, status=status)
    return StatusOrder(number, status, why)


def _why(words: Words, flagged: str | None, number: int) -> str:
    """The reason: after `--why`, quoted or not, or after `because`."""
    if flagged is None and not words.said("because", "because:"):
        nothing_else(words, number)
    more = " ".join(word.text for word in words.all[words.place :])
    return on_one_line(f"{flagged or ''} {more}")


def _own(text: str, first: str) -> OwnOrder:
    words = Words(text)
    number = feature_at(words, first)
    start = words.place
    owner = NOBODY if words.said(NOBODY, "none") else whom_at(words)
    if owner is None:
        word = words.ahead()
        if word is None:
            raise WhichOwner(words.end, instead="me", ref=f"F-{number}")
        words.step(len(words.all))
        raise PersonUnclear(words.read_since(start), instead="me", typed=words.typed_since(start))
    nothing_else(words, number)
    return OwnOrder(number, owner)
