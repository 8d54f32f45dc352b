"""PostgreSQL that crashes now and then, while bots work on it."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.chaos.databases import Cluster
from tests.chaos.fleet import Fleet

BETWEEN_CRASHES = (4.0, 12.0)
AWAY = (0.3, 2.0)


@dataclass
class Crashes:
    times: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    # Nobody is killed and started while the database is away: a start without it is another matter.
    calm: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def crashing(cluster: Cluster, fleet: Fleet, chance: random.Random) -> Iterator[Crashes]:
    """Every few seconds away for a moment, until the block ends."""
    crashes = Crashes()

    def goes_on() -> None:
        while not crashes.over.wait(chance.uniform(*BETWEEN_CRASHES)):
            with crashes.calm:
                cluster.crashes()
                crashes.over.wait(chance.uniform(*AWAY))
                cluster.is_back()
                crashes.times += 1
                fleet.lives()

    thread = threading.Thread(target=goes_on)
    thread.start()
    try:
        yield crashes
    finally:
        crashes.over.set()
        thread.join()
