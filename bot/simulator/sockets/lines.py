"""All websockets of the app: what is said over which, and the acks that come back."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass

from bot.simulator.changes import Changes
from bot.simulator.delivery import JSON, Delivery, Reply
from bot.simulator.faults import Faults
from bot.simulator.ids import Ids
from bot.simulator.record import Record
from bot.simulator.sockets.line import DISABLED, REFRESH, TOO_MANY, WARNING, Line

MOST_LINES = 10
LIFE_SECONDS = 3600.0
DEBUG_LIFE_SECONDS = 360.0
# From the warning to the end, and from the request to refresh to the end.
NOTICE_SECONDS = 10.0
PING_SECONDS = 10.0


@dataclass
class _Unacked:
    line: Line
    answer: asyncio.Future[str]


class Lines:
    """Each payload goes to any one of the open lines; lifetimes are real time, divided by `speed`."""

    def __init__(self, ids: Ids, changes: Changes, record: Record, faults: Faults, speed: float = 1.0) -> None:
        self.open: list[Line] = []
        self.most = MOST_LINES
        self.life_seconds = LIFE_SECONDS / speed
        self.notice_seconds = NOTICE_SECONDS / speed
        # Never more seldom than in Slack: apps hang up when nothing has come for half a minute.
        self.ping_seconds = PING_SECONDS / max(1.0, speed)
        self.foreign_acks = True
        self.late_acks = 0
        self._debug_life_seconds = DEBUG_LIFE_SECONDS / speed
        self._ids, self._changes, self._record, self._faults = ids, changes, record, faults
        self._chance = random.Random(0)  # noqa: S311 - chance that can be repeated
        self._tickets: set[str] = set()
        self._unacked: dict[str, _Unacked] = {}

    def seed(self, seed: int) -> None:
        self._chance.seed(seed)

    # From the app

    def ticket(self) -> str:
        """Admits one connection."""
        ticket = self._ids.secret(32)
        self._tickets.add(ticket)
        return ticket

    def admits(self, ticket: str) -> bool:
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    def add(self, line: Line) -> None:
        self.open.append(line)
        self._changes.bump()

    def remove(self, line: Line) -> None:
        if line in self.open:
            self.open.remove(line)
        self._changes.bump()

    def heard(self, line: Line, text: str) -> None:
        """A frame of the app: an ack, or something that Slack does not understand."""
        if line.silent:
            return
        try:
            ack = json.loads(text)
            envelope_id = ack["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._record.violation("socket", "a frame that is no ack", text[:500])
            return
        unacked = self._unacked.get(envelope_id)
        if unacked is None or unacked.answer.done():
            self.late_acks += 1
            return
        if unacked.line is not line and not self.foreign_acks:
            return
        if self._faults.strike("ack", "lose_ack") is None:
            payload = ack.get("payload")
            unacked.answer.set_result(json.dumps(payload) if payload else "")

    # To the app

    async def tell(self, delivery: Delivery, patience: float) -> Reply:
        """Sends it over one line, and waits for the ack, which may come over another."""
        line = self._any_line()
        if line is None:
            return Reply(None, "", "", "dispatch_failed", "connection_failed")
        envelope_id = self._envelope_id()
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._unacked[envelope_id] = _Unacked(line, answer)
        try:
            if not await line.say(delivery.envelope(envelope_id)):
                return Reply(None, "", "", "dispatch_failed", "connection_failed")
            async with asyncio.timeout(patience):
                return Reply(200, await answer, JSON, None)
        except TimeoutError:
            failure = "operation_timeout" if line in self.open else "dispatch_failed"
            return Reply(None, "", "", failure, "http_timeout")
        finally:
            del self._unacked[envelope_id]

    async def keep(self, line: Line, debug: bool = False) -> None:
        """Pings a line, and ends it when its time is over."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + (self._debug_life_seconds if debug else self.life_seconds)
        while (left := ends_at - self.notice_seconds - loop.time()) > 0:
            await asyncio.sleep(min(self.ping_seconds, left))
            await line.ping()
        await self.warn(line)

    async def warn(self, line: Line) -> None:
        """Announces the end, and comes to it after a while."""
        await line.announce_end(WARNING)
        await asyncio.sleep(self.notice_seconds)
        await self.refresh(line)

    async def refresh(self, line: Line) -> None:
        """Asks for a new connection; hangs up after a while, and sends nothing here while there is another."""
        line.refreshed = True
        await line.announce_end(REFRESH)
        await asyncio.sleep(self.notice_seconds)
        await line.hang_up()

    async def turn_away(self, line: Line, reason: str) -> None:
        await line.announce_end(reason)
        await line.hang_up()

    def refusal(self, socket_mode: bool) -> str | None:
        """Why a new connection is turned away, None when it is welcome."""
        if not socket_mode:
            return DISABLED
        return TOO_MANY if len(self.open) >= self.most else None

    def _any_line(self) -> Line | None:
        usable = [line for line in self.open if line.is_open]
        fresh = [line for line in usable if not line.refreshed]
        return self._chance.choice(fresh or usable) if usable else None

    def _envelope_id(self) -> str:
        digits = self._ids.secret(32)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
