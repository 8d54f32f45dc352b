"""What a run counted, as lines in the file that DRUMBEAT_CHAOS_NOTES names: for the table in docs/reliability.md."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.chaos.storm import Toll

SETTING = "DRUMBEAT_CHAOS_NOTES"


def note(what: str, database: str, toll: Toll, **more: int) -> None:
    """One part of a run; parts of the same name are added up."""
    counted = {
        "occurrences": toll.due,
        "deaths": toll.kills,
        "lost": len(toll.lost),
        "twice": len(toll.doubled),
        "repaired": toll.repaired,
    }
    keep(what, database, **counted, **more)


def keep(what: str, database: str, **counts: int) -> None:
    line: dict[str, Any] = {"what": what, "database": database, **counts}
    print(line)
    if file := os.environ.get(SETTING):
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")
