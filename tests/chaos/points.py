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
LATE: Fault = {"kind": "late", "methods": ["chat.postMessage"], "times": 16, "seconds": 2.5}
# The stops of a day: questions, reminders, the wrap-up.
STOPS, NOON, MORNING = (0, 1, 2), (2,), (0,)
# How many messages of a small team are posted at each.
POSTED_AT = (4, 3, 1)


@dataclass(frozen=True)
class Point:
    """It is crossed at least `most` times at a stop where so much is posted: the death may come at any of these."""

    name: str
    at: str
    when: str
    most: int = 1
    fault: Fault | None = None

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


@dataclass(frozen=True)
class Stretch:
    """Points one behind the other on the way of a message: a bot dies at each in turn, so that one scene serves all.

    It does so at these `stops` of each day, there up to `at_once` times in a row, without a moment to recover. `teams`
    of three people are at work.
    """

    name: str
    points: tuple[Point, ...]
    stops: tuple[int, ...] = STOPS
    at_once: int = 1
    teams: int = 1

    def doom(self, point: Point, stop: int, chance: random.Random) -> Doom:
        most = min(point.most, POSTED_AT[stop]) if self.stops == STOPS else point.most
        return Doom(point.at, point.when, chance.randint(1, most))

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

OUT_OF_THE_DOOR = Stretch(
    "out of the door",
    (
        Point("enqueued, before the commit", _ENQUEUE, AFTER, 4),
        Point("enqueued", _ENQUEUE, COMMITTED, 4),
        Point("claimed, before the commit", _CLAIM, AFTER),
        Point("claimed", _CLAIM, COMMITTED),
        Point("before the socket", _POST, BEFORE, 3),
    ),
)
ANSWERS = Stretch(
    "answers",
    (
        Point("on its way", _POST, AFTER, 3),
        Point("answered", _SETTLE, BEFORE),
        Point("answered, before the commit", _POSTED, AFTER),
        Point("written down", _POSTED, COMMITTED),
    ),
)
DOUBTS = Stretch(
    "doubts",
    (
        Point("in doubt, before the commit", _DOUBT, AFTER, fault=LOST_REPLY),
        Point("in doubt", _DOUBT, COMMITTED, fault=LOST_REPLY),
        Point("about to look", _LOOK, COMMITTED, fault=LOST_REPLY),
    ),
)
LOOKS = Stretch(
    "looks",
    (
        Point("looked", _READ, AFTER, fault=LOST_REPLY),
        Point("found, before the commit", _FOUND, AFTER, fault=LOST_REPLY),
        Point("found", _FOUND, COMMITTED, fault=LOST_REPLY),
    ),
)
# Each team's noon brings several edits; what was about to be edited is left alone for seconds, so others' come next.
EDITS = Stretch(
    "edits",
    (
        Point("before an edit", _EDIT, BEFORE, 2),
        Point("edited", _EDIT, AFTER, 2),
        Point("edited, before the commit", _EDITED, AFTER, 2),
        Point("edit written down", _EDITED, COMMITTED, 2),
    ),
    stops=NOON,
    at_once=5,
    teams=3,
)
# These need second copies to be there, which takes its time.
REPAIRS = Stretch(
    "repairs",
    (
        Point("before a second copy is taken away", _DELETE, BEFORE, fault=LATE),
        Point("a second copy is taken away", _DELETE, AFTER, fault=LATE),
    ),
    stops=MORNING,
    at_once=10,
    teams=4,
)
STRETCHES = (OUT_OF_THE_DOOR, ANSWERS, DOUBTS, LOOKS, EDITS, REPAIRS)
