"""Where a bot shares the clock: reading it, watching it, and reporting on its work."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.simulator import Simulator
from bot.simulator.world import Json

WATCH_SECONDS = 25.0


def routes(sim: Simulator) -> list[Route]:
    async def read(request: Request) -> Response:
        return JSONResponse(sim.world.clock.reading())

    async def watch(request: Request) -> Response:
        process = request.query_params.get("process", "")
        version = request.query_params.get("version", "0")
        if not process or not version.isdigit():
            return JSONResponse({"error": "watch?process=<id>&version=<number>"}, 400)
        return JSONResponse(await _watch(sim, request, process, int(version)))

    async def report(request: Request) -> Response:
        try:
            said = json.loads(await request.body())
            due = datetime.fromisoformat(said["next_due_at"]) if said.get("next_due_at") else None
            if due is not None and due.tzinfo is None:
                raise ValueError("next_due_at has no zone")
            sim.processes.report(str(said["process"]), int(said["version"]), due, int(said.get("pending", 0)))
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            return JSONResponse({"error": f"{wrong!r}: process, version, next_due_at or null, pending"}, 400)
        return JSONResponse(sim.world.clock.reading())

    return [
        Route("/clock", read),
        Route("/clock/watch", watch),
        Route("/clock/report", report, methods=["POST"]),
    ]


async def _watch(sim: Simulator, request: Request, process: str, version: int) -> Json:
    """The reading after the version changed; a process whose connection breaks meanwhile is let go at once."""
    await request.body()
    with sim.processes.watching(process):
        turned = asyncio.ensure_future(sim.world.clock.after(version, WATCH_SECONDS))
        gone = asyncio.ensure_future(request.receive())
        await asyncio.wait((turned, gone), return_when=asyncio.FIRST_COMPLETED)
        for waiting in (turned, gone):
            waiting.cancel()
        if not turned.done() or turned.cancelled():
            sim.processes.dropped(process)
            return sim.world.clock.reading()
    return turned.result()
