"""When the owner of an action item hears of it: on the working day before, and on the day that it is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.cadence import instant
from bot.domain.grammar.days import WORKDAYS

REMIND_AT: Final = time(9)
_DAY: Final = timedelta(days=1)


def workday_before(day: date) -> date:
    """The last of Monday to Friday before `day`."""
    before = day - _DAY
    while before.weekday() not in WORKDAYS:
        before -= _DAY
    return before


def reminder_days(due_on: date) -> tuple[date, ...]:
    """The days on which its owner hears of it, in order; nobody is disturbed on a weekend."""
    return (workday_before(due_on), *([due_on] if due_on.weekday() in WORKDAYS else []))


def next_reminder(due_on: date | None, zone: ZoneInfo, *, after: datetime) -> datetime | None:
    """The next instant (UTC) strictly after `after` when the owner is reminded, at 9:00 in their zone; or None."""
    if due_on is None:
        return None
    instants = (instant(day, REMIND_AT, zone) for day in reminder_days(due_on))
    return next((at for at in instants if at > after), None)
