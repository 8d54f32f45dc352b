"""Bringing a database to the newest schema: one process at a time, and on SQLite with a copy made first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from bot.storage.backup import back_up

HEAD = "0003"
MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as all replicas lock the same.
ADVISORY_LOCK = 0x6472756D


# A server that takes the connection and says nothing must not hold up a start for ever.
CONNECT_SECONDS = 5


class NewerDatabase(Exception):
    """The database was brought up to date by a later version: its text is the revision."""


def revision(engine: Engine) -> str | None:
    """The schema's revision; None in a database without one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(url: str) -> bool:
    """Migrate to HEAD; whether there was anything to do. Raises NewerDatabase when HEAD lies behind it, CannotCopy.

    Alembic is imported only if there is: it costs 0.3 s and 10 MB.
    """
    engine = _engine(url)
    try:
        found = revision(engine)
        if found == HEAD:
            return False
        if found is not None and found > HEAD:
            raise NewerDatabase(found)
        with _alone(engine) as connection:
            _run(connection)
        return True
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    """On SQLite we say BEGIN ourselves: left alone, its driver commits each change of the schema for itself."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
    engine = create_engine(url, connect_args={"isolation_level": None})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection while no other process migrates: an advisory lock, on SQLite a lock file and a copy."""
    if engine.dialect.name == "sqlite":
        with _lock_file(engine), engine.begin() as connection:
            yield connection
        return
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        yield connection


@contextmanager
def _lock_file(engine: Engine) -> Iterator[None]:
    file = make_url(engine.url).database
    if not file or file == ":memory:":
        yield
        return
    import fcntl

    with Path(f"{file}.migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = revision(engine)
        if found is not None and found != HEAD:
            _copy(Path(file), found)
        yield


def _copy(file: Path, found: str) -> None:
    """Keep the database as it was, beside it; where a migration was cut short, what was kept then is out of date."""
    back_up(file, file.with_name(f"{file.name}.before-{HEAD}-was-{found}"), replaces=True)
