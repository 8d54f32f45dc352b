"""Action items: what people type about them, and when their owners hear of them."""

from __future__ import annotations

from bot.domain.action_items.listing import PAGE, Listing, Which, parse_listing
from bot.domain.action_items.new import LONGEST_ACTION, Move, NewAction, first_named, parse_action, parse_move
from bot.domain.action_items.reminders import next_reminder, reminder_days

__all__ = [
    "LONGEST_ACTION",
    "PAGE",
    "Listing",
    "Move",
    "NewAction",
    "Which",
    "first_named",
    "next_reminder",
    "parse_action",
    "parse_listing",
    "parse_move",
    "reminder_days",
]
