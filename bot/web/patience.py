"""How long, and for how many bytes, the server waits for somebody to finish the head of a request."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 5.0
MOST_HEAD_BYTES = 64 * 1024


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, which by itself waits for ever for the end of a head, however long it grows."""

    head_seconds = HEAD_SECONDS
    _bell: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection that says nothing is closed as well."""
        super().connection_made(transport)
        self._wait_for_head()

    def on_message_begin(self) -> None:
        """The first byte of a request, also of the second on a connection."""
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Counts what belongs to a head that is not whole yet."""
        super().data_received(data)
        if self._bell is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self._hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._bell is None:
            self._bell = self.loop.call_later(self.head_seconds, self._hang_up)

    def _stop_waiting(self) -> None:
        self._head_bytes = 0
        if self._bell is not None:
            self._bell.cancel()
            self._bell = None

    def _hang_up(self) -> None:
        self._stop_waiting()
        self.transport.close()
