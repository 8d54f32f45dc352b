"""Blockers: what counts as one, how old it is, and what people type about it."""

from __future__ import annotations

from bot.domain.blockers.age import age_in_workdays, workdays_between
from bot.domain.blockers.line import BlockerLine, BlockerState
from bot.domain.blockers.said import says_nothing, says_only_known
from bot.domain.blockers.words import BlockerMove, Move, NewBlocker, parse_block, parse_move

__all__ = [
    "BlockerLine",
    "BlockerMove",
    "BlockerState",
    "Move",
    "NewBlocker",
    "age_in_workdays",
    "parse_block",
    "parse_move",
    "says_nothing",
    "says_only_known",
    "workdays_between",
]
