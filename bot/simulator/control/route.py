"""How the control API takes JSON and answers it; what cannot be done is a sentence with status 409."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.acts.place import Impossible, actor
from bot.simulator.simulator import Simulator
from bot.simulator.walk import CannotTurn
from bot.simulator.world import Json, Person


class Ask:
    """One request: its query and its JSON body together."""

    def __init__(self, sim: Simulator, given: Json) -> None:
        self.sim = sim
        self.given = given

    def __getitem__(self, name: str) -> Any:
        if name not in self.given:
            raise Impossible(f'"{name}" is missing.')
        return self.given[name]

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.given.get(name, otherwise)

    def number(self, name: str, otherwise: float = 0) -> float:
        try:
            return float(self.get(name, otherwise))
        except (TypeError, ValueError):
            raise Impossible(f'"{name}" must be a number, not {self.get(name)!r}.') from None

    @property
    def person(self) -> Person:
        return actor(self.sim, self["as"])

    @property
    def reader(self) -> Person | None:
        return self.person if self.get("as") else None


Answer = Callable[[Ask], Awaitable[Json]]


def route(sim: Simulator, path: str, answer: Answer, *methods: str) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(Ask(sim, await _given(request))))
        except (Impossible, CannotTurn, ValueError) as no:
            return JSONResponse({"error": str(no)}, 409)

    return Route(f"/control/{path}", endpoint, methods=list(methods) or ["POST"])


async def _given(request: Request) -> Json:
    given: Json = dict(request.query_params)
    body = await request.body()
    if body:
        sent = json.loads(body)
        if not isinstance(sent, dict):
            raise Impossible("The body must be a JSON object.")
        given |= sent
    return given
