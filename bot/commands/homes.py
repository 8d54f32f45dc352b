"""App Home: what waits for somebody and what they take part in, shown when they open it and kept true as they act."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.commands.refresh import Refresh
from bot.domain.zones import zone_or
from bot.log import logger
from bot.messages import homes, welcome
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.storage.database import Database
from bot.storage.homes import held_with
from bot.storage.people import person_named
from bot.storage.permissions import Actor
from bot.storage.summaries import mine
from bot.storage.workspaces import Workspace

SAY_SECONDS = 3.0
# Whose home is remembered as it was shown; who opened theirs longer ago sees it anew when they open it again.
MOST_REMEMBERED = 10_000
Who = tuple[int, str]
log = logger(__name__)


def home_of(session: Session, workspace: Workspace, slack_id: str, now: datetime) -> dict[str, Any] | None:
    """Somebody's App Home as things stand; None for somebody of whom nothing is known."""
    person = person_named(session, workspace.id, slack_id)
    if person is None:
        return None
    actor = Actor(person, workspace, *Refresh.trusted_since(datetime.now(UTC)))
    zone, may_set_up = zone_or(person.zone, ZoneInfo("UTC")), not (person.is_guest or person.is_external)
    waiting = homes.waiting(mine(session, actor, now=now), zone)
    return welcome.home(held_with(session, actor, now=now), zone, waiting=waiting, may_set_up=may_set_up)


class Homes:
    """Publishes homes; `run` has something done beside the request (a thread of its own unless told otherwise).

    Best effort: nothing depends on it, and opening the home shows it anew.
    """

    def __init__(
        self,
        db: Database,
        slack: SlackClient,
        refresh: Refresh,
        clock: Clock,
        *,
        run: Callable[[Callable[[], None]], object] | None = None,
    ) -> None:
        self._db, self._slack, self._refresh, self._clock = db, slack, refresh, clock
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="homes")
        self._run = run or self._hand.submit
        self._lock = threading.Lock()
        self._shown: dict[Who, str] = {}
        self._waiting: set[Who] = set()

    def close(self) -> None:
        self._hand.shutdown(wait=True, cancel_futures=True)

    def publish(self, workspace: Workspace, slack_id: str, view: dict[str, Any]) -> None:
        """Show somebody their home, and remember what it shows."""
        try:
            self._slack.call("views.publish", user_id=slack_id, view=view, deadline=SAY_SECONDS)
        except (SlackRefused, SlackSilent) as fault:
            log.info("App Home was not shown", error=str(fault))
            return
        with self._lock:
            self._shown.pop((workspace.id, slack_id), None)
            self._shown[workspace.id, slack_id] = _digest(view)
            if len(self._shown) > MOST_REMEMBERED:
                del self._shown[next(iter(self._shown))]

    def changed(self, workspace: Workspace, slack_id: str, *, from_home: bool = False) -> None:
        """They did something: soon their home shows it, if they have opened it (`from_home`: they look at it)."""
        who = (workspace.id, slack_id)
        with self._lock:
            if who in self._waiting or not (from_home or who in self._shown):
                return
            self._waiting.add(who)
        self._run(lambda: self._renew(workspace, slack_id))

    def _renew(self, workspace: Workspace, slack_id: str) -> None:
        who = (workspace.id, slack_id)
        with self._lock:
            self._waiting.discard(who)
        try:
            self._refresh(workspace, slack_id, teams=True)
            with self._db.read() as session:
                view = home_of(session, workspace, slack_id, self._clock())
        except Exception:
            log.exception("App Home could not be made")
            return
        if view is not None and _digest(view) != self._shown.get(who):
            self.publish(workspace, slack_id, view)


def _digest(view: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
