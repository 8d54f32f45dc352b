"""Copies of a SQLite database, made while others write to it, and looked through before they count as one."""

from __future__ import annotations

import os
import shlex
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

# VACUUM INTO reads while others write, which on a file that is not in WAL mode may have to wait for its turn.
PATIENCE_SECONDS = 10.0
LONG_AGO = "1970-01-01 00:00:00.000000"
# What an address of libpq may hold that nobody but the server may see.
SECRET_PARTS = ("password", "sslpassword", "oauth_client_secret")


class CannotCopy(Exception):
    """Why there is no copy: its text is a sentence with what to do."""


def back_up(file: Path, to: Path, *, replaces: bool = False) -> None:
    """Copy a database as it is at one moment, for its owner alone; nobody has to wait.

    What stands at `to` is a whole copy or none; what was there before stays unless this one `replaces` it.
    What was deleted is not in it, as it may still be in the file itself. Raises CannotCopy.
    """
    try:
        _copy(file, to, replaces)
    except FileExistsError:
        raise CannotCopy(f"{to} is there already, and no copy is overwritten. Name another file.") from None
    except (OSError, sqlite3.Error) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise CannotCopy(
            f"The database {file} could not be copied to {to}: {why}. See that it can be read, and that there is room "
            "and the right to write where the copy goes."
        ) from None


def _copy(file: Path, to: Path, replaces: bool) -> None:
    if to.exists() and not replaces:
        raise FileExistsError(to)
    handle, name = tempfile.mkstemp(prefix=f"{to.name}.", suffix=".part", dir=to.parent)  # it makes it with mode 0600
    os.close(handle)
    part = Path(name)
    try:
        with closing(sqlite3.connect(file, timeout=PATIENCE_SECONDS, isolation_level=None)) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        _make_it_look_first(part)
        _look_through(part)
        _write_out(part)
        _put_in_place(part, to, replaces)
    finally:
        part.unlink(missing_ok=True)


def _make_it_look_first(copy: Path) -> None:
    """However soon somebody goes back to it: what it calls pending may have been posted meanwhile."""
    with closing(sqlite3.connect(copy)) as connection, connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'heartbeats'").fetchone():
            connection.execute("UPDATE heartbeats SET beat_at = ? WHERE id = 1", (LONG_AGO,))


def _look_through(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged ({found})")


def _write_out(copy: Path) -> None:
    """VACUUM INTO leaves it to the system when the bytes reach the disk."""
    with copy.open("rb") as written:
        os.fsync(written.fileno())


def _put_in_place(part: Path, to: Path, replaces: bool) -> None:
    """Under its name at once and whole; what somebody else put there meanwhile stays."""
    if replaces:
        part.replace(to)
    else:
        _give_name(part, to)
    with suppress(OSError):
        folder = os.open(to.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _give_name(part: Path, to: Path) -> None:
    try:
        to.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # some file systems know no second names
        if to.exists():
            raise FileExistsError(to) from None
        part.rename(to)


def usual_name(name: str, at: datetime) -> str:
    """`drumbeat.db.backup-20261124-083015`."""
    return f"{name}.backup-{at:%Y%m%d-%H%M%S}"


def dump_command(url: URL, to: Path) -> str:
    """What to type for a copy of a PostgreSQL database; the password is not in it, pg_dump asks or finds it itself."""
    plain = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query={name: value for name, value in url.query.items() if name not in SECRET_PARTS},
    )
    address = plain.render_as_string(hide_password=True)
    return shlex.join(["pg_dump", "--format=custom", f"--file={to}", f"--dbname={address}"])
