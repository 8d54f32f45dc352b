"""Posting what is in the outbox: written down as on its way, sent, and what came of it written down."""

from __future__ import annotations

import math
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime
from time import monotonic

from bot.jobs.settle import settle
from bot.jobs.undelivered import undelivered
from bot.log import logger
from bot.metrics import Metrics
from bot.slack.answers import Outcome
from bot.slack.client import SlackClient
from bot.slack.transport import awake_seconds
from bot.storage import delivery
from bot.storage.database import Database
from bot.storage.delivery import Parcel, Timings

# On their way at the same time, over all workspaces.
AT_ONCE = 200
# While some are on their way, how soon those are noticed that have become due or may leave by now.
TICK_SECONDS = 0.05
# A pass ends after this, so that the next one sees a later now; what is on its way stays so.
PASS_SECONDS = 1.0
# Until the bot ends, it waits for answers a little longer than Slack has for them.
PATIENCE_SECONDS = 1.0
log = logger(__name__)


class Courier:
    """Carries messages to Slack: many at once, one of each conversation. One thread runs it at a time."""

    def __init__(
        self,
        db: Database,
        slack: SlackClient,
        metrics: Metrics,
        *,
        timings: Timings,
        paced: Callable[[], bool] = lambda: True,
    ) -> None:
        """`paced` tells whether Slack's limits hold at the moment."""
        self._db, self._slack, self._metrics = db, slack, metrics
        self.timings, self._paced = timings, paced
        self._grace_seconds = (timings.lease - timings.post).total_seconds()
        self._on_their_way: dict[Future[Outcome], Parcel] = {}
        self._stopping = threading.Event()
        self._turn = 0
        # Workspaces that may not be posted to now, until when (monotonic).
        self._resting: dict[int, float] = {}
        # Two processes may have the same number on the same host: in containers they do.
        self.name = f"{os.uname().nodename[:40]}:{os.getpid()}:{secrets.token_hex(4)}"

    def run(self, now: datetime) -> int:
        """Post all that is due and may leave; how many were taken or came to an end."""
        self._drop_expired(now)
        done, until = 0, monotonic() + PASS_SECONDS
        while not self._stopping.is_set():
            done += self._settle(now)
            done += self._launch(now)
            if monotonic() >= until:
                return max(done, 1) if self._on_their_way or self._resting else done
            if not self._await_something(until):
                return done
        return done

    def _await_something(self, until: float) -> bool:
        """Wait for an answer, or until a workspace may be posted to again; False when neither comes in this pass."""
        first = min(self._resting.values(), default=math.inf)
        if self._on_their_way:
            wait(self._on_their_way, max(0.0, min(TICK_SECONDS, first - monotonic())), FIRST_COMPLETED)
            return True
        if first >= until:
            return False
        self._stopping.wait(max(0.0, first - monotonic()))
        return True

    def stop(self) -> None:
        """Take nothing more; the pass under way ends."""
        self._stopping.set()

    def close(self, now: datetime) -> None:
        """Hear what Slack says to those on their way, and let go of the others: they are looked for later."""
        self.stop()
        wait(self._on_their_way, self.timings.post.total_seconds() + PATIENCE_SECONDS)
        self._settle(now)
        with self._db.write() as session:
            delivery.release(session, self.name, [(left.id, left.fence) for left in self._on_their_way.values()])

    def _launch(self, now: datetime) -> int:
        with self._db.glance() as session:
            waiting = delivery.waiting_workspaces(session, now=now)
        # Nothing is waited for where somebody else has sent meanwhile what was there to send.
        self._resting = {one: until for one, until in self._resting.items() if one in waiting and until > monotonic()}
        waiting = [one for one in waiting if one not in self._resting]
        launched, self._turn = 0, self._turn + 1
        for place in range(len(waiting)):
            room = AT_ONCE - len(self._on_their_way)
            if room > 0:
                # Nobody is always the first.
                launched += self._launch_in(waiting[(place + self._turn) % len(waiting)], room, now)
        return launched

    def _launch_in(self, workspace_id: int, room: int, now: datetime) -> int:
        set_out, paced = awake_seconds(), self._paced()
        with self._db.write() as session:
            parcels = delivery.claim_messages(
                session, workspace_id, now=now, owner=self.name, room=room, timings=self.timings, paced=paced
            )
            if not parcels:
                rest = delivery.until_next(session, workspace_id) if paced else delivery.A_MOMENT
                self._resting[workspace_id] = monotonic() + rest.total_seconds()
        for parcel in parcels:
            # Should this host have stood still since, somebody else may have looked for it and sent it.
            if awake_seconds() - set_out < self._grace_seconds:
                self._on_their_way[self._send(parcel)] = parcel
        return len(parcels)

    def _send(self, parcel: Parcel) -> Future[Outcome]:
        said = parcel.message
        return self._slack.post(
            parcel.channel,
            said.text,
            said.blocks,
            id=parcel.public_id,
            thread_ts=parcel.thread_ts,
            deadline=self.timings.post.total_seconds(),
        )

    def _settle(self, now: datetime) -> int:
        ended = {answer: parcel for answer, parcel in self._on_their_way.items() if answer.done()}
        if not ended:
            return 0
        outcomes = [(parcel, answer.result()) for answer, parcel in ended.items()]
        settle(self._db, self._metrics, outcomes, now=now, timings=self.timings)
        for answer in ended:
            del self._on_their_way[answer]
        return len(ended)

    def _drop_expired(self, now: datetime) -> None:
        """What is too late is dropped, and told."""
        with self._db.glance() as session:
            if not delivery.is_any_expired(session, now=now):
                return
        with self._db.write() as session:
            for row in delivery.drop_expired(session, now=now):
                self._metrics.deliveries.labels("dropped").inc()
                log.warning("a message was dropped as too late", message=row.id, error=row.last_error)
                undelivered(session, row, now)
