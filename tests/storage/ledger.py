"""A writer of its own process: rows one after the other, and after each commit its number on a line of its own."""

from __future__ import annotations

import sys

from bot.storage import inbox, models
from bot.storage.database import Database
from tests.storage.cast import MONDAY, installed

PADDING = "x" * 3000


def write_for_ever(db: Database, first: int) -> None:
    number = first
    while True:
        with db.write() as session:
            workspace = installed(session)
            assert inbox.is_first(session, workspace.id, f"ledger:{number}", at=MONDAY)
            inbox.keep_answer(session, workspace.id, f"ledger:{number}", {"padding": PADDING})
        print(number, flush=True)
        number += 1


if __name__ == "__main__":
    assert models.TABLES
    write_for_ever(Database(sys.argv[1]), int(sys.argv[2]))
