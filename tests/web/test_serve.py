"""The server as a process: its port, its patience with slow people, and its end."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.web.patience import PatientProtocol
from bot.web.serve import address_of, bind
from tests.slack.signing import BODY, signed
from tests.web.doors import answer_on, raw, standing

Running = tuple[subprocess.Popen[str], http.client.HTTPConnection]
PROGRAM = """
import asyncio, contextlib, sys, threading
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from bot.web.serve import address_of, bind, serve

async def slow(request):
    print("asked", flush=True)
    await asyncio.sleep(float(request.query_params["for"]))
    return PlainTextResponse("done")

@contextlib.asynccontextmanager
async def lifespan(app):
    print("up", flush=True)
    yield
    print("down", flush=True)
    if sys.argv[2] == "stuck":
        threading.Thread(target=threading.Event().wait).start()

listener = bind("127.0.0.1", 0)
print(address_of(listener), flush=True)
app = Starlette(routes=[Route("/slow", slow)], lifespan=lifespan)
serve(app, listener, stopping=lambda: print("stopping", flush=True), stop_seconds=float(sys.argv[1]))
print("over", flush=True)
"""


@contextlib.contextmanager
def program(
    stop_seconds: float = 15, manner: str = "tidy"
) -> Iterator[tuple[subprocess.Popen[str], http.client.HTTPConnection]]:
    """The server in a process of its own, up; and a connection to it."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", PROGRAM, str(stop_seconds), manner]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().rpartition(":")[2])
            assert process.stdout.readline() == "up\n"
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            yield process, connection
            connection.close()
        finally:
            process.kill()


@pytest.mark.parametrize("number", (signal.SIGTERM, signal.SIGINT))
def test_a_signal_lets_what_is_in_flight_finish_and_the_process_ends_with_0(number: signal.Signals) -> None:
    with program() as (process, connection):
        assert process.stdout is not None
        connection.request("GET", "/slow?for=0.3")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(number)
        assert connection.getresponse().read() == b"done"
        rest, errors = process.communicate(timeout=10)
        assert rest.split() == ["stopping", "down", "over"]
        assert (process.returncode, errors) == (0, "")


def test_a_second_signal_ends_at_once() -> None:
    with program() as (process, connection):
        assert process.stdout is not None
        connection.request("GET", "/slow?for=30")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "stopping\n"
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
        assert time.monotonic() - began < 5
        assert process.returncode == 0


@pytest.mark.parametrize("manner", ("tidy", "stuck"))
def test_what_does_not_finish_is_left_when_the_time_is_over(manner: str) -> None:
    with program(stop_seconds=1.5, manner=manner) as (process, connection):
        assert process.stdout is not None
        connection.request("GET", "/slow?for=30")
        assert process.stdout.readline() == "asked\n"
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
        assert time.monotonic() - began < 5
        assert process.returncode == 0


def test_a_port_that_is_taken_raises() -> None:
    with bind("127.0.0.1", 0) as listener, pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", listener.getsockname()[1])


def test_the_address_is_one_to_open_in_a_browser() -> None:
    with bind("0.0.0.0", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
    if socket.has_ipv6 and Path("/proc/net/if_inet6").exists():
        with bind("::1", 0) as listener:
            assert address_of(listener).startswith("http://[::1]:")


@pytest.mark.parametrize("words", (b"", b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slow"))
def test_whoever_never_finishes_a_head_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, words: bytes) -> None:
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.3)
    with standing() as house, house.dial() as connection:
        connection.sendall(words)
        began = time.monotonic()
        assert answer_on(connection) == (0, b"")
        assert 0.2 < time.monotonic() - began < 3


def test_dripping_a_head_buys_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.3)
    with standing() as house, house.dial() as connection:
        connection.settimeout(0.05)
        began = time.monotonic()
        connection.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 3:
                with contextlib.suppress(TimeoutError):
                    if connection.recv(10) == b"":
                        break
                connection.sendall(b"x")
        assert time.monotonic() - began < 2


def test_a_head_that_never_ends_is_cut_off() -> None:
    with standing() as house, house.dial() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        sent, began = 0, time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - began < 2:
                connection.sendall(b"X: y\r\n" * 10_000)
                sent += 60_000
        assert sent < 20_000_000, "no more than what the sockets between us hold"
        assert time.monotonic() - began < 2
        assert house.get("/healthz")[0] == 200


def test_a_whole_head_is_waited_for_on_a_kept_connection_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientProtocol, "head_seconds", 0.3)
    stamp = str(int(time.time())).encode()
    request = raw(signed(BODY, stamp), BODY).replace(b"Connection: close\r\n", b"")
    with standing() as house, house.dial() as connection:
        for _ in range(2):
            connection.sendall(request)
            assert connection.recv(65536).endswith(b"taken")
        connection.sendall(request[:20])
        assert answer_on(connection) == (0, b"")
    assert len(house.door.bodies) == 2
