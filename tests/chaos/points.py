"""Where a bot may die: each step of the protocol, before and after the commit that makes it last."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tests.chaos.doomed import AFTER, BEFORE, COMMITTED, Doom

Fault = dict[str, Any]
# What Slack took, and did not say so: it has to be looked for.
LOST_REPLY: Fault = {"kind": "lose_reply", "methods": ["chat.postMessage"], "times": 1}
# Taken long after it was given up and found to be missing: it is sent again, and the second copy taken away.
LATE: Fault = {"kind": "late", "methods": ["chat.postMessage"], "times": 1, "seconds": 2.5}
# The stops of a day (questions, reminders, the wrap-up), and how many messages are posted at each.
STOPS, NOON, MORNING = (0, 1, 2), (2,), (0,)
POSTED_AT = (4, 3, 1)


@dataclass(frozen=True)
class Point:
    """It is crossed at `stops`, at least `most` times, so that the death may come at any of these crossings."""

    name: str
    at: str
    when: str
    most: int = 1
    fault: Fault | None = None
    stops: tuple[int, ...] = STOPS

    def doom(self, stop: int, chance: random.Random) -> Doom:
        most = self.most if self.stops == NOON else min(self.most, POSTED_AT[stop])
        return Doom(self.at, self.when, chance.randint(1, most))

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


_CLAIM = "bot.storage.delivery:claim_messages"
_POST = "bot.slack.client:SlackClient.post"
_SETTLE = "bot.jobs.settle:settle"
_POSTED = "bot.storage.outcomes:were_posted"
_DOUBT = "bot.storage.outcomes:is_in_doubt"
_LOOK = "bot.storage.reconciling:claim_doubts"
_READ = "bot.jobs.reconcile:Reconciler._copies"
_FOUND = "bot.storage.reconciling:note_copy"
_DELETE = "bot.jobs.reconcile:Reconciler._is_deleted"
_ENQUEUE = "bot.storage.outbox:enqueue"
_EDIT = "bot.slack.client:SlackClient.update"
_EDITED = "bot.jobs.show_living_messages:_note"

POINTS = (
    Point("enqueued, before the commit", _ENQUEUE, AFTER, 4),
    Point("enqueued", _ENQUEUE, COMMITTED, 4),
    Point("claimed, before the commit", _CLAIM, AFTER),
    Point("claimed", _CLAIM, COMMITTED),
    Point("before the socket", _POST, BEFORE, 3),
    Point("on its way", _POST, AFTER, 3),
    Point("answered", _SETTLE, BEFORE),
    Point("answered, before the commit", _POSTED, AFTER),
    Point("written down", _POSTED, COMMITTED),
    Point("in doubt, before the commit", _DOUBT, AFTER, fault=LOST_REPLY),
    Point("in doubt", _DOUBT, COMMITTED, fault=LOST_REPLY),
    Point("about to look", _LOOK, COMMITTED, fault=LOST_REPLY),
    Point("looked", _READ, AFTER, fault=LOST_REPLY),
    Point("found, before the commit", _FOUND, AFTER, fault=LOST_REPLY),
    Point("found", _FOUND, COMMITTED, fault=LOST_REPLY),
    Point("before an edit", _EDIT, BEFORE, 3, stops=NOON),
    Point("edited", _EDIT, AFTER, 3, stops=NOON),
    Point("edited, before the commit", _EDITED, AFTER, 3, stops=NOON),
    Point("edit written down", _EDITED, COMMITTED, 3, stops=NOON),
)
# These need a second copy to be there, which takes its time.
POINTS_OF_REPAIR = (
    Point("before a second copy is taken away", _DELETE, BEFORE, fault=LATE, stops=MORNING),
    Point("a second copy is taken away", _DELETE, AFTER, fault=LATE, stops=MORNING),
)
