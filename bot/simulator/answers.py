"""Where bots answer later: the response_urls of commands and actions."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.simulator import judge, posting
from bot.simulator.api.callers import note_excess
from bot.simulator.hooks import SpentHook
from bot.simulator.simulator import Simulator


def routes(sim: Simulator) -> list[Route]:
    async def answer(request: Request) -> Response:
        status, said = take(sim, request.path_params["token"], await request.body())
        return PlainTextResponse(said, status, {"Retry-After": "1"} if status == 429 else None)

    return [Route(f"/{kind}/{{token:path}}", answer, methods=["POST"]) for kind in ("commands", "actions")]


def take(sim: Simulator, token: str, body: bytes) -> tuple[int, str]:
    """HTTP status and text, as Slack answers what is sent to a response_url."""
    try:
        said = json.loads(body)
    except ValueError:
        return 400, "invalid_payload"
    wrong = judge.ack(said)
    if wrong:
        sim.record.violation("response_url", "; ".join(wrong), said)
        return 400, "invalid_blocks" if "json-pointer" in wrong[0] else wrong[0]
    try:
        hook = sim.hooks.use(token)
    except SpentHook as spent:
        return 404, str(spent)
    excess = (
        sim.limits.message(hook.workspace_id, hook.channel_id) if said.get("response_type") == "in_channel" else None
    )
    if excess:
        hook.uses -= 1  # it may be tried again
        note_excess(sim, "response_url", excess)
        return 429, "ratelimited"
    posting.note_missing_text(sim, "response_url", said)
    posting.answer(sim, hook, said)
    return 200, "ok"
