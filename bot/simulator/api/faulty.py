"""Calls that go wrong on the way: taken or not, and answered badly, late or never."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.simulator.faults import Fault
from bot.simulator.simulator import Simulator

TRANSPORT = "simulator.transport"
Take = Callable[[], Response]


async def answer(sim: Simulator, fault: Fault, request: Request, take: Take) -> Response:
    """What the app gets for this call; `take` does what was called for."""
    if fault.kind == "slow":
        response = take()
        await asyncio.sleep(fault.seconds)
        return response
    if fault.kind == "ratelimited":
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(fault.retry_after)})
    if fault.kind in ("status", "error"):
        if fault.taken:
            take()
        if fault.kind == "status":
            return PlainTextResponse("upstream connect error", fault.status)
        return JSONResponse({"ok": False, "error": fault.error})
    if fault.kind == "lose_reply":
        take()
    if fault.kind == "late":
        sim.later(fault.seconds, take)
    await _hang_up(request)
    return Response(status_code=500)


async def _hang_up(request: Request) -> None:
    """Closes the connection, so that no answer can come; returns when the server has noticed."""
    request.scope[TRANSPORT].abort()
    while not await request.is_disconnected():
        await asyncio.sleep(0)
