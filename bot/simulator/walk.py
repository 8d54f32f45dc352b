"""Turning the clock: a walk from one due instant to the next, or a leap."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from bot.simulator.clock import WorkspaceClock
from bot.simulator.processes import Process, Processes
from bot.simulator.traffic import Traffic

PATIENCE_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.1


class CannotTurn(Exception):
    """The clock was not turned; the text says why."""


class Walk:
    """Moves the clock, and returns when every attached process has nothing due and nothing pending."""

    def __init__(
        self, clock: WorkspaceClock, processes: Processes, traffic: Traffic, patience: float = PATIENCE_SECONDS
    ) -> None:
        self.clock = clock
        self.processes = processes
        self.traffic = traffic
        self.patience = patience
        self._one_at_a_time = asyncio.Lock()

    async def turn_to(self, target: datetime) -> datetime:
        """Walks to `target`, stopping at each instant at which a process has something to do."""
        async with self._one_at_a_time:
            with self.clock.held():
                if target < self.clock.now:
                    shown = self.clock.now.isoformat()
                    raise CannotTurn(f"It is {shown} already; turn_to walks forward only. Use jump_to to go back.")
                await self._settle()
                while self.clock.now < target:
                    self.clock.set(self._next_stop(target))
                    await self._settle()
        return self.clock.now

    async def jump_to(self, target: datetime) -> datetime:
        """Leaps, as if the bot's host had been off, then waits until all is done."""
        async with self._one_at_a_time:
            with self.clock.held():
                self.clock.set(target)
                await self._settle()
        return self.clock.now

    async def settle(self) -> datetime:
        """Stays where it is until nothing is due and nothing pending."""
        async with self._one_at_a_time:
            with self.clock.held():
                await self._settle()
        return self.clock.now

    def _next_stop(self, target: datetime) -> datetime:
        dues = [process.next_due_at for process in self.processes.attached() if process.next_due_at is not None]
        return min([target, *(due for due in dues if due > self.clock.now)])

    async def _settle(self) -> None:
        self.clock.nudge()
        finished = self.traffic.finished
        progress, patient_until = self._progress(), time.monotonic() + self.patience
        while True:
            waiting_for = self._waiting_for()
            if not waiting_for:
                if self.traffic.finished == finished:
                    return
                # What was delivered meanwhile may have made new work: ask once more.
                finished = self.traffic.finished
                self.clock.nudge()
                continue
            await self._anything()
            if self._progress() != progress:
                progress, patient_until = self._progress(), time.monotonic() + self.patience
            elif time.monotonic() > patient_until:
                raise CannotTurn(self._stuck(waiting_for))

    def _waiting_for(self) -> list[str]:
        open_deliveries = [f"{name} is being delivered" for name in self.traffic.in_flight()]
        owed = (process.owes(self.clock.version, self.clock.now) for process in self.processes.attached())
        return open_deliveries + [sentence for sentence in owed if sentence]

    def _progress(self) -> tuple[object, ...]:
        def said(process: Process) -> tuple[object, ...]:
            return process.id, process.version, process.next_due_at, process.pending

        return (self.traffic.finished, self.clock.version, *map(said, self.processes.attached()))

    def _stuck(self, waiting_for: list[str]) -> str:
        what = "; ".join(waiting_for)
        return f"The clock stands at {self.clock.now.isoformat()}: no progress for {self.patience:g} s. {what}."

    async def _anything(self) -> None:
        waits = [
            asyncio.ensure_future(signal.wait(LOOK_AGAIN_SECONDS))
            for signal in (self.processes.reported, self.traffic.ended)
        ]
        _, unfinished = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in unfinished:
            wait.cancel()
