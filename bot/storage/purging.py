"""What the bot keeps for a while and then lets go: deliveries, and what was posted."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Text, and_, bindparam, cast, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from bot.storage.inbox import Delivery
from bot.storage.living import LivingMessage
from bot.storage.outbox import OPEN_STATES, OutboundMessage, OutboxState
from bot.storage.schema import UtcDateTime, table_of

# Slack repeats a delivery within an hour; a day more is for an outage of its own.
INBOX_KEPT_FOR = timedelta(hours=48)
OUTBOX_KEPT_FOR = timedelta(days=14)
NOTHING_SAID = {"text": "", "blocks": list[object]()}

INBOX, OUTBOX, LIVING = map(table_of, (Delivery, OutboundMessage, LivingMessage))
BEFORE = bindparam("before", type_=UtcDateTime())
MOST: BindParameter[int] = bindparam("most")

OLD_DELIVERIES = (
    select(INBOX.c.workspace_id, INBOX.c.key)
    .where(INBOX.c.received_at < BEFORE)
    .limit(MOST)
    .with_for_update(skip_locked=True)
)
# When it was posted; of what never was, from when on it was worth nothing.
ENDED_AT = func.coalesce(OUTBOX.c.sent_at, OUTBOX.c.expires_at, type_=UtcDateTime())
IS_OVER = and_(
    OUTBOX.c.state.in_([state for state in OutboxState if state not in OPEN_STATES]),
    OUTBOX.c.recheck_at.is_(None),
    ENDED_AT < BEFORE,
)
# A post that is edited is found by its row, and so is the thread of a reply.
HELD_BY_A_POST = OUTBOX.c.id.in_(select(LIVING.c.outbox_id).where(LIVING.c.outbox_id.is_not(None)))
REPLIES = OUTBOX.alias("replies")
HELD_BY_A_REPLY = OUTBOX.c.id.in_(select(REPLIES.c.after_id).where(REPLIES.c.after_id.is_not(None)))
OLD_MESSAGES = (
    select(OUTBOX.c.id)
    .where(IS_OVER, ~HELD_BY_A_POST, ~HELD_BY_A_REPLY)
    .order_by(OUTBOX.c.id.desc())
    .limit(MOST)
    .with_for_update(skip_locked=True)
)
OLD_WORDS = (
    select(OUTBOX.c.id)
    .where(IS_OVER, func.length(cast(OUTBOX.c.payload, Text)) > len(json.dumps(NOTHING_SAID)))
    .limit(MOST)
    .with_for_update(skip_locked=True)
)


def purge_deliveries(session: Session, *, now: datetime, most: int) -> int:
    """Let go of what Slack delivered so long ago that it is not repeated any more; how many."""
    keys = [tuple(key) for key in session.execute(OLD_DELIVERIES, _older(now - INBOX_KEPT_FOR, most))]
    if keys:
        session.execute(delete(INBOX).where(tuple_(INBOX.c.workspace_id, INBOX.c.key).in_(keys)))
    return len(keys)


def purge_messages(session: Session, *, now: datetime, most: int) -> int:
    """Let go of what ended long ago, replies before what they reply to; what is still edited stays. How many."""
    ids = list(session.scalars(OLD_MESSAGES, _older(now - OUTBOX_KEPT_FOR, most)))
    if ids:
        session.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))
    return len(ids)


def purge_words(session: Session, *, now: datetime, most: int) -> int:
    """Of messages that stay as places to edit, let go of what they said when they were posted; how many."""
    ids = list(session.scalars(OLD_WORDS, _older(now - OUTBOX_KEPT_FOR, most)))
    if ids:
        session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(payload=NOTHING_SAID))
    return len(ids)


def _older(before: datetime, most: int) -> dict[str, object]:
    return {"before": before, "most": most}
