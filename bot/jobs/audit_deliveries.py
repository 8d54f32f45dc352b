"""The auditor: what should have been posted and was not is counted, told once, and a dead man's switch is not fed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.zones import zone_or
from bot.log import logger
from bot.messages import overdue as messages
from bot.metrics import Metrics
from bot.storage import auditing
from bot.storage.auditing import Concerned, Late
from bot.storage.database import Database

# Real time, all three: the clock for people may be turned by hours in a moment.
LOOK_EVERY_SECONDS = 60.0
SWITCH_EVERY_SECONDS = 300.0
# After the host slept or the clock was turned, much is late at once: so long the bot may take to post it.
GRACE_SECONDS = 120.0
log = logger(__name__)


class Audit:
    """The job; `overdue` is what the last look found. `feed` reaches a dead man's switch and raises if it does not."""

    def __init__(
        self,
        db: Database,
        metrics: Metrics,
        *,
        slack_reached: Callable[[], bool] = lambda: True,
        feed: Callable[[], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db, self._metrics, self._slack_reached = db, metrics, slack_reached
        self._feed, self._monotonic = feed, monotonic
        self._next_look = self._next_feed = float("-inf")
        self._late_since: dict[int, float] = {}
        self._told = set[int]()
        self.overdue = 0

    def run(self, now: datetime) -> int:
        """Look once a minute; how many people were told."""
        if self._monotonic() < self._next_look:
            return 0
        self._next_look = self._monotonic() + LOOK_EVERY_SECONDS
        with self._db.read() as session:
            late, by_age = auditing.late_messages(session, now=now), auditing.due_by_age(session, now=now)
        for age, count in by_age.items():
            self._metrics.due.labels(age).set(count)
        overdue = self._overdue(late)
        self._note(overdue)
        if not late and self._slack_reached():
            self._feed_the_switch()
        return self._tell(overdue, now) if overdue else 0

    def _overdue(self, late: Sequence[Late]) -> list[Late]:
        """Those that had time enough since this process first saw them late."""
        at = self._monotonic()
        self._late_since = {one.id: self._late_since.get(one.id, at) for one in late}
        return [one for one in late if at - self._late_since[one.id] >= GRACE_SECONDS]

    def _note(self, overdue: Sequence[Late]) -> None:
        if len(overdue) != self.overdue:
            say = log.error if overdue else log.info
            say("messages are overdue" if overdue else "nothing is overdue any more", count=len(overdue))
        self.overdue = len(overdue)
        self._metrics.overdue.set(len(overdue))
        self._metrics.audits.labels("overdue" if overdue else "clean").inc()
        if not overdue:
            self._told.clear()

    def _tell(self, overdue: Sequence[Late], now: datetime) -> int:
        """Everybody concerned who has not heard of it since all was well."""
        with self._db.write() as session:
            new = [whom for whom in auditing.concerned(session, overdue) if whom.person.id not in self._told]
            told = sum(_tell(session, whom, now) for whom in new)
        self._told |= {whom.person.id for whom in new}
        return told

    def _feed_the_switch(self) -> None:
        if self._feed is None or self._monotonic() < self._next_feed:
            return
        self._next_feed = self._monotonic() + SWITCH_EVERY_SECONDS
        try:
            self._feed()
        except Exception as fault:  # noqa: BLE001 it is there to notice, and must not hold up what it watches
            # The name alone: the text may hold the address, which is a secret.
            log.warning("the dead man's switch was not reached", error=type(fault).__name__)


def _tell(session: Session, whom: Concerned, now: datetime) -> int:
    if auditing.was_told(session, whom.person, whom.late[0]):
        return 0
    zone = zone_or(whom.person.zone, ZoneInfo("UTC"))
    message = messages.overdue(whom.ceremonies, whom.others, whom.late[0].due_at, zone)
    auditing.tell(session, whom, message, now=now)
    return 1
