"""`/retro`: looking back together, from the first card to what the team promises."""

from __future__ import annotations

from bot.commands.retro import actions, cards, moving, past, promising, series, votes
from bot.commands.retro.noun import retro

# The order in which help lists its verbs is the one in which these were read.
PARTS = (moving, cards, votes, promising, actions, series, past)

__all__ = ["retro"]
