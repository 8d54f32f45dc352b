"""`/retro`: looking back together, from the first card to what the team promises."""

from __future__ import annotations

from bot.commands.retro import actions, cards, leading, moving, past, promising, series, votes
from bot.commands.retro.noun import retro

# Help lists the verbs in the order in which a retro goes; each part has registered its own when it was read.
PARTS = tuple(part.__name__ for part in (moving, leading, cards, votes, promising, actions, series, past))
retro.verbs = dict(sorted(retro.verbs.items(), key=lambda verb: PARTS.index(verb[1].run.__module__)))

__all__ = ["retro"]
