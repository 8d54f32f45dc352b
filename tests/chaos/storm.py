"""Days that go by over a fleet while bots die and calls go wrong, and the toll that the receiver counts."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.simulator.simulator import Simulator
from tests.chaos.fleet import READY_SECONDS, Fleet
from tests.chaos.scene import Occurrence, Scene
from tests.wire.stage import BERLIN

Json = dict[str, Any]
LAST_BREATH = 0.03  # seconds between the call that was waited for and the kill
LOOK_AGAIN = 0.003
# Ten times the settle time, and patience with a slow machine.
LOOKED_AGAIN_SECONDS = 40.0
# 2 % of replies are lost after the call was taken, 1 % are told to wait, and what is said shows 0.3 s later.
USUAL_FAULTS: tuple[Json, ...] = (
    {"kind": "lose_reply", "chance": 0.02},
    {"kind": "ratelimited", "chance": 0.01, "retry_after": 1},
    {"kind": "history_lag", "seconds": 0.3},
)


# All at once: taken and not said, said wrongly, not taken, slower than the deadline, taken a little late.
EVERY_FAULT: tuple[Json, ...] = (
    {"kind": "lose_reply", "chance": 0.02},
    {"kind": "close", "chance": 0.02},
    {"kind": "status", "status": 503, "chance": 0.01},
    {"kind": "status", "status": 500, "taken": True, "chance": 0.01},
    {"kind": "error", "error": "fatal_error", "taken": True, "chance": 0.01},
    {"kind": "error", "error": "internal_error", "chance": 0.01},
    {"kind": "slow", "seconds": 1.3, "chance": 0.01},
    {"kind": "late", "seconds": 0.8, "chance": 0.01},
    {"kind": "ratelimited", "chance": 0.01, "retry_after": 1},
    {"kind": "history_lag", "seconds": 0.3},
)


@dataclass
class Toll:
    """What was due, and what people saw of it."""

    due: int = 0
    kills: int = 0
    in_flight: int = 0  # kills while something was still due
    lost: list[Occurrence] = field(default_factory=list)
    doubled: list[Occurrence] = field(default_factory=list)
    repaired: int = 0  # copies too many that were there for a while
    others: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    processor: float = 0.0

    def told(self) -> str:
        """What is wrong, at length."""
        return "\n".join([str(self), *map(str, self.lost), *map(str, self.doubled), *self.others])

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.doubled

    def __str__(self) -> str:
        faults = ", ".join(f"{times} × {kind}" for kind, times in sorted(self.struck.items()))
        return (
            f"{self.due} occurrences, {self.kills} deaths ({self.in_flight} with work in flight), "
            f"{faults or 'no faults'}: "
            f"{len(self.lost)} lost, {len(self.doubled)} visible twice ({self.repaired} repaired); "
            f"{self.seconds:.0f} s, {self.processor:.0f} s of a processor"
        )


class Storm:
    """`days` of a scene; kills strike where they meet the most."""

    def __init__(
        self,
        sim: Simulator,
        scene: Scene,
        fleet: Fleet,
        chance: random.Random,
        strike: Callable[[random.Random], None] | None = None,
    ) -> None:
        """`strike`: what happens instead of a kill."""
        self.sim, self.scene, self.fleet, self.chance = sim, scene, fleet, chance
        self._strike = strike or fleet.kills_one
        self.toll = Toll()

    def rages(self, days: int, kills: int) -> Toll:
        """Walks through the days, and counts when everything has settled."""
        began, used = time.monotonic(), time.process_time() + self.fleet.nursery.seconds
        first = today(self.scene)
        stops = list(self.scene.stops(first, days))
        shares = Counter(self.chance.choices(range(len(stops)), [due for _, due in stops], k=kills))
        for number, (instant, due) in enumerate(stops):
            self._walks_to(instant, due, shares[number])
        self.toll.kills, self.toll.seconds = kills, time.monotonic() - began
        self.toll.processor = time.process_time() + self.fleet.nursery.seconds - used
        self.toll.struck = self.sim.faults.struck
        return count(self.scene, self.scene.due(first, days), self.toll)

    def _walks_to(self, instant: datetime, due: int, kills: int) -> None:
        """The clock is turned in the background; each kill waits for its share of what is posted meanwhile."""
        failed: list[BaseException] = []
        walk = threading.Thread(target=self._turns, args=(instant, failed))
        before = self.sim.world.changes.version
        walk.start()
        for after in sorted(self.chance.randrange(due + 1) for _ in range(kills)):
            while walk.is_alive() and self.sim.world.changes.version - before < after:
                time.sleep(LOOK_AGAIN)
            time.sleep(self.chance.uniform(0, LAST_BREATH))
            self.toll.in_flight += walk.is_alive()
            self._strike(self.chance)
        walk.join()
        if failed:
            raise failed[0]
        # While all of them are dead nobody shares the clock, and it leaps: whoever lives finishes what is due here.
        self.scene.slack.clock.wait_for_attached(1, READY_SECONDS)
        self.scene.slack.clock.settle()

    def _turns(self, instant: datetime, failed: list[BaseException]) -> None:
        try:
            self.scene.slack.clock.turn_to(instant)
        except BaseException as fault:  # noqa: BLE001 whoever waits for the thread raises it
            failed.append(fault)


def count(scene: Scene, due: Counter[Occurrence], toll: Toll) -> Toll:
    """The toll as people see it; where something is there twice, once more when the second looks are through."""
    until = time.monotonic() + LOOKED_AGAIN_SECONDS
    while True:
        visible = scene.visible()
        toll.due, toll.others = due.total(), scene.others
        toll.lost, toll.doubled = sorted((due - visible).elements()), sorted((visible - due).elements())
        toll.repaired = max(toll.repaired, len(toll.doubled))
        if not toll.doubled or time.monotonic() > until:
            toll.repaired -= len(toll.doubled)
            return toll
        time.sleep(1)


def today(scene: Scene) -> date:
    """Where the scene plays."""
    return scene.slack.clock.now.astimezone(ZoneInfo(BERLIN)).date()
