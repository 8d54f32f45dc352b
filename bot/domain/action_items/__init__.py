"""Action items: what people type about them, and when their owners hear of them."""

from __future__ import annotations

from bot.domain.action_items.reminders import next_reminder, reminder_days

__all__ = ["next_reminder", "reminder_days"]
