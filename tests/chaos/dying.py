"""One bot that dies at points of its way, and lives again: the days go on, and are counted at the end."""

from __future__ import annotations

import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.driver import CannotDo
from tests.chaos.fleet import Fleet
from tests.chaos.points import STOPS, Point, Stretch
from tests.chaos.scene import Scene
from tests.chaos.storm import Toll, count, today
from tests.wire.bots import STOP_SECONDS

LOOK_AGAIN = 0.01
# More than any run takes.
DAYS = 500


@dataclass(frozen=True)
class Death:
    point: Point
    at: datetime

    def __str__(self) -> str:
        return f"died on {self.at:%Y-%m-%d at %H:%M} UTC: {self.point.name}"


class Dying:
    def __init__(self, scene: Scene, fleet: Fleet, chance: random.Random) -> None:
        self.scene, self.fleet, self.chance = scene, fleet, chance
        self.deaths: list[Death] = []
        self._first = today(scene)
        self._stops = (instant for instant, _ in scene.stops(self._first, DAYS))
        self._stop = 0  # which is next, from the first day on

    def lives_through(self, stretch: Stretch, times: int) -> None:
        """So many deaths at each of its points, on as many days as they take; each is whole at the end."""
        for point in stretch.points:
            left = times
            while left:
                left -= self._next_stop(stretch, point, min(left, stretch.at_once))
        while self._stop % len(STOPS):
            self._next_stop(stretch, stretch.points[0], 0)

    def toll(self) -> Toll:
        """As people see it after the second looks."""
        due = self.scene.due(self._first, self._stop // len(STOPS))
        return count(self.scene, due, Toll(kills=len(self.deaths)))

    def told(self, toll: Toll) -> str:
        """What is wrong, and where it died on those days."""
        days = {each.day for each in (*toll.lost, *toll.doubled)}
        return "\n".join([toll.told(), *(str(death) for death in self.deaths if death.at.date() in days)])

    def _next_stop(self, stretch: Stretch, point: Point, deaths: int) -> int:
        """How many deaths it brought: none where it does not pass the point."""
        instant, number = next(self._stops), self._stop % len(STOPS)
        self._stop += 1
        if number not in stretch.stops:
            deaths = 0
        dooms = [stretch.doom(point, number, self.chance) for _ in range(deaths)]
        clock = self.scene.slack.clock
        if not dooms:
            clock.turn_to(instant)
            return 0
        (only,) = self.fleet.replicas
        self.scene.slack.weather.faults(*([point.fault] if point.fault else []))
        only.will_die_of(dooms[0])
        with suppress(CannotDo):
            clock.turn_to(instant)
        assert self._dies(point, instant), f"{point.name} was not crossed"
        died = 1
        for doom in dooms[1:]:
            only.start(doom)
            if not self._dies(point, instant):
                only.kill()  # on a slow machine a stop may bring fewer occasions: the next day has some
                break
            died += 1
        only.start()
        clock.wait_for_attached(1)
        clock.settle()
        return died

    def _dies(self, point: Point, instant: datetime) -> bool:
        """Whether it did, before long."""
        (only,) = self.fleet.replicas
        until = time.monotonic() + STOP_SECONDS
        while (status := only.has_ended()) is None:
            if time.monotonic() > until:
                return False
            time.sleep(LOOK_AGAIN)
        assert status == -signal.SIGKILL, f"at {point.name} it ended with {status}:\n{only.tail}"
        self.deaths.append(Death(point, instant))
        return True
