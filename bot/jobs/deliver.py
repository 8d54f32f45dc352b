"""Posting what is in the outbox: claimed, written down as on its way, sent, and what came of it written down."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.jobs.undelivered import undelivered
from bot.log import logger
from bot.metrics import Metrics
from bot.slack.answers import Kind, NotPosted, Outcome, Posted, Unknown
from bot.slack.client import SlackClient
from bot.storage import delivery
from bot.storage.database import Database
from bot.storage.delivery import Parcel
from bot.storage.outbox import OutboundMessage, OutboxState

OWNER = f"{os.uname().nodename}:{os.getpid()}"
AT_ONCE = 8
# Somebody can put these right (invite, unarchive) while the message is still worth something.
WAITING_FOR_A_PERSON = frozenset({"not_in_channel", "is_archived", "channel_not_found", "restricted_action"})
WAIT_FOR_A_PERSON = timedelta(seconds=30)
log = logger(__name__)


def deliver(db: Database, slack: SlackClient, metrics: Metrics, now: datetime) -> int:
    """Post all that is due; how many messages were taken. Each channel in order, channels side by side."""
    _give_up(db, metrics, now)
    taken = 0
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="deliver") as senders:
        while True:
            with db.write() as session:
                parcels = delivery.claim_messages(session, now=now, owner=OWNER)
            if not parcels:
                return taken
            by_channel: dict[str, list[Parcel]] = defaultdict(list)
            for parcel in parcels:
                by_channel[parcel.channel].append(parcel)
            list(senders.map(lambda queue: _send_in_order(db, slack, metrics, queue, now), by_channel.values()))
            taken += len(parcels)


def _send_in_order(
    db: Database, slack: SlackClient, metrics: Metrics, parcels: Iterable[Parcel], now: datetime
) -> None:
    for parcel in parcels:
        try:
            _send(db, slack, metrics, parcel, now)
        except Exception:
            log.exception("a message could not be sent", message=parcel.id)


def _send(db: Database, slack: SlackClient, metrics: Metrics, parcel: Parcel, now: datetime) -> None:
    with db.write() as session:
        if not delivery.start_sending(session, parcel):
            return
    message = parcel.message
    outcome = slack.post(parcel.channel, message.text, message.blocks, id=parcel.public_id, thread_ts=parcel.thread_ts)
    with db.write() as session:
        _note(session, metrics, parcel, outcome, now)


def _note(session: Session, metrics: Metrics, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    metrics.deliveries.labels(type(outcome).__name__.lower()).inc()
    match outcome:
        case Posted(channel, ts):
            metrics.lateness.observe(max(0.0, (now - parcel.due_at).total_seconds()))
            delivery.finish(
                session, parcel, OutboxState.SENT, now=now, posted_channel=channel, ts=ts, how="posted", last_error=None
            )
        case NotPosted(error, Kind.PLACE) if error in WAITING_FOR_A_PERSON:
            delivery.try_again(session, parcel, after=WAIT_FOR_A_PERSON, error=error)
        case NotPosted(error, Kind.RETRY | Kind.TOKEN, retry_after):
            delivery.try_again(session, parcel, after=timedelta(seconds=retry_after or 5), error=error)
        case NotPosted(error):
            log.error("Slack takes a message not at all", message=parcel.id, error=error)
            delivery.finish(session, parcel, OutboxState.FAILED, now=now, last_error=error)
            undelivered(session, session.get_one(OutboundMessage, parcel.id), now)
        case Unknown(error):
            log.error("nobody knows whether a message was posted", message=parcel.id, error=error)
            delivery.finish(session, parcel, OutboxState.UNKNOWN, now=now, last_error=error)


def _give_up(db: Database, metrics: Metrics, now: datetime) -> None:
    """What is too late is dropped; what a sender left half-way is never sent again. Both are told in the log."""
    with db.write() as session:
        for row in delivery.drop_expired(session, now=now):
            metrics.deliveries.labels("dropped").inc()
            log.warning("a message was dropped as too late", message=row.id, error=row.last_error)
            undelivered(session, row, now)
        for row in delivery.give_up_interrupted(session):
            metrics.deliveries.labels("unknown").inc()
            log.error("nobody knows whether a message was posted", message=row.id, error=row.last_error)
