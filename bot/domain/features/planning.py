"""`/feature plan`: where on the roadmap a feature goes, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.features.life import Horizon
from bot.domain.features.orders import feature_at, nothing_else
from bot.domain.grammar.dates import date_at, date_in_words
from bot.domain.grammar.misread import Misread, read_or_show
from bot.domain.grammar.references import taken_flags
from bot.domain.grammar.words import Words

A_MONTH = timedelta(days=30)


class WhichHorizon(Misread):
    """I read {ref}, but not where on the roadmap it goes: now, next or later."""


class NotAHorizon(Misread):
    """I read {ref}, but *{typed}* is no place on the roadmap: there are now, next and later."""


class TargetUnclear(Misread):
    """I read {ref} and *{horizon}*, but don't know which day *{typed}* is."""


class TargetInThePast(Misread):
    """I read {ref} and *{horizon}*, but {typed} is over."""


@dataclass(frozen=True)
class PlanOrder:
    """`target` is None where nothing is said of it; it goes when `without_target`."""

    number: int
    horizon: Horizon
    target: date | None = None
    without_target: bool = False


def parse_plan(text: str, *, today: date, command: str = "/feature", first: str = "F-1") -> PlanOrder:
    """Read `F-12 now|next|later [target:DATE|none]`. Raises Misread with an example."""
    return read_or_show(
        lambda typed: _plan(typed, today, first), text, lead=f"{command} plan", fallback=f"{first} next"
    )


def _plan(text: str, today: date, first: str) -> PlanOrder:
    words = Words(text)
    flags, words.all = taken_flags(words.all, {"target": True})
    number = feature_at(words, first)
    ref = f"F-{number}"
    word = words.ahead()
    if word is None:
        raise WhichHorizon(words.all[0].span, instead=f"{ref} next", ref=ref)
    if word.low not in tuple(Horizon):
        raise NotAHorizon(word.span, instead="next", ref=ref, typed=word.text)
    words.step()
    horizon = Horizon(word.low)
    if "target" not in flags:
        nothing_else(words, number)
        return PlanOrder(number, horizon)
    typed = " ".join([flags["target"], *(each.text for each in words.all[words.place :])]).strip()
    if typed.casefold() in ("none", "no"):
        return PlanOrder(number, horizon, without_target=True)
    return PlanOrder(number, horizon, _target(typed, today, ref, horizon, text))


def _target(typed: str, today: date, ref: str, horizon: Horizon, text: str) -> date:
    days = Words(typed)
    start = len(text[: text.casefold().rfind("target")].rstrip("-—–"))
    span, instead = (start, len(text)), f"target:{(today + A_MONTH).isoformat()}"
    try:
        day = date_at(days, today, "future") if typed else None
    except Misread as refusal:
        refusal.span, refusal.instead = span, f"target:{refusal.instead}"  # its own was within the date
        raise
    if day is None or days.ahead() is not None:
        raise TargetUnclear(span, instead=instead, ref=ref, horizon=horizon, typed=typed or "target")
    if day < today:
        raise TargetInThePast(span, instead=instead, ref=ref, horizon=horizon, typed=date_in_words(day))
    return day
