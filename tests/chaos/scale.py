"""How much of each chaos a run goes through: `make chaos`, or `make chaos-full` (DRUMBEAT_CHAOS=full)."""

from __future__ import annotations

import os
from dataclasses import dataclass

SETTING = "DRUMBEAT_CHAOS"


@dataclass(frozen=True)
class Scale:
    """For each database, unless it says otherwise. Parts are what workers share."""

    parts: int  # of 1,008 occurrences
    kills_a_part: int
    each_point: int  # how often the bot dies at each kill point
    parts_of_faults: int  # of 1,008 occurrences, on PostgreSQL
    sigterms: int  # over all
    deliveries: int  # over both databases


USUAL = Scale(parts=2, kills_a_part=30, each_point=10, parts_of_faults=2, sigterms=40, deliveries=10_000)
FULL = Scale(parts=10, kills_a_part=20, each_point=100, parts_of_faults=10, sigterms=200, deliveries=10_000)
SCALE = FULL if os.environ.get(SETTING) == "full" else USUAL
TEAMS, DAYS = 21, 6
A_PART = TEAMS * 8 * DAYS
