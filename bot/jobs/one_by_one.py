"""How a job takes due rows: each in a transaction of its own, so that one that fails does not stop the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.log import logger
from bot.storage.database import Database, is_out_of_order

# Fifty stand-ups due at one instant take a second to open: the first is asked for before the last is open. What one
# team is due is done in one go, as a rule: its wrap-up then tells of everybody from the start.
SLICE_SECONDS, A_HANDFUL = 0.1, 8
log = logger(__name__)


def one_by_one(
    db: Database,
    due: Callable[..., Sequence[int]],
    take: Callable[[Session, int, datetime], int],
    now: datetime,
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Take every row whose id `due` names; how many things were done.

    `take` looks again, since a replica may have been first, and skips what one is at: so they share the work. It ends
    after a slice of time with what it has done until then: what was done may be work for others. Raises what the
    database raises when it takes nothing at all.
    """
    until = monotonic() + SLICE_SECONDS
    with db.glance() as session:
        ids = due(session, now=now)
    taken = 0
    for row_id in ids:
        if taken >= A_HANDFUL and monotonic() > until:
            break
        try:
            with db.write() as session:
                done = take(session, row_id, now)
            taken += done  # what could not be committed was not done: to count it would have it tried without a pause
        except Exception as fault:
            if is_out_of_order(fault):
                raise  # the others would fare no better
            log.exception("a due row could not be taken", job=due.__name__, row=row_id)
    return taken
