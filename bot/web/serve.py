"""The HTTP server: takes its port, serves, and on SIGTERM finishes what is in flight."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import HANDLED_SIGNALS

from bot.log import logger
from bot.web.patience import PatientProtocol

STOP_SECONDS = 15.0
BACKLOG = 2048
log = logger(__name__)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. OSError when the address cannot be had."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two processes have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{host}:{port}"


def serve(
    app: ASGIApp,
    listener: socket.socket,
    *,
    stopping: Callable[[], None] | None = None,
    stop_seconds: float = STOP_SECONDS,
) -> None:
    """Serves until SIGTERM or SIGINT, then finishes within `stop_seconds`, and returns; a second signal ends at once.

    `stopping` is called at the first signal, between two instructions of the main thread: let it only set a flag or
    start a thread. The app's lifespan is closed after the last request.
    """
    build(app, stopping=stopping, stop_seconds=stop_seconds).run(sockets=[listener])


def build(
    app: ASGIApp, *, stopping: Callable[[], None] | None = None, stop_seconds: float = STOP_SECONDS
) -> GracefulServer:
    """The server, for those who run it inside their own loop."""
    config = uvicorn.Config(
        app,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=max(1, int(stop_seconds * 0.8)),  # the rest is for the lifespan
    )
    return GracefulServer(config, stopping, stop_seconds)


class GracefulServer(uvicorn.Server):
    """Uvicorn's, but a signal that was obeyed is not raised once more: the process ends with 0."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None] | None, stop_seconds: float) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._stop_seconds = stop_seconds

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Takes the signals while it serves, and gives them back."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal asks to finish, the second to stop at once."""
        if self.should_exit:
            self.force_exit = True
            return
        self.should_exit = True
        last_bell = threading.Timer(self._stop_seconds, _leave)
        last_bell.daemon = True
        last_bell.start()
        if self._stopping is not None:
            self._stopping()


def _leave() -> None:
    """Python would wait for every thread for ever; what is unfinished is found again by its lease."""
    log.error("stopped with work unfinished")
    os._exit(0)
