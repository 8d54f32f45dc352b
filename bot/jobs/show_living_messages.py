"""Showing posts that change: composed as things stand, posted through the outbox once, edited from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.jobs.composing import compose
from bot.jobs.undelivered import blocked
from bot.log import logger
from bot.slack.answers import Kind, NotPosted, Outcome, Posted, Unknown
from bot.slack.client import SlackClient
from bot.storage import paces
from bot.storage.database import Database, database_now, is_out_of_order
from bot.storage.living import LivingMessage, Subject, living_message, stale_messages
from bot.storage.occurrences import Occurrence
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue

# `chat.update` has a budget of its own: Slack's Tier 3, about 50 a minute.
BETWEEN_EDITS = timedelta(seconds=2)
AFTER_A_FAULT = timedelta(seconds=10)
# An edit that is under way keeps other replicas away: they would show something newer, and this one older after it.
EDIT_SECONDS = 4.0
EDIT_LEASE = timedelta(seconds=5)
ON_ITS_WAY, IN_DOUBT = timedelta(milliseconds=200), timedelta(seconds=2)
# How soon it is looked again whether Slack's budget allows one more.
UNTIL_THERE_IS_ROOM = timedelta(seconds=1)
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
log = logger(__name__)


@dataclass(frozen=True)
class Edit:
    """What a message shall show now, and where it stands."""

    id: int
    version: int
    channel: str
    ts: str
    message: Message


def show_living_messages(
    db: Database, slack: SlackClient, now: datetime, *, between_edits: timedelta = BETWEEN_EDITS
) -> int:
    """Enqueue what was never posted, edit what was; one that fails does not stop the others."""
    with db.glance() as session:
        stale = stale_messages(session, real_now=database_now(session))
    shown = 0
    for living_id in stale:
        try:
            with db.write() as session:
                found = _post_or_edit(session, living_id, now, paced=bool(between_edits))
            if isinstance(found, Edit):
                outcome = _edit(slack, found)
                with db.write() as session:
                    _note(session, found, outcome, between_edits, now)
            shown += bool(found)
        except Exception as fault:
            if is_out_of_order(fault):
                raise  # nothing can be shown now, nor put off
            log.exception("a living message could not be shown", living_message=living_id)
            with db.write() as session:
                _later(session, living_id, AFTER_A_FAULT)
    return shown


def _edit(slack: SlackClient, edit: Edit) -> Outcome:
    said = edit.message
    return slack.update(edit.channel, edit.ts, said.text, said.blocks, deadline=EDIT_SECONDS)


def _post_or_edit(session: Session, living_id: int, now: datetime, *, paced: bool) -> Edit | bool:
    """What to edit; else whether something was done here (a first posting put into the outbox) or has to wait."""
    living = session.scalar(
        select(LivingMessage).where(LivingMessage.id == living_id).with_for_update(skip_locked=True)
    )
    if living is None or living.shown >= living.wanted:
        return False
    real_now = database_now(session)
    if living.not_before is not None and living.not_before > real_now:
        return False  # another replica is at it
    posted = None if living.outbox_id is None else session.get(OutboundMessage, living.outbox_id)
    if posted is None:
        _enqueue(session, living, *compose(session, living, now), now)
    elif posted.state == OutboxState.PENDING and posted.lease_until is None:
        posted.replace(*compose(session, living, now))
        living.shown = living.wanted
    elif posted.state == OutboxState.SENT and posted.ts and posted.posted_channel:
        if paced and not paces.may_edit(session, living.workspace_id, real_now=real_now):
            living.not_before = real_now + UNTIL_THERE_IS_ROOM
            return False
        living.not_before = real_now + EDIT_LEASE
        message, _ = compose(session, living, now)
        return Edit(living.id, living.wanted, posted.posted_channel, posted.ts, message)
    elif posted.state in (OutboxState.FAILED, OutboxState.DROPPED, OutboxState.UNKNOWN):
        living.shown = living.wanted  # it is not there to be edited; why, the outbox row tells
    else:
        # On its way right now; or in doubt, which takes longer.
        in_doubt = posted.lease_until is None or posted.lease_until < real_now
        living.not_before = real_now + (IN_DOUBT if in_doubt else ON_ITS_WAY)
        return False
    return True


def _enqueue(session: Session, living: LivingMessage, message: Message, alone: Message | None, now: datetime) -> None:
    occurrence = session.scalars(select(Occurrence).where(Occurrence.id == living.occurrence_id)).one()
    row = enqueue(
        session,
        living.workspace_id,
        living.outbox_key,
        living.channel,
        message,
        now=now,
        due_at=living.due_at,
        expires_at=living.expires_at,
        after=_parent(session, living, occurrence),
        alone=alone,
        occurrence_id=living.occurrence_id,
        person_id=living.person_id,
    )
    living.outbox_id, living.shown = row.id, living.wanted


def _parent(session: Session, living: LivingMessage, occurrence: Occurrence) -> OutboundMessage | None:
    """Cards are replies in the day's thread."""
    if living.subject != Subject.CARD:
        return None
    day = living_message(session, occurrence, Subject.DAY)
    return None if day is None or day.outbox_id is None else session.get(OutboundMessage, day.outbox_id)


def _note(session: Session, edit: Edit, outcome: Outcome, between_edits: timedelta, now: datetime) -> None:
    living = session.scalars(select(LivingMessage).where(LivingMessage.id == edit.id).with_for_update()).one()
    match outcome:
        case Posted():
            living.shown, living.not_before = edit.version, database_now(session) + between_edits
        case NotPosted(error) if error in GONE:
            living.is_gone()
        case NotPosted(error, Kind.CONTENT):
            log.error("an edit was refused", living_message=edit.id, error=error)
            living.shown = edit.version
        case NotPosted(error, Kind.PLACE) if living.subject == Subject.PROMPT:
            living.shown = edit.version  # somebody who is gone, or takes no messages of apps any more
        case NotPosted(error, Kind.PLACE | Kind.TOKEN):
            living.not_before = database_now(session) + AFTER_A_FAULT
            blocked(session, session.get_one(OutboundMessage, living.outbox_id), error, now)
        case NotPosted(_, _, retry_after):
            real_now, pause = database_now(session), timedelta(seconds=retry_after or 5)
            living.not_before = real_now + pause
            if retry_after is not None:
                paces.edits_refused(session, living.workspace_id, retry_after=pause, real_now=real_now)
        case Unknown():
            living.not_before = database_now(session) + AFTER_A_FAULT  # editing twice does no harm


def _later(session: Session, living_id: int, after: timedelta) -> None:
    living = session.scalars(select(LivingMessage).where(LivingMessage.id == living_id)).one()
    living.not_before = database_now(session) + after
