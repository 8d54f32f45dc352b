"""A sender of its own process: claims from the outbox, one by one, what it can, and prints the ids."""

from __future__ import annotations

import sys

from bot.storage import models
from bot.storage.database import Database
from bot.storage.delivery import claim_messages, waiting_workspaces
from tests.storage.cast import MONDAY


def claim_all(db: Database, owner: str, *, limit: int) -> list[int]:
    """Claim until nothing is left; the ids of what this owner may send."""
    mine: list[int] = []
    while True:
        with db.read() as session:
            waiting = waiting_workspaces(session, now=MONDAY)
        if not waiting:
            return mine
        with db.write() as session:
            parcels = claim_messages(session, waiting[0], now=MONDAY, owner=owner, room=limit, paced=False)
        mine += [parcel.id for parcel in parcels]


if __name__ == "__main__":
    assert models.TABLES
    database = Database(sys.argv[1])
    with database.read() as first:
        first.connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(*claim_all(database, sys.argv[2], limit=1), flush=True)
    database.close()
