"""What time it is for people: the system's clock, or one that can be turned (decisions 1 and 2)."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

Clock = Callable[[], datetime]
WATCH_SECONDS = 35.0  # the other side answers after 25 at the latest
REPORT_SECONDS = 2.0
FAILURES = (OSError, http.client.HTTPException, ValueError, KeyError, TypeError)
PAUSES = (0.1, 0.2, 0.5, 1.0)  # seconds between tries while nobody is there


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def read_clock(url: str) -> datetime:
    """What a clock that somebody turns says at this moment, for whoever does not stay. Raises ClockUnreachable."""
    line = _Line(url.rstrip("/"), REPORT_SECONDS)
    try:
        return _Reading.of(line.ask("GET", "")).now
    except FAILURES:
        raise ClockUnreachable(url) from None
    finally:
        line.close()


class ClockUnreachable(Exception):
    """Nobody tells the time at the address that DRUMBEAT_CLOCK_URL names; its text is a sentence to show."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"DRUMBEAT_CLOCK_URL names a clock at {url}, but nothing tells the time there. "
            "Start that clock first, or unset DRUMBEAT_CLOCK_URL."
        )


@dataclass(frozen=True)
class _Reading:
    """What the clock said (`now`, `rate`, `version`), and when on our own monotonic clock."""

    now: datetime
    rate: float
    version: int
    read_at: float

    @classmethod
    def of(cls, answer: dict[str, Any]) -> _Reading:
        now = datetime.fromisoformat(answer["now"]).astimezone(UTC)
        return cls(now, float(answer["rate"]), int(answer["version"]), time.monotonic())


class TurnedClock:
    """A clock that somebody else turns, over HTTP; calling it gives the time, aware, in UTC.

    While nobody is there it goes on from the last reading. Raises ClockUnreachable when there is none at the start.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self.process = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._listeners: list[Callable[[], None]] = []
        self._closing = threading.Event()
        self._reporting = threading.Lock()
        self._watching = _Line(self._url, WATCH_SECONDS)
        self._reports = _Line(self._url, REPORT_SECONDS)
        self._reading = self._first_reading()
        self._thread = threading.Thread(target=self._watch, name="turned-clock", daemon=True)
        self._thread.start()

    def __call__(self) -> datetime:
        reading = self._reading
        return reading.now + timedelta(seconds=reading.rate * (time.monotonic() - reading.read_at))

    @property
    def version(self) -> int:
        """Counts the turns; read it before a pass of work begins, and report with it after."""
        return self._reading.version

    @property
    def stands_still(self) -> bool:
        """Time goes by only when it is turned."""
        return self._reading.rate == 0

    def on_turn(self, callback: Callable[[], None]) -> None:
        """Calls back, in the clock's own thread, after each turn."""
        self._listeners.append(callback)

    def report(self, next_due_at: datetime | None, pending: int, *, version: int) -> None:
        """Tells the clock, after a pass begun at `version`, when we are next due and how much is due and unfinished."""
        due = next_due_at.isoformat() if next_due_at else None
        said = {"process": self.process, "version": version, "next_due_at": due, "pending": pending}
        with self._reporting:
            for _ in range(2):  # the second on a fresh connection: the first may have been closed while it was idle
                try:
                    self._reports.ask("POST", "/report", said)
                    return
                except FAILURES:
                    if self._closing.is_set():
                        return

    def close(self) -> None:
        """Stops watching."""
        self._closing.set()
        for _ in range(20):  # again and again: it may just have dialled anew
            self._watching.hang_up()
            self._thread.join(timeout=0.1)
            if not self._thread.is_alive():
                self._watching.close()
                break
        self._reports.hang_up()
        with self._reporting:
            self._reports.close()

    def _first_reading(self) -> _Reading:
        for pause in (*PAUSES, 0.0):
            try:
                return _Reading.of(self._reports.ask("GET", ""))
            except FAILURES:
                self._closing.wait(pause)
        raise ClockUnreachable(self._url)

    def _watch(self) -> None:
        failures = 0
        while not self._closing.is_set():
            query = urlencode({"process": self.process, "version": self.version})
            try:
                reading = _Reading.of(self._watching.ask("GET", f"/watch?{query}"))
                failures = 0
            except FAILURES:
                self._closing.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            turned = reading.version != self.version
            self._reading = reading
            if turned:
                self._tell()

    def _tell(self) -> None:
        for callback in tuple(self._listeners):
            try:
                callback()
            except Exception:
                logging.getLogger(__name__).exception("a listener of the turned clock failed")


class _Line:
    """One kept-alive connection for JSON questions; any failure hangs up, and the next question dials anew."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._path = parts.path
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer's JSON object, or `{}` when there is none; OSError, HTTPException or ValueError when it fails."""
        connection = self._connection or http.client.HTTPConnection(*self._address, timeout=self._timeout)
        self._connection = connection
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, self._path + path, sent, {"Content-Type": "application/json"})
            response = connection.getresponse()
            said = response.read()
            if response.status >= 400:
                raise http.client.HTTPException(f"the clock answered {response.status}")
            return dict(json.loads(said)) if said else {}
        except Exception:
            self.close()
            raise

    def hang_up(self) -> None:
        """Ends, from another thread, the question under way: it fails there, and the connection is closed there."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):  # it was closed already
                connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Closes the connection when no question is under way."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
