"""Where the app's websockets arrive: a port of its own, served in the loop of the simulated Slack."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import WSMsgType, web

from bot.simulator.installed_app import InstalledApp
from bot.simulator.sockets.line import Line
from bot.simulator.sockets.lines import Lines

HOST = "127.0.0.1"


class Listener:
    """Starts to listen when the first address is asked for."""

    def __init__(self, app: InstalledApp, lines: Lines) -> None:
        self.url = ""
        self._app = app
        self._lines = lines
        self._runner: web.AppRunner | None = None
        self._starting = asyncio.Lock()
        self._count = 0

    async def start(self) -> None:
        """Returns when connections can come; the second time at once."""
        async with self._starting:
            if self._runner is not None:
                return
            application = web.Application()
            application.router.add_get("/link/", self._link)
            self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
            await self._runner.setup()
            site = web.TCPSite(self._runner, HOST, 0)
            await site.start()
            self.url = f"ws://{HOST}:{self._runner.addresses[0][1]}/link/"

    async def close(self) -> None:
        for line in list(self._lines.open):
            line.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        if not self._lines.admits(request.query.get("ticket", "")):
            raise web.HTTPForbidden(text="invalid ticket")
        socket = web.WebSocketResponse(autoping=False, max_msg_size=0, compress=False)
        await socket.prepare(request)
        self._count += 1
        line = Line(self._count, socket, request.transport)
        refusal = self._lines.refusal(self._app.socket_mode)
        if refusal:
            await self._lines.turn_away(line, refusal)
            return socket
        await self._serve(line, socket, debug=request.query.get("debug_reconnects") == "true")
        return socket

    async def _serve(self, line: Line, socket: web.WebSocketResponse, debug: bool) -> None:
        await line.greet(self._app.id, len(self._lines.open) + 1, self._lines.life_seconds)
        self._lines.add(line)
        keeping = asyncio.create_task(self._lines.keep(line, debug))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.PING:
                    await line.answer_ping(frame.data)
                elif frame.type is WSMsgType.TEXT:
                    self._lines.heard(line, frame.data)
        finally:
            self._lines.remove(line)
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
