"""Reminding the owners of action items: on the working day before, and on the day that they are due."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.cadence import local_day
from bot.jobs.one_by_one import one_by_one
from bot.messages import action_items as messages
from bot.storage.action_items import ActionItem, aim_reminder, owner_of
from bot.storage.ceremonies import member_zone
from bot.storage.database import Database
from bot.storage.due import due_action_items
from bot.storage.outbox import enqueue
from bot.storage.reminders import action_key
from bot.storage.retro_boards import promises
from bot.storage.teams import Team

# In the evening nobody needs to hear what was to be said in the morning.
REMINDER_WINDOW = timedelta(hours=9)


def remind_owners(db: Database, now: datetime) -> int:
    """Remind whoever still has something to do; what is too late is left, and the next one aimed at."""
    return one_by_one(db, due_action_items, _take, now)


def _take(session: Session, item_id: int, now: datetime) -> int:
    item = session.scalar(select(ActionItem).where(ActionItem.id == item_id).with_for_update(skip_locked=True))
    if item is None or item.remind_at is None or item.remind_at > now:
        return 0  # another replica was first
    due_at = item.remind_at
    owner = owner_of(session, item)
    team = session.scalars(select(Team).where(Team.workspace_id == item.workspace_id, Team.id == item.team_id)).one()
    aim_reminder(item, team, owner, after=now)
    gone = owner is None or owner.is_deactivated or team.archived_at is not None
    if owner is None or gone or not item.is_open or now - due_at > REMINDER_WINDOW:
        return 1
    today = local_day(now, member_zone(owner, team))
    enqueue(
        session,
        item.workspace_id,
        action_key(item.id, due_at),
        owner.slack_id,
        messages.reminder(promises([(item, owner)], today=today)[0], team.name, today=today),
        now=now,
        expires_at=due_at + REMINDER_WINDOW,
        person_id=owner.id,
    )
    return 1
