"""One bot that dies at a point of each day, and lives again: the day goes on, and is counted at its end."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from datetime import datetime

from bot.simulator.driver import CannotDo
from tests.chaos.fleet import Fleet
from tests.chaos.points import STOPS, Point
from tests.chaos.scene import Scene
from tests.chaos.storm import Toll, count, today
from tests.wire.bots import STOP_SECONDS

LOOK_AGAIN = 0.01


class Dying:
    def __init__(self, scene: Scene, fleet: Fleet, chance: random.Random) -> None:
        self.scene, self.fleet, self.chance = scene, fleet, chance
        self.first = today(scene)
        self.days = 0
        self.died_of: list[int | None] = []

    def lives_through(self, day: int, point: Point) -> None:
        """A day with a death at each of the point's stops."""
        (only,) = self.fleet.replicas
        stops = [instant for instant, _ in self.scene.stops(self.first, day + 1)][-len(STOPS) :]
        for number, instant in enumerate(stops):
            if number in point.stops:
                only.stop()
                only.doom = point.doom(number, self.chance).said()
                self._dies_at(instant, point)
            self.scene.slack.clock.turn_to(instant)
        self.days = day + 1

    def toll(self) -> Toll:
        """As people see it after the second looks."""
        return count(self.scene, self.scene.due(self.first, self.days), Toll(kills=len(self.died_of)))

    def _dies_at(self, instant: datetime, point: Point) -> None:
        (only,) = self.fleet.replicas
        clock = self.scene.slack.clock
        only.start()
        clock.wait_for_attached(1)
        self.scene.slack.weather.faults(*([point.fault] if point.fault else []))
        with suppress(CannotDo):
            clock.turn_to(instant)
        self.died_of.append(self._end_of_it())
        only.start()
        clock.wait_for_attached(1)
        clock.settle()

    def _end_of_it(self) -> int | None:
        """How it ended; None when it did not."""
        (only,) = self.fleet.replicas
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            if (status := only.has_ended()) is not None:
                return status
            time.sleep(LOOK_AGAIN)
        return None
