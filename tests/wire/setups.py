"""The ways in which the bot is run: where it remembers, and by which door Slack comes in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bot.simulator.driver import Slack
from tests.postgres import cluster_url, create_database, drop_database
from tests.processes import MARK
from tests.wire.bots import Bot, settings_for


@dataclass(frozen=True)
class Setup:
    """A database and a door."""

    database: str
    door: str

    def __str__(self) -> str:
        return f"{self.database}-{self.door}"


ON_SQLITE = Setup("sqlite", "http")
ON_POSTGRESQL = Setup("postgresql", "http")
BY_SOCKET = Setup("sqlite", "socket")
BY_SOCKET_ON_POSTGRESQL = Setup("postgresql", "socket")
EVERY_SETUP = (ON_SQLITE, ON_POSTGRESQL, BY_SOCKET, BY_SOCKET_ON_POSTGRESQL)
# What every test of a conversation runs on; all but the first are in the slow lane.
SETUPS = (ON_SQLITE, ON_POSTGRESQL)


@contextmanager
def bot_in(setup: Setup, slack: Slack, folder: Path, **settings: str) -> Iterator[Bot]:
    """A running bot with a memory of its own; it has to stop well."""
    with database_in(setup, folder) as url:
        wanted = settings_for(slack, folder, setup.door) | {"DATABASE_URL": url} | settings
        with Bot(slack, folder, wanted) as bot:
            yield bot


@contextmanager
def database_in(setup: Setup, folder: Path) -> Iterator[str]:
    """The address of an empty database of its own."""
    if setup.database == "sqlite":
        yield f"sqlite:///{folder / 'drumbeat.db'}"
        return
    cluster, name = cluster_url(Path(os.environ[MARK])), f"wire_{uuid4().hex[:12]}"
    yield create_database(cluster, name)
    drop_database(cluster, name)
