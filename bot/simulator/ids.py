"""Ids that look like Slack's, made without chance so that a run can be repeated."""

from __future__ import annotations

import hashlib
import itertools
import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Ids:
    """Makes each id once."""

    def __init__(self) -> None:
        self._count = itertools.count(1)

    def new(self, letter: str, name: str = "") -> str:
        """An id such as U0GIL00007: the letter says what it is, the name makes it readable."""
        number = next(self._count)
        readable = re.sub(r"[^A-Z0-9]", "", name.upper())[:6]
        return f"{letter}0{readable}{number:0{9 - len(readable)}d}"

    def secret(self, length: int = 24) -> str:
        """Letters and digits for tokens in URLs; secret to nobody, since this Slack is a play."""
        return hashlib.sha256(f"simulated-{next(self._count)}".encode()).hexdigest()[:length]


class Timestamps:
    """Message timestamps: strictly increasing, so each is the identity of one message."""

    def __init__(self) -> None:
        self._last = 0

    def at(self, now: datetime) -> str:
        micros = (now - _EPOCH) // timedelta(microseconds=1)
        self._last = max(micros, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def instant_of_ts(ts: str) -> datetime:
    return _EPOCH + timedelta(microseconds=ts_key(ts))


def ts_key(ts: str) -> int:
    """A timestamp as a number that sorts; what is no timestamp sorts first."""
    seconds, _, micros = ts.partition(".")
    try:
        return int(seconds or 0) * 1_000_000 + int((micros or "0").ljust(6, "0")[:6])
    except ValueError:
        return 0
