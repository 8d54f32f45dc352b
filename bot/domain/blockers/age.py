"""How old something is in working days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

WORKDAYS_A_WEEK = 5


def workdays_between(first: date, last: date) -> int:
    """How many of the days after `first`, up to `last`, are Monday to Friday; none when `last` is not later."""
    return max(0, _workdays_up_to(last) - _workdays_up_to(first))


def _workdays_up_to(day: date) -> int:
    """Of all days since 0001-01-01, which was a Monday and is day 1."""
    weeks, days = divmod(day.toordinal(), 7)
    return weeks * WORKDAYS_A_WEEK + min(days, WORKDAYS_A_WEEK)


def age_in_workdays(since: datetime, now: datetime, zone: ZoneInfo) -> int:
    """The working days that have begun in `zone` since that instant: 0 on the same day, 1 from Friday to Monday."""
    return workdays_between(since.astimezone(zone).date(), now.astimezone(zone).date())
