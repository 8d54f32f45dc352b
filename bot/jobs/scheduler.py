"""The heartbeat: the only file that knows APScheduler. Jobs live in memory; what is due lives in our tables."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.jobs.timetable import Line
from bot.log import logger
from bot.metrics import Metrics
from bot.storage.due import Outlook, Work

# What another replica committed is found at this pace at the latest.
FLOOR = timedelta(seconds=5)
# What is due but has to wait in real time (the pace of edits, a retry) is looked at again after this.
MOMENT = timedelta(milliseconds=250)
AIM = "aim"
log = logger(__name__)


class Beat:
    """One line of the timetable in its own rhythm: never twice at once, and no poke is lost."""

    def __init__(self, line: Line, clock: Clock, metrics: Metrics, after: Callable[[int], None]) -> None:
        self._line, self._clock, self._metrics, self._after = line, clock, metrics, after
        self._state = threading.Condition()
        self._running = self._poked = self._stopped = False
        self._inside = 0

    @property
    def name(self) -> str:
        return self._line.name

    @property
    def work(self) -> Work | None:
        return self._line.work

    def poke(self) -> bool:
        """Have it run (again); False when it runs already and will see by itself that it was poked."""
        with self._state:
            self._poked = True
            return not self._running

    def run(self) -> int:
        """Run until nothing is left to do and nobody has poked meanwhile; how many things were done."""
        with self._state:
            if self._running or self._stopped:
                self._poked = True
                return 0
            self._running = True
            self._inside += 1
        try:
            total = self._passes()
            if not self._stopped:
                self._after(0)
            return total
        finally:
            with self._state:
                self._inside -= 1
                self._state.notify_all()

    def stop(self) -> None:
        """Finish the pass that is under way, and begin none any more."""
        with self._state:
            self._stopped = True
            self._state.wait_for(lambda: not self._inside)

    def _passes(self) -> int:
        total = 0
        while True:
            with self._state:
                self._poked = False
            done = self._pass()
            total += done
            with self._state:
                if self._stopped or (not done and not self._poked):
                    self._running = False
                    return total
            if done:
                self._after(done)

    def _pass(self) -> int:
        try:
            done = self._line.run(self._clock())
        except Exception:
            log.exception("a job failed", job=self._line.name)
            self._metrics.job_runs.labels(self._line.name, "fault").inc()
            return 0
        self._metrics.job_runs.labels(self._line.name, "done" if done else "idle").inc()
        if done:
            log.info("job", job=self._line.name, done=done)
        return done


class Heartbeat:
    """Runs what of the timetable is due: at each due instant, after each commit (`wake`); every line every `FLOOR`."""

    def __init__(
        self,
        lines: Sequence[Line],
        *,
        clock: Clock,
        look: Callable[[], Outlook],
        metrics: Metrics,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`look` reads how things stand by the same clock."""
        self._clock, self._look, self._monotonic = clock, look, monotonic
        self._last_run = monotonic()
        self._lines = [Beat(line, clock, metrics, self._after_a_run) for line in lines]
        # One look costs less than one line that finds nothing; while it is under way all who want one share the next.
        self._aim = Beat(Line(AIM, self._aims), clock, metrics, self._after_a_run)
        self._beats = (*self._lines, self._aim)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(self._beats) * 2)},
            # Late is not lost: its own default drops whatever is more than 1 s late.
            # And it drops a poke while the run before is still on its books; Beat sees to it that one runs at a time.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 50},
        )

    @property
    def still_for(self) -> float:
        """Seconds since any line has come to the end of a run; each runs every `FLOOR` where all is well."""
        return self._monotonic() - self._last_run

    def start(self) -> None:
        self._last_run = self._monotonic()
        for beat in self._beats:
            self._scheduler.add_job(
                beat.run,
                IntervalTrigger(seconds=int(FLOOR.total_seconds()), timezone=UTC),
                id=beat.name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what runs and run nothing more; it may never have started."""
        if self._scheduler.running:
            # Not waiting itself: it would hold the lock that a finishing job needs to wake the others, for ever.
            self._scheduler.shutdown(wait=False)
        for beat in self._beats:
            beat.stop()

    def wake(self) -> None:
        """Something was committed, or the clock was turned: look what is due, and have it done."""
        self._run_now(self._aim)

    def _aims(self, now: datetime) -> int:
        """Whoever has nothing due is left alone: to look costs a replica that waits for Slack most of its time."""
        try:
            outlook = self._look()
        except Exception:
            log.exception("what is due could not be read")
            return 0
        waiting = [beat for beat in self._lines if beat.work is not None and outlook.due.get(beat.work)]
        for beat in waiting:
            self._run_now(beat)
        again_in = MOMENT if waiting else FLOOR
        if outlook.next_at is not None:
            again_in = max(timedelta(0), min(again_in, outlook.next_at - now))
        self._run_at(self._aim, datetime.now(UTC) + again_in)
        return 0

    def _run_now(self, beat: Beat) -> None:
        if beat.poke():
            self._run_at(beat, datetime.now(UTC))

    def _run_at(self, beat: Beat, moment: datetime) -> None:
        try:
            job = self._scheduler.get_job(beat.name)
            if job is not None and job.next_run_time is not None and job.next_run_time > moment:
                job.modify(next_run_time=moment)
        except JobLookupError:
            log.debug("no job to wake", job=beat.name)  # the heartbeat has stopped

    def _after_a_run(self, done: int) -> None:
        """After each pass that did something, and at the end: what was done may be work for others."""
        self._last_run = self._monotonic()
        if done:
            self.wake()
