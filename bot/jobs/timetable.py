"""All recurring work, on one page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.jobs.audit_deliveries import Audit
from bot.jobs.beat import Pulse
from bot.jobs.deliver import Courier
from bot.jobs.go_on import GoOn
from bot.jobs.hold import hold
from bot.jobs.open_occurrences import open_occurrences
from bot.jobs.purge import Purge
from bot.jobs.read_rosters import read_rosters
from bot.jobs.reconcile import Reconciler
from bot.jobs.remind import remind
from bot.jobs.remind_actions import remind_owners
from bot.jobs.resting import Resting
from bot.jobs.show_living_messages import BETWEEN_EDITS, show_living_messages
from bot.jobs.wrap_up import wrap_up
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.storage.database import Database
from bot.storage.delivery import Timings
from bot.storage.due import Work


@dataclass(frozen=True)
class Line:
    """One line of the timetable: a job, and how it is run; it returns how many things it did.

    `work`: what it is looked at again for while that is due and has to wait.
    """

    name: str
    run: Callable[[datetime], int]
    work: Work | None = None


def timetable(
    db: Database,
    slack: SlackClient,
    metrics: Metrics,
    *,
    pace: Callable[[], timedelta] = lambda: BETWEEN_EDITS,
    courier: Courier | None = None,
    going_on: GoOn | None = None,
    audit: Audit | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> tuple[Line, ...]:
    """Each is woken when something may be due for it, and at the latest every 5 s.

    `pace`: between edits of a post. Without a `courier` messages leave as fast as they come, at Slack's own timings.
    While the database is out of order each rests, by `monotonic`.
    """
    courier = courier or Courier(db, slack, metrics, timings=Timings(), paced=lambda: False)
    reconciler = Reconciler(db, slack, metrics, timings=courier.timings, owner=courier.name)
    lines = (
        Line("beat", Pulse(db).run),
        Line("read_rosters", lambda now: read_rosters(db, slack, now), Work.ROSTERS),
        Line("open_occurrences", lambda now: open_occurrences(db, metrics, now), Work.PROMPTS),
        Line("hold", lambda now: hold(db, metrics, now), Work.HELD_TOGETHER),
        Line("remind", lambda now: remind(db, now), Work.REMINDERS),
        Line("remind_owners", lambda now: remind_owners(db, now), Work.ACTIONS),
        Line("wrap_up", lambda now: wrap_up(db, now), Work.WRAP_UPS),
        Line(
            "show_living_messages", lambda now: show_living_messages(db, slack, now, between_edits=pace()), Work.LIVING
        ),
        Line("deliver", courier.run, Work.MESSAGES),
        Line("reconcile", reconciler.run, Work.MESSAGES),
        Line("go_on", (going_on or GoOn(db, slack, metrics)).run, Work.PAUSES),
        Line("audit_deliveries", (audit or Audit(db, metrics)).run),
        Line("purge", Purge(db, metrics).run),
    )
    return tuple(replace(line, run=Resting(line.run, monotonic)) for line in lines)
