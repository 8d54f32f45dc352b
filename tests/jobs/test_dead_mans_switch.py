"""Feeding a dead man's switch: one GET, an answer that counts, and no waiting."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bot.jobs import dead_mans_switch
from bot.jobs.dead_mans_switch import NotFed, feed


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[tuple[str, list[bytes]]]:
    """A server for one request, which answers piece by piece; its address, and what it was asked."""
    asked: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with closing(connection):
                asked.append(connection.recv(65536))
                for piece in pieces:
                    try:
                        connection.sendall(piece)
                    except OSError:
                        return
                    time.sleep(pause)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/ping/CANARY", asked
        thread.join()


def test_the_address_is_asked_for_once() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK") as (url, asked):
        feed(url)
    (request,) = asked
    assert request.startswith(b"GET /ping/CANARY HTTP/1.1\r\n")


@pytest.mark.parametrize("status", (b"404 Not Found", b"500 Oops", b"302 Found\r\nLocation: http://127.0.0.1:1/"))
def test_another_answer_is_a_fault_and_no_redirect_is_followed(status: bytes) -> None:
    with (
        answering(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n") as (url, _),
        pytest.raises(NotFed, match=status[:3].decode()),
    ):
        feed(url)


def test_a_server_that_drips_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_mans_switch, "SECONDS", 0.3)
    began = time.monotonic()
    with answering(b"HTTP/1.1 200 OK\r\nX: ", *[b"x"] * 8, pause=0.1) as (url, _), pytest.raises(TimeoutError):
        feed(url)
    assert time.monotonic() - began < 5


def test_nobody_there_is_a_fault() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    with pytest.raises(OSError, match=f"127.0.0.1:{port}"):
        feed(f"http://127.0.0.1:{port}/")
