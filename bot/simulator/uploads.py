"""Where the bytes of files arrive, and where they can be read again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.simulator.simulator import Simulator

MULTIPART = "multipart/form-data"


def routes(sim: Simulator) -> list[Route]:
    async def upload(request: Request) -> Response:
        content = await request.body()
        if request.headers.get("content-type", "").startswith(MULTIPART):
            return PlainTextResponse("send the bytes as they are", 400)
        if not sim.files.take(request.path_params["ticket"], content):
            return PlainTextResponse("unknown address or wrong length", 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(request: Request) -> Response:
        file = sim.files.known(request.path_params["id"])
        if file is None or file.content is None:
            return PlainTextResponse("file_not_found", 404)
        # Never as a page: what a bot sends must not run in the simulator's own.
        return Response(file.content, media_type="application/octet-stream")

    return [
        Route("/upload/v1/{ticket}", upload, methods=["POST"]),
        Route("/files/{id}", download),
    ]
