"""The database: one engine, and the two ways to use it — a read, and a write that is one transaction."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from bot.storage.hoisted import Hoisted

# What another program may hold SQLite's file for, before a write gives up.
BUSY_TIMEOUT_MS = 1500
# Who asks by Slack hears within three seconds: in the last of them what was typed is given back.
PATIENCE_SECONDS = 2.0
CONNECTIONS = 10
CONNECT_SECONDS = 5
# PostgreSQL would look anew at each statement; a report of several would mix two moments.
ONE_LOOK: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
NO_TRANSACTION: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"}
# What SQLite says of its file, and PostgreSQL of itself (classes: no connection, no room, going down, a broken disk).
FILE_IS_OUT_OF_ORDER = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
    }
)
SERVER_IS_OUT_OF_ORDER = ("08", "53", "57P", "58")


_until: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def patience(seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Within, all waiting for SQLite's file takes no longer than this altogether: somebody waits for an answer."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


class Database:
    """Sessions on one database.

    On SQLite a lock of the process's own lets one writer in at a time: eight threads then see a p99 of 24-29 ms,
    against 60-115 ms when SQLite's busy handler arbitrates (measured before the first line was written).
    """

    def __init__(self, url: str, *, admins: Sequence[str] = ()) -> None:
        """`admins` are Slack ids of those who run the bot; each session of a writer knows them."""
        self._known = {"admins": tuple(admins)}
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url, Writing) if self.is_sqlite else _postgresql_engine(self.url)
        self._reading = (
            _sqlite_engine(self.url, Reading, self.engine.pool)
            if self.is_sqlite
            else self.engine.execution_options(**ONE_LOOK)
        )
        self._glancing = self._reading if self.is_sqlite else self.engine.execution_options(**NO_TRANSACTION)
        self._one_writer = threading.Lock() if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        if self._one_writer is None:
            with Session(self.engine, expire_on_commit=False, info=self._known) as session, session.begin():
                yield session
            return
        with (
            _held(self._one_writer),
            Session(self.engine, expire_on_commit=False, info=self._known) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look; nothing can be changed through it."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """To read by one statement, or by some that need not agree: on PostgreSQL that is one trip each, not three."""
        with Session(self._glancing, expire_on_commit=False, autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Let go of all connections; whoever asks again gets new ones."""
        self.engine.dispose()
        self._reading.dispose()


@contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    left = _until.get() - time.monotonic()
    if not lock.acquire(timeout=-1 if left == math.inf else max(0.0, left)):
        raise OperationalError(
            "BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked"), hide_parameters=True
        )
    try:
        yield
    finally:
        lock.release()


class Reading(SQLiteDialect_pysqlite):
    """Says BEGIN itself, since sqlite3's own transaction handling is off.

    A listener to SQLAlchemy's event would do, too; but then each statement asks for listeners of all kinds: 90 µs.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN")


class Writing(Reading):
    """A deferred transaction that turns into a writer fails at once when another has written since (no waiting helps);
    and read-then-write under the default loses updates. A writer therefore says so at its first word.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        left = max(0.0, _until.get() - time.monotonic()) * 1000
        if left >= BUSY_TIMEOUT_MS:
            dbapi_connection.execute("BEGIN IMMEDIATE")
            return
        dbapi_connection.execute(f"PRAGMA busy_timeout={int(left)}")
        try:
            dbapi_connection.execute("BEGIN IMMEDIATE")
        finally:
            dbapi_connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


for _dialect in (Reading, Writing):
    registry.register(f"sqlite.{_dialect.__name__.lower()}", __name__, _dialect.__name__)
registry.register("postgresql.sparing", "bot.storage.postgresql", "Sparing")


def _sqlite_engine(url: URL, dialect: type[Reading], pool: Pool | None = None) -> Engine:
    """With the connections of `pool`, else with some of its own."""
    url = url.set(drivername=f"sqlite+{dialect.__name__.lower()}")
    if pool is not None:
        return create_engine(url, pool=pool, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS * 4,
        pool_use_lifo=True,  # the one that wrote last knows the file's pages, every other reads them again
        hide_parameters=True,  # errors go to the log, and parameters are what people typed
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+sparing"),
        # A host that answers nothing is a database that cannot be reached, not one to wait for.
        connect_args={"connect_timeout": CONNECT_SECONDS},
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS * 3,
        pool_use_lifo=True,  # the one that was used last has the statements prepared
        pool_pre_ping=True,
        hide_parameters=True,
    )


def is_out_of_order(fault: Exception) -> bool:
    """Whether the database takes nothing at all now (its disk is full, somebody holds it, it is away)."""
    if not isinstance(fault, OperationalError):
        return False
    cause = fault.orig
    if isinstance(cause, sqlite3.Error):
        # One that we raised ourselves has no code: we waited too long for the file.
        return getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF in FILE_IS_OUT_OF_ORDER
    state: str | None = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(SERVER_IS_OUT_OF_ORDER)


CLOCK = Hoisted(select(func.clock_timestamp()))


def database_now(session: Session) -> datetime:
    """Real time as the database tells it, which all replicas share; leases are measured by it."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    [(found,)] = CLOCK.rows(session, {})
    told: datetime = found
    return told
