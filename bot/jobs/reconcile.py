"""Looking in Slack for messages of which nobody knows whether they stand there; surplus copies are taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.jobs.undelivered import undelivered
from bot.log import logger
from bot.metrics import Metrics
from bot.slack.answers import IN_DOUBT, kind_of
from bot.slack.client import EVENT_TYPE, SlackClient, SlackRefused, SlackSilent
from bot.storage import reconciling
from bot.storage.database import Database
from bot.storage.delivery import Timings
from bot.storage.outbox import OutboxState
from bot.storage.reconciling import Copy, Doubt

TRY_AGAIN_AFTER = timedelta(seconds=5)
# One page is enough around a due time, even where Slack shows no more than 15 at a time; but a look must be complete.
PAGE = 200
# Refusals that pass; others (`cant_delete_message`) do not, and the copy stays.
PASSING = frozenset({"ratelimited", "rate_limited", *IN_DOUBT})
log = logger(__name__)


class Reconciler:
    """One look a conversation for all that is in doubt there."""

    def __init__(self, db: Database, slack: SlackClient, metrics: Metrics, *, timings: Timings, owner: str) -> None:
        self._db, self._slack, self._metrics = db, slack, metrics
        self._timings, self._owner = timings, owner

    def run(self, now: datetime) -> int:
        """Look for what can be looked for now; how many messages that settled."""
        with self._db.glance() as session:
            if not reconciling.is_anything_in_doubt(session, now=now, timings=self._timings):
                return 0
        with self._db.write() as session:
            doubts = reconciling.claim_doubts(session, now=now, owner=self._owner, timings=self._timings)
        together: dict[tuple[str, str | None], list[Doubt]] = defaultdict(list)
        for doubt in doubts:
            together[doubt.channel, doubt.thread_ts].append(doubt)
        return sum(self._look(channel, some, now) for (channel, _), some in together.items())

    def _look(self, channel: str, doubts: Sequence[Doubt], now: datetime) -> int:
        """All of one conversation (or thread); how many were settled."""
        try:
            place = self._conversation(channel)
            found = self._copies(place, doubts)
        except SlackRefused as refusal:
            return self._refused(doubts, refusal, now)
        except SlackSilent:
            return self._later(doubts, TRY_AGAIN_AFTER)
        return sum(self._settle(place, doubt, found[doubt.public_id], now) for doubt in doubts)

    def _settle(self, channel: str, doubt: Doubt, copies: Sequence[Copy], now: datetime) -> int:
        """What is too much goes first: who dies in between, or is refused, leaves the message in doubt."""
        kept, surplus = reconciling.keep_one(copies)
        gone = [self._is_deleted(channel, ts) for ts in surplus]
        if not all(gone):
            return self._later([doubt], TRY_AGAIN_AFTER)
        with self._db.write() as session:
            row = reconciling.note_copy(session, doubt, channel, kept, now=now, timings=self._timings)
        if row is not None:
            self._metrics.looked_for.labels("not_found" if kept is None else "found").inc()
            log.info("a message was looked for", message=row.id, found=kept is not None)
        return 1

    def _conversation(self, channel: str) -> str:
        """A person's direct messages have a channel of their own."""
        if not channel.startswith(("U", "W")):
            return channel
        return str(self._slack.call("conversations.open", users=channel)["channel"]["id"])

    def _copies(self, channel: str, doubts: Sequence[Doubt]) -> dict[str, list[Copy]]:
        """What stands there under the ids that are looked for, oldest first. Raises SlackRefused or SlackSilent."""
        found: dict[str, list[Copy]] = defaultdict(list)
        ours = {doubt.bot_id for doubt in doubts}
        for message in self._said(channel, doubts):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and message.get("bot_id") in ours:
                answered = bool(message.get("reply_count"))
                found[(metadata.get("event_payload") or {}).get("id", "")].append(Copy(message["ts"], answered))
        for copies in found.values():
            copies.sort(key=lambda copy: [int(part) for part in copy.ts.split(".")])
        return found

    def _said(self, channel: str, doubts: Sequence[Doubt]) -> Iterator[dict[str, Any]]:
        since = min(doubt.since for doubt in doubts)
        thread_ts = doubts[0].thread_ts
        oldest = f"{since.timestamp():.6f}"
        which: dict[str, Any] = {"channel": channel, "oldest": oldest, "include_all_metadata": True, "limit": PAGE}
        if thread_ts is None:
            return self._slack.pages("conversations.history", "messages", **which)
        return self._slack.pages("conversations.replies", "messages", ts=thread_ts, **which)

    def _refused(self, doubts: Sequence[Doubt], refusal: SlackRefused, now: datetime) -> int:
        """Slack may show it later; or it never will."""
        if refusal.retry_after is not None or kind_of(refusal.error) is None:
            return self._later(doubts, timedelta(seconds=refusal.retry_after or TRY_AGAIN_AFTER.total_seconds()))
        with self._db.write() as session:
            for doubt in doubts:
                row = reconciling.cannot_look(session, doubt, error=refusal.error)
                if row is not None and row.state == OutboxState.UNKNOWN:
                    log.error("nobody knows whether a message was posted", message=row.id, error=refusal.error)
                    self._metrics.deliveries.labels("unknown").inc()
                    undelivered(session, row, now)
        return len(doubts)

    def _later(self, doubts: Sequence[Doubt], after: timedelta) -> int:
        with self._db.write() as session:
            for doubt in doubts:
                reconciling.look_later(session, doubt, after=after)
        return 0

    def _is_deleted(self, channel: str, ts: str) -> bool:
        """A copy that is gone already is gone."""
        try:
            self._slack.call("chat.delete", channel=channel, ts=ts)
        except SlackRefused as refusal:
            if refusal.error == "message_not_found":
                return True
            log.error("a second copy of a message could not be taken away", channel=channel, error=refusal.error)
            return refusal.error not in PASSING
        except SlackSilent:
            return False
        self._metrics.looked_for.labels("removed").inc()
        log.warning("a second copy of a message was taken away", channel=channel)
        return True
