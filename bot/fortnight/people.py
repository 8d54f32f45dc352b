"""Who is in the story, where they live, and when it begins."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

CHANNEL: Final = "#checkout"
BERLIN: Final = "Europe/Berlin"
ZONES: Final = {
    "Ana": BERLIN,
    "Ben": "America/New_York",
    "Chi": "Asia/Tokyo",
    "Gil": BERLIN,
    "Hua": "America/New_York",
}
"""Ana is product manager, Ben leads the engineers Gil and Hua, Chi designs. All times of the story are their own."""

JOINING: Final = {"Gil": "Engineer", "Hua": "Engineer"}
"""Who of them has to be invited first; the others live in every simulated Slack."""

BEGINS: Final = datetime(2026, 11, 6, 15, 30, tzinfo=UTC)
"""Friday, half past four in Berlin: the team sets up what the next ten working days are held with."""

OPENS: Final = datetime(2026, 11, 23, 8, 25, tzinfo=UTC)
"""Monday after them, five minutes before Ana is asked."""
