"""Where calls of the Web API arrive: /api/<method>."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.api import METHODS, callers, faulty
from bot.simulator.api.call import ApiError, Call, RateLimited
from bot.simulator.faults import OF_CALLS
from bot.simulator.simulator import Simulator
from bot.simulator.world import Json


def routes(sim: Simulator) -> list[Route]:
    async def call(request: Request) -> Response:
        method = request.path_params["method"]
        try:
            args = await _arguments(request)
        except ApiError as no:
            return JSONResponse(no.answer)
        token = _token(request, args)
        fault = sim.faults.strike(method, *OF_CALLS)
        if method in callers.APP_LEVEL:
            await sim.listener.start()

        def take() -> Response:
            return _response(answered(sim, method, args, token))

        return take() if fault is None else await faulty.answer(sim, fault, request, take)

    return [Route("/api/{method}", call, methods=["GET", "POST"])]


@dataclass(frozen=True)
class Answered:
    """`scopes` are those of the token, `retry_after` is set when it was one call too many."""

    answer: Json
    scopes: frozenset[str] = frozenset()
    retry_after: int | None = None


def answer_call(sim: Simulator, method: str, args: Json, token: str | None) -> Json:
    """What Slack would answer, `ok` or not."""
    return _taken(sim, method, args, token).answer


def answered(sim: Simulator, method: str, args: Json, token: str | None) -> Answered:
    """Takes the call, and remembers it."""
    outcome = _taken(sim, method, args, token)
    shown = {name: value for name, value in args.items() if name != "client_secret"}
    sim.record.request(method, shown, outcome.answer)
    return outcome


def _taken(sim: Simulator, method: str, args: Json, token: str | None) -> Answered:
    handler = METHODS.get(method)
    if handler is None:
        return Answered({"ok": False, "error": "unknown_method", "req_method": method})
    scopes: frozenset[str] = frozenset()
    try:
        workspace = callers.workspace_of(sim, method, token)
        scopes = callers.granted_to(sim, method, workspace)
        call = Call(sim, method, args, workspace)
        callers.count_call(call)
        callers.insist_on_scopes(call)
        return Answered(handler(call), scopes)
    except RateLimited as too_many:
        return Answered(too_many.answer, scopes, too_many.retry_after)
    except ApiError as no:
        return Answered(no.answer, scopes)


def _response(outcome: Answered) -> Response:
    headers = {"x-oauth-scopes": ",".join(sorted(outcome.scopes))}
    if outcome.retry_after is not None:
        return JSONResponse(outcome.answer, 429, {**headers, "Retry-After": str(outcome.retry_after)})
    return JSONResponse(outcome.answer, headers=headers)


async def _arguments(request: Request) -> Json:
    args: Json = {**_credentials(request), **request.query_params}
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


def _credentials(request: Request) -> Json:
    """An app's own id and secret, which may come as those of a web page."""
    scheme, _, coded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(coded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}


def _token(request: Request, args: Json) -> str | None:
    from_args = args.pop("token", None)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else from_args
