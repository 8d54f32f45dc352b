"""The story: the evening before, and ten working days."""

from __future__ import annotations

from bot.fortnight.first_week import FIRST_WEEK
from bot.fortnight.second_week import SECOND_WEEK
from bot.fortnight.telling import Day

STORY: tuple[Day, ...] = (*FIRST_WEEK, *SECOND_WEEK)
