"""Where calls of the Web API arrive: /api/<method>."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.api import METHODS
from bot.simulator.api.call import ApiError, Call
from bot.simulator.simulator import Simulator
from bot.simulator.world import Json, Workspace

SCOPES = ",".join(
    (
        "commands",
        "chat:write",
        "users:read",
        "channels:read",
        "groups:read",
        "im:history",
        "channels:history",
        "groups:history",
        "reactions:write",
    )
)


def routes(sim: Simulator) -> list[Route]:
    async def call(request: Request) -> Response:
        method = request.path_params["method"]
        try:
            args = await _arguments(request)
        except ApiError as no:
            return JSONResponse(no.answer)
        token = _token(request, args)
        answer = answer_call(sim, method, args, token)
        sim.record.request(method, args, answer)
        return JSONResponse(answer, headers={"x-oauth-scopes": SCOPES})

    return [Route("/api/{method}", call, methods=["GET", "POST"])]


def answer_call(sim: Simulator, method: str, args: Json, token: str | None) -> Json:
    """What Slack would answer, `ok` or not."""
    handler = METHODS.get(method)
    if handler is None:
        return {"ok": False, "error": "unknown_method", "req_method": method}
    try:
        return handler(Call(sim, method, args, _workspace(sim, token, method)))
    except ApiError as no:
        return no.answer


def _workspace(sim: Simulator, token: str | None, method: str) -> Workspace:
    workspaces = list(sim.world.workspaces.values())
    if method == "api.test":
        return workspaces[0]
    if not token:
        raise ApiError("not_authed")
    for workspace in workspaces:
        if workspace.installation.token == token:
            return workspace
    raise ApiError("invalid_auth")


async def _arguments(request: Request) -> Json:
    args: Json = dict(request.query_params)
    body = await request.body()
    if not body:
        return args
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            sent = json.loads(body)
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(sent, dict):
            raise ApiError("json_not_object")
        return {**args, **sent}
    return {**args, **dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))}


def _token(request: Request, args: Json) -> str | None:
    from_args = args.pop("token", None)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else from_args
