"""A bot without any library at the end of websockets: notes what it hears, and answers what the test laid out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import aiohttp

from bot.simulator.simulator import Simulator
from tests.simulator.calling import call

Json = dict[str, Any]
APP_TOKEN = "xapp-1-A0DRUMBEAT-simulated"
Given = TypeVar("Given")


class Plug:
    """One connection; what came over it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[Json] = []
        self.ended = threading.Event()

    def told(self) -> list[str]:
        """The frames by their reason or type, without envelopes."""
        return [each.get("reason") or each["type"] for each in self.frames if "envelope_id" not in each]

    @property
    def envelopes(self) -> list[Json]:
        return [each for each in self.frames if "envelope_id" in each]


class PluggedBot:
    """`answers` maps a command, or a payload's or event's type, to an ack's payload, or to None for no ack at all.

    With `acks_elsewhere` an ack goes over the newest of the other connections.
    """

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.plugs: list[Plug] = []
        self.answers: dict[str, Json | None] = {}
        self.acks_elsewhere = False
        self._reading: list[asyncio.Task[None]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._session = self.run(self._open_session())

    @property
    def heard(self) -> list[Json]:
        return [each["payload"] for plug in self.plugs for each in plug.envelopes]

    def plug(self, query: str = "", heartbeat: float | None = None) -> Plug:
        """Another connection. It reads on until it ends; with `heartbeat` it hangs up when pings are not answered."""
        answer = call(self.sim, "apps.connections.open", token=APP_TOKEN)
        assert answer["ok"], answer
        return self.plug_into(answer["url"] + query, heartbeat)

    def plug_into(self, url: str, heartbeat: float | None = None) -> Plug:
        plug = self.run(self._connect(url, heartbeat))
        self.plugs.append(plug)
        return plug

    def says(self, plug: Plug, frame: Json | str) -> None:
        self.run(plug.socket.send_str(frame) if isinstance(frame, str) else plug.socket.send_json(frame))

    def run(self, work: Coroutine[Any, Any, Given]) -> Given:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def close(self) -> None:
        self.run(self._session.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _open_session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    async def _connect(self, url: str, heartbeat: float | None) -> Plug:
        plug = Plug(await self._session.ws_connect(url, heartbeat=heartbeat))
        plug.frames.append(await plug.socket.receive_json(timeout=10))
        self._reading.append(asyncio.create_task(self._read(plug)))
        return plug

    async def _read(self, plug: Plug) -> None:
        # A socket that the simulator drops may go while a ping of its own is answered.
        with suppress(aiohttp.ClientConnectionResetError):
            async for message in plug.socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                frame = message.json()
                plug.frames.append(frame)
                if "envelope_id" in frame:
                    await self._ack(plug, frame)
        plug.ended.set()

    async def _ack(self, plug: Plug, frame: Json) -> None:
        payload = frame["payload"]
        kind = payload.get("command") or payload.get("event", payload).get("type")
        answer = self.answers.get(kind, {})
        if answer is None:
            return
        over = next(each for each in reversed(self.plugs) if each is not plug) if self.acks_elsewhere else plug
        await over.socket.send_json({"envelope_id": frame["envelope_id"], "payload": answer})


@contextmanager
def plugged(sim: Simulator) -> Iterator[PluggedBot]:
    bot = PluggedBot(sim)
    try:
        yield bot
    finally:
        bot.close()
