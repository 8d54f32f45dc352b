"""The doors on HTTP: Slack's requests behind the verifier, health, metrics, and nothing else."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan

from bot.metrics import CONTENT_TYPE, Metrics
from bot.slack.verifier import Verifier
from bot.web.health import Health


def create_app(
    *,
    slack_door: ASGIApp | None,
    signing_secret: str,
    health: Health,
    metrics: Metrics,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The whole HTTP side. `slack_door` is what takes Slack's requests; without it (Socket Mode) they meet a 404."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(_request: Request) -> Response:
        checks = await health.checks()
        ready = all(check["ok"] for check in checks.values())
        return JSONResponse({"ready": ready, "checks": checks}, status_code=200 if ready else 503)

    async def numbers(_request: Request) -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", numbers)]
    if slack_door is not None:

        def refused(reason: str) -> None:
            metrics.refused.labels(reason).inc()

        door = Verifier(slack_door, signing_secret, refused=refused)
        routes.append(Route("/slack/events", door, methods=["POST"]))
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _plainly})
    app.router.redirect_slashes = False
    return app


async def _plainly(_request: Request, exception: Exception) -> Response:
    """What Starlette itself refuses (no such page, no such method), as JSON."""
    assert isinstance(exception, HTTPException)
    words = {404: "not found", 405: "method not allowed"}
    answer = {"error": words.get(exception.status_code, "refused")}
    return JSONResponse(answer, status_code=exception.status_code, headers=exception.headers)
