"""What a database is asked, heard at the driver's own cursors: some statements never meet SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from bot.storage.database import Database

Statement = tuple[str, Any, bool]
"""The text, its parameters, and whether these are those of several runs (`executemany`)."""
# Not the request's own: where a transaction ends, and whether the server is still there.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def listen(db: Database, heard: Callable[[Statement], None]) -> None:
    """From now on `heard` is told of every statement before it runs, in the thread that runs it."""
    name, factory = ("factory", _sqlite(heard)) if db.is_sqlite else ("cursor_factory", _psycopg(heard))

    @event.listens_for(db.engine, "do_connect")
    def connect(_dialect: Any, _record: Any, _arguments: Any, named: dict[str, Any]) -> None:
        named[name] = factory

    db.close()  # whoever is connected comes anew


def _sqlite(heard: Callable[[Statement], None]) -> type:
    import sqlite3

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:
            return super().cursor(factory or Cursor)

    class Cursor(sqlite3.Cursor):
        def execute(self, text: str, parameters: Any = (), /) -> Any:
            if not text.startswith((*FRAMES, "PRAGMA")):
                heard((text, parameters, False))
            return super().execute(text, parameters)

        def executemany(self, text: str, parameters: Any, /) -> Any:
            heard((text, parameters, True))
            return super().executemany(text, parameters)

    return Connection


def _psycopg(heard: Callable[[Statement], None]) -> type:
    import psycopg

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            if not self.connection.autocommit and not query.startswith(FRAMES):  # SQLAlchemy's ping is automatic
                heard((query, params, False))
            return super().execute(query, params, **more)

        def executemany(self, query: Any, params_seq: Any, **more: Any) -> Any:
            heard((query, params_seq, True))
            return super().executemany(query, params_seq, **more)

    return Cursor
