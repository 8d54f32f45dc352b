"""Two weeks of a team of five, told once: the demo begins after them, a test knows every word that comes of them."""

from __future__ import annotations

from bot.fortnight.people import BEGINS, CHANNEL, OPENS, ZONES
from bot.fortnight.story import STORY
from bot.fortnight.telling import StoryFalters, gather, tell

__all__ = ["BEGINS", "CHANNEL", "OPENS", "STORY", "ZONES", "StoryFalters", "gather", "tell"]
