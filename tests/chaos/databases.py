"""Databases for bots that die: a PostgreSQL of one's own that can be crashed and started again, or a SQLite file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from tests import postgres

# A crash of PostgreSQL (not of the machine) must lose nothing that was committed.
HONEST = "ALTER DATABASE {} SET synchronous_commit = on"
ENOUGH_CONNECTIONS = "max_connections=200"


class Cluster:
    """Started at the first question for its address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._url = ""

    @property
    def url(self) -> str:
        """Of its `postgres` database."""
        if not self._url:
            self._folder.parent.chmod(0o755)  # the cluster's user has to pass through
            self._folder.mkdir()
            self._url = postgres.cluster_url(self._folder)
            self._keeps_its_settings()
        return self._url

    def crashes(self) -> None:
        """As if its machine had lost power, but for the disk."""
        self._control("stop", "-m", "immediate")

    def is_back(self) -> None:
        self._control("start", "-l", "cluster/log")

    def close(self) -> None:
        if self._url:
            postgres.stop_cluster(self._folder)

    def _keeps_its_settings(self) -> None:
        """What it was started with on a command line goes into its file, so that each start is alike."""
        port = f"port={(self._folder / 'postgres.port').read_text()}"
        settings = (*postgres.CARELESS, *postgres.MODEST, ENOUGH_CONNECTIONS, "unix_socket_directories=", port)
        lines = [f"{name} = '{value}'\n" for name, _, value in (setting.partition("=") for setting in settings)]
        with (self._folder / "cluster" / "postgresql.conf").open("a") as file:
            file.writelines(lines)
        self.crashes()
        self.is_back()

    def _control(self, *words: str) -> None:
        with (self._folder / "control.out").open("a+") as output:
            program = self._folder / postgres.PROGRAMS / "bin" / "pg_ctl"
            subprocess.run(
                [program, *words, "-D", "cluster", "-w", "-s"],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=postgres._user(),
                check=True,
            )


@contextmanager
def database_in(kind: str, folder: Path, cluster: Callable[[], Cluster]) -> Iterator[str]:
    """The address of an empty database of its own."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'drumbeat.db'}"
        return
    url, name = cluster().url, f"chaos_{uuid4().hex[:12]}"
    made = postgres.create_database(url, name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(HONEST.format(name))
    yield made
    postgres.drop_database(url, name)
