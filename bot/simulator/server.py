"""The simulated Slack as one web application, and two ways to run it: in a thread for tests, in a loop for the demo."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.simulator import answers, clock_endpoint, oauth, uploads
from bot.simulator.api import endpoint, faulty
from bot.simulator.cast import cast
from bot.simulator.control import acting, app, changing, dues, installations, looking, wiring
from bot.simulator.installed_app import InstalledApp
from bot.simulator.simulator import Simulator
from bot.simulator.world import World

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"


def application(sim: Simulator) -> Starlette:
    parts = (
        endpoint,
        answers,
        clock_endpoint,
        acting,
        looking,
        changing,
        dues,
        app,
        wiring,
        installations,
        oauth,
        uploads,
    )
    routes = [route for part in parts for route in part.routes(sim)]
    return Starlette(routes=[*routes, Mount("/", _Page(directory=PAGE, html=True))])


@contextmanager
def running(
    world: World | None = None, port: int = 0, speed: float = 1.0, installed: InstalledApp | None = None
) -> Iterator[Simulator]:
    """A simulated Slack on a port of this machine (0 takes a free one), for as long as the block lasts."""
    sim = Simulator(world or cast(), installed, speed)
    with _listening(port) as listener:
        server = _server(sim, listener)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="simulator", daemon=True)
        thread.start()
        try:
            yield sim
        finally:
            server.should_exit = True
            thread.join(timeout=10)


async def serve(sim: Simulator, port: int = 0) -> None:
    """Serves until cancelled. `sim.url` is set as soon as this runs; signals stay with the caller."""
    with _listening(port) as listener:
        server = _server(sim, listener)
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await serving
            raise


class _Page(StaticFiles):
    """Browsers ask each time whether a file has changed: the next simulator on this port may be a newer one."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


class _Server(uvicorn.Server):
    """Lets those who wait for news go before it stops, so that stopping takes no time."""

    def __init__(self, config: uvicorn.Config, sim: Simulator) -> None:
        super().__init__(config)
        self.sim = sim

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.sim.close()
        await super().shutdown(sockets)


def _with_transport(inner: ASGIApp) -> ASGIApp:
    """Hands each request the connection that it came on, for faults that close it."""

    async def serve_one(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope[faulty.TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        with suppress(ClientDisconnect):  # an app that is killed leaves requests half said
            await inner(scope, receive, send)

    return serve_one


def _server(sim: Simulator, listener: socket.socket) -> _Server:
    sim.url = f"http://{HOST}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        _with_transport(application(sim)),
        proxy_headers=False,
        log_config=None,
        access_log=False,
        ws="none",
        timeout_keep_alive=600,
        timeout_graceful_shutdown=3,
    )
    return _Server(config, sim)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(2048)
        yield listener
