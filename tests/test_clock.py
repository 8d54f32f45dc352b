"""The clock that somebody else turns, against a real server."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import ClockUnreachable, TurnedClock, system_clock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Tower:
    """A clock on a server, with what it was told; `turn` answers every watch."""

    def __init__(self, port: int = 0, version: int = 1) -> None:
        self.now, self.rate, self.version = NOON, 0, version
        self.hangs_up_after_reports = False
        self.reports: list[dict[str, Any]] = []
        self.watchers: list[str] = []
        self.turned = threading.Condition()
        self.stopped = False
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self.handler())
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/clock"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def turn(self, now: datetime) -> None:
        with self.turned:
            self.now, self.version = now, self.version + 1
            self.turned.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        with self.turned:
            return self.turned.wait_for(condition, timeout=5)

    def stop(self) -> None:
        with self.turned:
            self.stopped = True
            self.turned.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        tower = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def answer(self, content: dict[str, Any] | None) -> None:
                body = b"" if content is None else json.dumps(content).encode()
                self.send_response(200 if body else 204)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                with tower.turned:
                    if parts.path == "/clock/watch":
                        query = parse_qs(parts.query)
                        tower.watchers += query["process"]
                        tower.turned.notify_all()
                        seen = int(query["version"][0])
                        tower.turned.wait_for(lambda: tower.version != seen or tower.stopped, timeout=5)
                    if tower.stopped:
                        self.close_connection = True
                        return
                    self.answer({"now": tower.now.isoformat(), "rate": tower.rate, "version": tower.version})

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if tower.stopped:
                    self.close_connection = True
                    return
                with tower.turned:
                    tower.reports.append({"path": self.path, **said})
                    tower.turned.notify_all()
                self.answer(None)
                self.close_connection = tower.hangs_up_after_reports

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture
def tower() -> Iterator[Tower]:
    tower = Tower()
    yield tower
    if not tower.stopped:
        tower.stop()


@contextlib.contextmanager
def reading(tower: Tower) -> Iterator[tuple[TurnedClock, threading.Semaphore]]:
    """A clock on that tower, and one permit for each turn it told its listeners of."""
    clock, turns = TurnedClock(tower.url), threading.Semaphore(0)
    clock.on_turn(turns.release)
    yield clock, turns
    clock.close()


def test_the_systems_clock_is_aware() -> None:
    assert system_clock().tzinfo is UTC


def test_a_clock_that_stands_still_stands_still(tower: Tower) -> None:
    with reading(tower) as (clock, _):
        assert (clock(), clock(), clock.version) == (NOON, NOON, 1)


def test_a_clock_that_runs_runs_with_real_time(tower: Tower) -> None:
    tower.rate = 1
    with reading(tower) as (clock, _):
        first, second = clock(), clock()
        assert NOON <= first < second < NOON + timedelta(seconds=5)
        assert first.tzinfo is UTC


def test_a_turn_is_seen_at_once_and_told(tower: Tower) -> None:
    with reading(tower) as (clock, turns):
        tower.turn(NOON + timedelta(days=3))
        assert turns.acquire(timeout=5)
        assert (clock(), clock.version) == (NOON + timedelta(days=3), 2)
        tower.turn(NOON + timedelta(days=3))
        assert turns.acquire(timeout=5), "a nudge at the same time is a turn as well"
        assert clock.version == 3


def test_the_process_is_known_by_its_watch(tower: Tower) -> None:
    with reading(tower) as (clock, _):
        assert tower.wait_for(lambda: clock.process in tower.watchers)


def test_a_report_carries_the_version_of_the_pass(tower: Tower) -> None:
    with reading(tower) as (clock, _):
        clock.report(NOON, 2, version=1)
        clock.report(None, 0, version=7)
    assert tower.reports == [
        {
            "path": "/clock/report",
            "process": clock.process,
            "version": 1,
            "next_due_at": NOON.isoformat(),
            "pending": 2,
        },
        {"path": "/clock/report", "process": clock.process, "version": 7, "next_due_at": None, "pending": 0},
    ]


def test_a_listener_that_fails_does_not_stop_the_others(tower: Tower) -> None:
    with reading(tower) as (clock, _):
        later = threading.Semaphore(0)

        def failing() -> None:
            raise RuntimeError("not today")

        clock.on_turn(failing)
        clock.on_turn(later.release)
        tower.turn(NOON)
        assert later.acquire(timeout=5)
        tower.turn(NOON)
        assert later.acquire(timeout=5)


def test_while_nobody_is_there_the_last_reading_holds_and_later_it_is_read_again(
    tower: Tower, request: pytest.FixtureRequest
) -> None:
    with reading(tower) as (clock, turns):
        tower.stop()
        assert clock() == NOON
        clock.report(None, 0, version=1)
        again = Tower(port=tower.port, version=9)
        request.addfinalizer(again.stop)
        assert turns.acquire(timeout=5)
        assert clock.version == 9
        clock.report(None, 0, version=9)
        assert [report["version"] for report in again.reports] == [9]


def test_a_report_gets_through_although_the_idle_connection_was_closed(tower: Tower) -> None:
    tower.hangs_up_after_reports = True
    with reading(tower) as (clock, _):
        for version in range(1, 4):
            clock.report(None, 0, version=version)
    assert [report["version"] for report in tower.reports] == [1, 2, 3]


def test_no_clock_at_the_start_is_said_in_a_sentence(tower: Tower) -> None:
    tower.stop()
    with pytest.raises(ClockUnreachable, match="DRUMBEAT_CLOCK_URL"):
        TurnedClock(tower.url)


def test_closing_ends_the_watch(tower: Tower) -> None:
    with reading(tower) as (clock, _):
        assert tower.wait_for(lambda: clock.process in tower.watchers)
    assert not [thread for thread in threading.enumerate() if thread.name == "turned-clock" and thread.is_alive()]
