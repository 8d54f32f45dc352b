"""The heartbeat on a real APScheduler: no poke is lost, one run at a time, aimed at what is due, faults stay alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import system_clock
from bot.jobs import scheduler
from bot.jobs.scheduler import FLOOR, Beat, Heartbeat
from bot.jobs.timetable import Line
from bot.metrics import Metrics
from bot.storage.due import Outlook, Work

SOON = 3.0
"""Seconds: far more than a wake-up takes, and less than the floor, which would hide a lost one."""
assert FLOOR.total_seconds() > SOON
NOTHING = Outlook({}, None)
ALL_HAVE_WORK = Outlook(dict.fromkeys(Work, 1), None)


class Runs:
    """A job that notes its runs; `on_run` gets the number of the run and says how many things were done."""

    def __init__(self, on_run: Callable[[int], int] = lambda number: 0) -> None:
        self._on_run = on_run
        self._changed = threading.Condition()
        self.begun = self.at_once = self.most_at_once = 0

    def __call__(self, now: datetime) -> int:
        with self._changed:
            self.begun += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            number = self.begun
            self._changed.notify_all()
        try:
            return self._on_run(number)
        finally:
            with self._changed:
                self.at_once -= 1
                self._changed.notify_all()

    def reaches(self, runs: int) -> bool:
        """Whether that many runs have begun soon."""
        with self._changed:
            return self._changed.wait_for(lambda: self.begun >= runs, SOON)

    def rests(self) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.at_once == 0, SOON)


class Desk:
    """Where work comes in, seen by one look only: who does not hear of it then waits for the floor."""

    def __init__(self, work: Outlook = ALL_HAVE_WORK) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._has_come = False
        self.was_looked_at = threading.Event()

    def work_comes(self) -> None:
        with self._lock:
            self._has_come = True

    def look(self) -> Outlook:
        with self._lock:
            has_come, self._has_come = self._has_come, False
        self.was_looked_at.set()
        return self._work if has_come else NOTHING


@contextmanager
def beating(
    *jobs: Runs, look: Callable[[], Outlook] = lambda: NOTHING, works: Sequence[Work] = tuple(Work)
) -> Iterator[Heartbeat]:
    """Each job has the work of the same place."""
    lines = [Line(f"job {at}", job, work) for at, (job, work) in enumerate(zip(jobs, works, strict=False))]
    heartbeat = Heartbeat(lines, clock=system_clock, look=look, metrics=Metrics())
    heartbeat.start()
    try:
        yield heartbeat
    finally:
        heartbeat.stop()


def test_every_job_runs_at_the_start() -> None:
    jobs = Runs(), Runs()
    with beating(*jobs):
        assert all(job.reaches(1) for job in jobs)


def test_work_that_comes_while_a_job_runs_has_it_run_again() -> None:
    may_go_on = threading.Event()

    def first_one_waits(number: int) -> int:
        if number == 1:
            assert may_go_on.wait(SOON)
        return 0

    job, desk = Runs(first_one_waits), Desk()
    with beating(job, look=desk.look) as heartbeat:
        assert job.reaches(1)
        desk.work_comes()
        heartbeat.wake()
        may_go_on.set()
        assert job.reaches(2)
    assert job.most_at_once == 1


def test_work_that_comes_right_before_a_run_ends_is_not_lost() -> None:
    wakes: list[Callable[[], None]] = []
    may_begin, desk = threading.Event(), Desk()

    def brings_work_as_its_last_act(number: int) -> int:
        assert may_begin.wait(SOON)
        if number <= 5:
            desk.work_comes()
            wakes[0]()
        return 0

    job = Runs(brings_work_as_its_last_act)
    with beating(job, look=desk.look) as heartbeat:
        wakes.append(heartbeat.wake)
        may_begin.set()
        assert job.reaches(6)


def test_however_many_wake_it_at_once_a_job_runs_once_at_a_time() -> None:
    job = Runs()
    with beating(job, look=lambda: ALL_HAVE_WORK) as heartbeat:

        def wake_often() -> None:
            for _ in range(50):
                heartbeat.wake()

        wakers = [threading.Thread(target=wake_often) for _ in range(4)]
        for waker in wakers:
            waker.start()
        for waker in wakers:
            waker.join()
        before = job.begun
        heartbeat.wake()
        assert job.reaches(before + 1)
    assert job.most_at_once == 1


def test_who_has_nothing_to_do_is_left_alone_when_work_comes_for_another() -> None:
    job, other, desk = Runs(), Runs(), Desk(Outlook({Work.MESSAGES: 1, Work.LIVING: 0}, None))
    with beating(job, other, look=desk.look, works=(Work.MESSAGES, Work.LIVING)) as heartbeat:
        assert job.reaches(1) and other.reaches(1)
        desk.work_comes()
        heartbeat.wake()
        assert job.reaches(2)
        assert other.rests()
    assert other.begun == 1


def test_a_job_that_did_something_is_run_until_nothing_is_left() -> None:
    job = Runs(lambda number: int(number < 4))
    with beating(job):
        assert job.reaches(4)


def test_what_one_job_did_is_work_for_the_others() -> None:
    other, desk = Runs(), Desk()

    def once_the_other_is_through(number: int) -> int:
        if number > 1:
            return 0
        assert other.reaches(1) and other.rests()
        desk.work_comes()
        return 1

    job = Runs(once_the_other_is_through)
    with beating(other, job, look=desk.look):
        assert job.reaches(2)
        assert other.reaches(2)


def test_others_hear_of_what_a_job_did_before_it_is_through() -> None:
    other, heard, desk = Runs(), threading.Event(), Desk()

    def does_one_thing_and_waits_for_the_other(number: int) -> int:
        if number == 1:
            assert other.reaches(1) and other.rests()
            desk.work_comes()
            return 1
        if number == 2 and other.reaches(2):
            heard.set()
        return 0

    job = Runs(does_one_thing_and_waits_for_the_other)
    with beating(other, job, look=desk.look):
        assert heard.wait(SOON * 2)


def test_it_aims_at_the_next_due_instant() -> None:
    due_at = datetime.now(UTC) + timedelta(seconds=0.4)
    ran_at: list[datetime] = []

    def note(number: int) -> int:
        ran_at.append(datetime.now(UTC))
        return 0

    job = Runs(note)
    with beating(job, look=lambda: Outlook({}, due_at) if datetime.now(UTC) < due_at else ALL_HAVE_WORK):
        assert job.reaches(2)
    assert ran_at[1] >= due_at
    assert ran_at[1] - due_at < timedelta(seconds=2)


def test_what_is_still_due_is_looked_at_again_in_a_moment_by_whoever_does_it() -> None:
    looks = iter([Outlook({Work.MESSAGES: 1, Work.LIVING: 0}, None)] * 20)
    job, other = Runs(), Runs()
    with beating(job, other, look=lambda: next(looks, NOTHING), works=(Work.MESSAGES, Work.LIVING)):
        assert job.reaches(8)
    assert other.begun == 1


def test_a_job_that_fails_stops_neither_the_others_nor_itself() -> None:
    def fails(number: int) -> int:
        raise RuntimeError(f"run {number} failed")

    failing, sound, desk = Runs(fails), Runs(), Desk()
    with beating(failing, sound, look=desk.look) as heartbeat:
        assert failing.reaches(1)
        assert sound.reaches(1)
        assert failing.rests() and sound.rests()
        desk.work_comes()
        heartbeat.wake()
        assert failing.reaches(2)
        assert sound.reaches(2)


def test_when_how_things_stand_cannot_be_read_every_job_runs_at_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "FLOOR", timedelta(seconds=1))

    def cannot_look() -> Outlook:
        raise RuntimeError("the database is away")

    job = Runs()
    with beating(job, look=cannot_look):
        assert job.reaches(3)


def test_stopping_waits_for_what_runs_and_runs_nothing_more() -> None:
    ended = threading.Event()

    def takes_a_while(number: int) -> int:
        ended.wait(0.2)
        ended.set()
        return 0

    job = Runs(takes_a_while)
    with beating(job) as heartbeat:
        assert job.reaches(1)
    assert ended.is_set()
    assert job.at_once == 0
    runs = job.begun
    heartbeat.wake()
    assert job.begun == runs


def _is_through(beat: Beat) -> bool:
    with beat._state:
        return beat._state.wait_for(lambda: not beat._inside, SOON)


def test_a_scheduler_that_stands_still_is_noticed() -> None:
    at = [1000.0]
    job, desk = Runs(), Desk()
    heartbeat = Heartbeat(
        [Line("job", job, Work.MESSAGES)],
        clock=system_clock,
        look=desk.look,
        metrics=Metrics(),
        monotonic=lambda: at[0],
    )
    heartbeat.start()
    try:
        assert job.reaches(1) and desk.was_looked_at.wait(SOON)
        heartbeat._scheduler.pause()  # as a thread that died: nothing is run any more, and nobody hears an error
        assert all(_is_through(beat) for beat in heartbeat._beats)
        at[0] += 61
        heartbeat.wake()
        assert heartbeat.still_for >= 61
        heartbeat._scheduler.resume()
        desk.work_comes()
        heartbeat.wake()
        assert job.reaches(2) and job.rests()
        assert heartbeat.still_for < 61
    finally:
        heartbeat.stop()
