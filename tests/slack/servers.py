"""Servers on real sockets that misbehave exactly as they are told."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Script = Callable[["Call"], None]


@dataclass
class Call:
    """One connection, as the script of a server sees it."""

    connection: socket.socket
    asked: list[bytes] = field(default_factory=list)

    def read(self) -> bytes:
        """One whole request; empty when the other side hung up."""
        got = b""
        while b"\r\n\r\n" not in got:
            piece = self.connection.recv(65536)
            if not piece:
                return b""
            got += piece
        head, _, body = got.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        while len(body) < int(lengths[0]):
            body += self.connection.recv(65536)
        self.asked.append(head + b"\r\n\r\n" + body)
        return self.asked[-1]

    def answer(self, body: bytes | dict[str, Any], status: int = 200, headers: str = "") -> None:
        """One whole answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = f"HTTP/1.1 {status} Word\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
        self.connection.sendall(head.encode() + content)

    def reset(self) -> None:
        """Slams the door: the other side gets a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


@dataclass
class Server:
    """What the server saw: whole requests, and how many connections."""

    url: str
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0

    def bodies(self) -> list[bytes]:
        """The bodies of all requests."""
        return [request.partition(b"\r\n\r\n")[2] for request in self.asked]


@contextlib.contextmanager
def speaking(script: Script) -> Iterator[Server]:
    """A server that plays `script` on each connection; its url ends in /api/."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}/api/")
    threads: list[threading.Thread] = []
    open_ones: list[socket.socket] = []
    over = threading.Event()

    def play(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            script(Call(connection, server.asked))

    def accept() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                if over.is_set():
                    connection.close()
                    return
                connection.settimeout(5)
                server.connections += 1
                open_ones.append(connection)
                threads.append(threading.Thread(target=play, args=(connection,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        over.set()
        with contextlib.suppress(OSError):
            socket.create_connection(listener.getsockname()).close()
        accepting.join(5)
        listener.close()
        for connection in open_ones:  # kept alive by the client: nobody waits for that here
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(6)


def always(body: bytes | dict[str, Any], status: int = 200, headers: str = "") -> Script:
    """Gives the same answer to every request, on kept-alive connections."""

    def script(call: Call) -> None:
        while call.read():
            call.answer(body, status, headers)

    return script


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
