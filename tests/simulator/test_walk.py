"""Walking the clock: every due instant is visited, and the walk returns when all is done."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.simulator.driver import CannotDo, Slack
from bot.simulator.simulator import Simulator
from tests.simulator.listening import RawBot

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class Worker:
    """A process with things to do at instants, that follows the clock as a bot does. `at_work` runs for each thing."""

    def __init__(self, url: str, name: str, *dues: datetime, at_work: Callable[[], object] = lambda: None) -> None:
        self.address = urlsplit(url).netloc
        self.name = name
        self.dues = sorted(dues)
        self.done_at: list[datetime] = []
        self.at_work = at_work
        self.stuck = False
        self._stop = threading.Event()
        self._watch: http.client.HTTPConnection | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def dies(self) -> None:
        """As if it was killed: its connection breaks, whatever it was doing."""
        self._stop.set()
        while self._thread.is_alive():
            if self._watch is not None and self._watch.sock is not None:
                with suppress(OSError):
                    self._watch.sock.shutdown(socket.SHUT_RDWR)
            self._thread.join(0.02)

    def _run(self) -> None:
        version = 0
        with suppress(OSError, http.client.HTTPException):
            while not self._stop.is_set():
                reading = self._turned_after(version)
                version = reading["version"]
                self._pass(version, datetime.fromisoformat(reading["now"]))

    def _pass(self, version: int, now: datetime) -> None:
        while self.dues and self.dues[0] <= now and not self.stuck:
            self.done_at.append(now)
            self.dues.pop(0)
            self.at_work()
        due = self.dues[0].isoformat() if self.dues else None
        report = {"process": self.name, "version": version, "next_due_at": due, "pending": 1 if self.stuck else 0}
        with closing(http.client.HTTPConnection(self.address, timeout=30)) as connection:
            connection.request("POST", "/clock/report", json.dumps(report))
            connection.getresponse().read()

    def _turned_after(self, version: int) -> dict[str, Any]:
        with closing(http.client.HTTPConnection(self.address, timeout=30)) as self._watch:
            self._watch.request("GET", f"/clock/watch?process={self.name}&version={version}")
            reading: dict[str, Any] = json.loads(self._watch.getresponse().read())
        return reading


@contextmanager
def attached(slack: Slack, *workers: Worker) -> Iterator[None]:
    with ExitStack() as dying:
        for worker in workers:
            worker.start()
            dying.callback(worker.dies)
        slack.clock.wait_for_attached(len(workers))
        yield


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def test_the_clock_leaps_when_nobody_shares_it(slack: Slack) -> None:
    assert slack.clock.turn_to("Tue 09:30", "Europe/Berlin") == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert slack.clock.now == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def test_a_walk_stops_at_every_instant_at_which_somebody_is_due(slack: Slack) -> None:
    one, two = Worker(slack.url, "one", at(1), at(3), at(9)), Worker(slack.url, "two", at(2), at(3))
    with attached(slack, one, two):
        slack.clock.turn_to(at(5))
    assert one.done_at == [at(1), at(3)]
    assert two.done_at == [at(2), at(3)]


def test_a_jump_goes_past_them_and_they_are_done_late(slack: Slack) -> None:
    worker = Worker(slack.url, "one", at(1), at(3))
    with attached(slack, worker):
        slack.clock.jump_to(at(5))
        assert worker.done_at == [at(5), at(5)]
        assert slack.clock.jump_to(at(-5)) == at(-5)


def test_a_walk_goes_forward_only(slack: Slack) -> None:
    with pytest.raises(CannotDo, match="forward only"):
        slack.clock.turn_to(at(-1))


def test_settling_does_what_is_due_now_and_moves_nothing(slack: Slack) -> None:
    worker = Worker(slack.url, "one", at(0), at(1))
    with attached(slack, worker):
        slack.settle()
        assert worker.done_at == [at(0)]
    assert slack.clock.now == MONDAY


def test_the_clock_advances_by_a_span(slack: Slack) -> None:
    assert slack.clock.advance(minutes=90) == at(1.5)
    assert slack.clock.advance(days=1) == at(25.5)


def test_a_process_that_is_stuck_is_named(slack: Slack, sim: Simulator) -> None:
    sim.walk.patience = 0.3
    worker = Worker(slack.url, "slow-one", at(1))
    worker.stuck = True
    with attached(slack, worker), pytest.raises(CannotDo, match="slow-one has 1 pending"):
        slack.clock.turn_to(at(2))


def test_a_process_that_was_killed_is_not_waited_for(slack: Slack) -> None:
    alive, killed = Worker(slack.url, "alive", at(1)), Worker(slack.url, "killed", at(1), at(2))
    with attached(slack, alive, killed):
        killed.dies()
        slack.wait_for(lambda: slack.clock.attached == ["alive"])
        assert slack.clock.turn_to(at(5)) == at(5)
    assert killed.done_at == []
    assert alive.done_at == [at(1)]


def test_a_watch_that_breaks_is_noticed_at_once(slack: Slack, sim: Simulator) -> None:
    with closing(http.client.HTTPConnection(urlsplit(sim.url).netloc)) as watch:
        watch.request("GET", f"/clock/watch?process=gone&version={sim.world.clock.version}")
        slack.clock.wait_for_attached(1)
    slack.wait_for(lambda: slack.clock.attached == [], seconds=1)


def test_a_ticking_clock_stands_still_while_it_is_turned_and_then_ticks_on(slack: Slack) -> None:
    slack.clock.set_rate(1)
    seen: list[datetime] = []
    worker = Worker(slack.url, "one", at(1), at_work=lambda: seen.append(slack.clock.now))
    with attached(slack, worker):
        slack.clock.turn_to(at(2))
    assert seen == [at(1)]
    assert at(2) < slack.clock.now < at(2.1)


def test_what_a_process_did_is_seen_by_the_time_the_walk_returns(slack: Slack) -> None:
    worker = Worker(slack.url, "one", at(1), at_work=lambda: slack.says("Ana", "#checkout", "Done"))
    with attached(slack, worker):
        slack.clock.turn_to(at(2))
    assert slack.last("#checkout").text == "Done"


def test_what_an_event_sets_going_is_done_as_well(slack: Slack, raw_bot: RawBot) -> None:
    worker = Worker(slack.url, "one")

    async def takes_its_time(event: dict[str, Any]) -> str:
        await asyncio.sleep(0.2)
        worker.dues.append(at(0))
        return ""

    raw_bot.answers["user_change"] = takes_its_time
    with attached(slack, worker):
        slack.changes_person("Ben", title="Lead")
        slack.settle()
        assert worker.done_at == [at(0)]


@pytest.mark.parametrize("report", ("[]", "{}", "no json", '{"process": "x", "version": 1, "next_due_at": "soon"}'))
def test_a_report_that_makes_no_sense_is_refused(sim: Simulator, report: str) -> None:
    with closing(http.client.HTTPConnection(urlsplit(sim.url).netloc)) as connection:
        connection.request("POST", "/clock/report", report)
        assert connection.getresponse().status == 400
    assert sim.processes.attached() == []
