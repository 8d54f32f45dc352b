"""How this process looks for garbage: seldom, and not among what it imported."""

from __future__ import annotations

import gc

# A report makes some hundred thousand objects, none of them garbage in a circle: looked for every 700 (Python's own
# choice) the search takes an eighth of its time.
NEW_OBJECTS = 10_000


def look_for_it_seldom() -> None:
    """To be called when all is imported: what is there now stays, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()
