"""Several bots on one database, any of which may be killed at any moment and is there again at once."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.simulator.driver import Slack
from tests.chaos.replica import Replica
from tests.wire.bots import settings_for
from tests.wire.nursery import Nursery, shared_nursery

# A total deadline of 1 s, leases of 3 s, looked for after 2 s: ten to thirty times as fast as by default.
QUICK = {"DRUMBEAT_POST_SECONDS": "1", "DRUMBEAT_LEASE_SECONDS": "3", "DRUMBEAT_SETTLE_SECONDS": "2"}
QUICKER = {"DRUMBEAT_POST_SECONDS": "0.5", "DRUMBEAT_LEASE_SECONDS": "1", "DRUMBEAT_SETTLE_SECONDS": "1"}
# The last of the second looks comes after ten times the settle time (ten minutes by default).
SECOND_LOOKS = 10
READY_SECONDS = 30.0


class Fleet:
    """`size` replicas; the first listens for what people do."""

    def __init__(self, slack: Slack, folder: Path, settings: dict[str, str], size: int, nursery: Nursery) -> None:
        self.slack, self.nursery = slack, nursery
        self.replicas = [
            Replica(slack, folder / str(number), dict(settings), nursery=nursery) for number in range(size)
        ]
        self.kills = 0
        self.stopped: list[tuple[int, float]] = []  # exit status and seconds of each SIGTERM

    def starts(self) -> None:
        """Returns when all share the clock."""
        for replica in self.replicas:
            replica.start()
        self.slack.clock.wait_for_attached(len(self.replicas), READY_SECONDS)
        self.listens()

    def starts_at_once(self) -> None:
        """All are born, and held; in one instant they are let go."""
        for replica in self.replicas:
            replica.is_born()
            replica.signal(signal.SIGSTOP)
        self.goes_on()
        for replica in self.replicas:
            replica.says_where_it_is()
        self.is_back()
        self.listens()

    def stands_still(self) -> None:
        for replica in self.replicas:
            replica.signal(signal.SIGSTOP)

    def goes_on(self) -> None:
        for replica in self.replicas:
            replica.signal(signal.SIGCONT)

    def listens(self) -> None:
        """What people do goes to the first."""
        first = self.replicas[0]
        self.slack.wait_for(lambda: _works(first), READY_SECONDS)
        self.slack.set_app(request_url=f"{first.url}/slack/events")

    def kills_one(self, chance: random.Random) -> None:
        """`kill -9`, and a new one in its place."""
        replica = chance.choice(self.replicas)
        replica.kill()
        self.kills += 1
        replica.start()

    def stops_one(self, chance: random.Random) -> None:
        """SIGTERM: it finishes what is under way, in time; and a new one in its place."""
        replica = chance.choice(self.replicas)
        self.slack.wait_for(lambda: _works(replica), READY_SECONDS)
        began = time.monotonic()
        replica.ask_to_stop()
        self.stopped.append((replica.ended(), time.monotonic() - began))
        replica.start()

    def lives(self) -> None:
        """Whoever could not go on (the database was away while it started) is started again, as a supervisor does."""
        for replica in self.replicas:
            _lives(replica)

    def is_back(self) -> None:
        """All of them work, each started again as often as it takes."""
        self.slack.wait_for(self._all_work, READY_SECONDS)

    def _all_work(self) -> bool:
        self.lives()
        return all(map(_is_ready, self.replicas))

    def stops(self) -> list[int]:
        """All at once, as a person would; their exit statuses."""
        for replica in self.replicas:
            replica.ask_to_stop()
        return [replica.ended() for replica in self.replicas]


def _lives(replica: Replica) -> None:
    if not replica.pid or replica.has_ended() is not None:
        replica.start()


def _works(replica: Replica) -> bool:
    """Started again, if it has ended."""
    _lives(replica)
    return _is_ready(replica)


def _is_ready(replica: Replica) -> bool:
    try:
        return replica.get("/healthz")[0] == 200
    except OSError:
        return False


@contextmanager
def fleet_on(
    database: str,
    slack: Slack,
    folder: Path,
    size: int = 3,
    *,
    pace: dict[str, str] = QUICK,
    nursery: Nursery | None = None,
) -> Iterator[Fleet]:
    """Running replicas on this database; at the end all that still run are killed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = settings_for(slack, folder) | {"DATABASE_URL": database} | pace
    fleet = Fleet(slack, folder, wanted, size, nursery or shared_nursery())
    try:
        fleet.starts()
        yield fleet
    finally:
        for replica in fleet.replicas:
            replica.is_gone()
