"""What a command asks of the database, as SQLAlchemy Core is asked: statements built once, with their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Executable, Insert, Update, event
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.hoisted import FEW, Hoisted

Values = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A statement, and its values; of several runs at once where there are several."""

    statement: Executable
    values: Sequence[Values]

    def runs_on(self, connection: Connection) -> None:
        found = connection.execute(self.statement, self.values if len(self.values) > 1 else self.values[0])
        if found.returns_rows:
            found.all()

    @property
    def writes_inbox(self) -> bool:
        return self._writes("inbox", Insert)

    def renewed(self, number: int) -> Asked:
        """The same, but for what must be new each time: the inbox key and the number of a version."""
        if self.writes_inbox:
            return self._with(key=f"command:{number}")
        if self._writes("entry_versions", Insert) or self._writes("entries", Update):
            return self._with(version=next(VERSIONS))
        return self

    def _writes(self, table: str, kind: type[Insert | Update]) -> bool:
        return isinstance(self.statement, kind) and str(self.statement.table) == table

    def _with(self, **new: Any) -> Asked:
        return Asked(self.statement, [{**values, **new} for values in self.values])


# Far apart, so that what the bot counts on from one of them never meets the next.
VERSIONS = count(1_000_000, 1000)


@contextmanager
def recording(db: Database) -> Iterator[Callable[[], list[Asked]]]:
    """Gives what the last transaction with a command in it asked, from its BEGIN to its COMMIT; one at a time."""
    running: list[Asked] = []
    last: list[Asked] = []
    rows, run = Hoisted.rows, Hoisted.run

    def begun(session: Session) -> None:
        """BEGIN, and what the session holds, come before what is asked."""
        session.connection()
        session.flush()

    def hoisted_rows(hoisted: Hoisted, session: Session, values: Values) -> list[tuple[Any, ...]]:
        begun(session)
        running.append(Asked(hoisted._statement, [dict(values)]))
        return rows(hoisted, session, values)

    def hoisted_run(hoisted: Hoisted, session: Session, *each: Values) -> None:
        begun(session)
        together = [each] if len(each) > FEW else [(values,) for values in each]
        running.extend(Asked(hoisted._statement, [dict(values) for values in some]) for some in together)
        run(hoisted, session, *each)

    @event.listens_for(db.engine, "before_execute")
    def executes(_connection: Any, statement: Any, several: Any, one: Any, _options: Any) -> None:
        running.append(Asked(statement, [dict(values) for values in several] or [dict(one)]))

    @event.listens_for(db.engine, "begin")
    def begins(_connection: Any) -> None:
        running.clear()

    @event.listens_for(db.engine, "commit")
    def commits(_connection: Any) -> None:
        if any(asked.writes_inbox for asked in running):
            last[:] = running
        running.clear()

    with patch.object(Hoisted, "rows", hoisted_rows), patch.object(Hoisted, "run", hoisted_run):
        yield lambda: list(last)
