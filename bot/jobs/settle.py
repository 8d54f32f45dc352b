"""What Slack said to messages that were sent, and what follows from it for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.jobs.undelivered import blocked, undelivered
from bot.log import logger
from bot.metrics import Metrics
from bot.slack.answers import Kind, NotPosted, Outcome, Posted, Unknown
from bot.storage import outcomes, paces
from bot.storage.database import Database, database_now
from bot.storage.delivery import Parcel, Timings
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.outcomes import Arrival

# While somebody has to put something right (an invitation), it is tried again at this pace at the latest.
WAIT_FOR_A_PERSON = timedelta(seconds=30)
# Slack says 429 without a number.
SHORTEST_PAUSE = timedelta(seconds=1)
TOO_FAST = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
THREAD_IS_GONE = frozenset({"thread_not_found", "cannot_reply_to_message", "message_not_found"})
log = logger(__name__)


def settle(
    db: Database, metrics: Metrics, ended: Sequence[tuple[Parcel, Outcome]], *, now: datetime, timings: Timings
) -> None:
    """Write all of it down at once; should one of them fail to be written, each by itself."""
    try:
        with db.write() as session:
            _note_all(session, ended, now, timings)
    except Exception:
        log.exception("outcomes could not be written together", count=len(ended))
        for one in ended:
            _alone(db, one, now, timings)
    for parcel, outcome in ended:
        metrics.deliveries.labels(type(outcome).__name__.lower()).inc()
        if isinstance(outcome, Posted):
            metrics.lateness.observe(max(0.0, (now - parcel.due_at).total_seconds()))


def _alone(db: Database, one: tuple[Parcel, Outcome], now: datetime, timings: Timings) -> None:
    """What cannot be written down now is in doubt as soon as its lease is over, and looked for."""
    try:
        with db.write() as session:
            _note_all(session, [one], now, timings)
    except Exception:
        log.exception("what came of a message could not be written", message=one[0].id)


def _note_all(session: Session, ended: Sequence[tuple[Parcel, Outcome]], now: datetime, timings: Timings) -> None:
    arrivals = [Arrival(parcel, one.channel, one.ts) for parcel, one in ended if isinstance(one, Posted)]
    if arrivals:
        outcomes.were_posted(session, arrivals, now=now, timings=timings)
        taken = [one.parcel.workspace_id for one in arrivals]
        for workspace_id in sorted(set(taken)):
            paces.note_taken(session, workspace_id, taken.count(workspace_id), real_now=database_now(session))
    for parcel, outcome in ended:
        _note(session, parcel, outcome, now)


def _note(session: Session, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Posted():
            pass  # written down above, all at once
        case NotPosted(error, _, retry_after) if error in TOO_FAST:
            pause = max(SHORTEST_PAUSE, timedelta(seconds=retry_after or 0))
            outcomes.was_not_posted(session, parcel, error=error, after=pause)
            _slow_down(session, parcel, pause)
        case NotPosted(error, Kind.RETRY, retry_after):
            after = None if retry_after is None else timedelta(seconds=retry_after)
            outcomes.was_not_posted(session, parcel, error=error, after=after)
        case NotPosted(error) if error in THREAD_IS_GONE and parcel.thread_ts is not None:
            outcomes.without_thread(session, parcel, error=error)
        case NotPosted(error, Kind.CONTENT):
            log.error("Slack does not take what a message consists of", message=parcel.id, error=error)
            _tell_if_over(session, outcomes.try_plainly(session, parcel, error=error), now)
        case NotPosted(error, Kind.PLACE) if _is_somebodys(parcel):
            log.error("Slack does not take a message to somebody", message=parcel.id, error=error)
            _tell_if_over(session, outcomes.has_failed(session, parcel, error=error), now)
        case NotPosted(error):
            _wait_for_a_person(session, parcel, error, now)
        case Unknown(error):
            log.warning("a message is in doubt: it is looked for", message=parcel.id, error=error)
            outcomes.is_in_doubt(session, parcel, error=error)


def _slow_down(session: Session, parcel: Parcel, pause: timedelta) -> None:
    paces.note_refused(session, parcel.workspace_id, parcel.channel, retry_after=pause, real_now=database_now(session))


def _wait_for_a_person(session: Session, parcel: Parcel, error: str, now: datetime) -> None:
    row = outcomes.was_not_posted(session, parcel, error=error, after=WAIT_FOR_A_PERSON)
    if row is not None:
        blocked(session, row, error, now)


def _is_somebodys(parcel: Parcel) -> bool:
    """A direct message: nobody else can put it right."""
    return parcel.channel.startswith(("U", "W", "D"))


def _tell_if_over(session: Session, row: OutboundMessage | None, now: datetime) -> None:
    if row is not None and row.state == OutboxState.FAILED:
        undelivered(session, row, now)
