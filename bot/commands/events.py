"""What Slack tells by itself: who joined and left, who changed, that the bot was removed. Each is acted upon once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.commands.refresh import Refresh
from bot.log import logger
from bot.storage import channels, inbox
from bot.storage.ceremonies import aim_again
from bot.storage.database import Database
from bot.storage.people import keep_person, person_named
from bot.storage.teams import team_of_channel
from bot.storage.workspaces import Workspace, installed_workspace

log = logger(__name__)


class Events:
    """Takes the `event_callback` payloads."""

    def __init__(self, *, db: Database, refresh: Refresh, clock: Clock, wake: Callable[[], None]) -> None:
        self._db, self._refresh, self._clock, self._wake = db, refresh, clock, wake
        self._handlers: dict[str, Callable[[Session, Workspace, Mapping[str, Any], datetime], None]] = {
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            "user_change": _person_changed,
            "team_join": _person_changed,
            "channel_rename": _channel_renamed,
            "group_rename": _channel_renamed,
            "app_uninstalled": _uninstalled,
        }

    def take(self, body: Mapping[str, Any]) -> None:
        """One event, in one transaction; raises when it could not be kept, so that Slack sends it again."""
        event = body.get("event") or {}
        handler = self._handlers.get(event.get("type", ""))
        if handler is None:
            return
        now = self._clock()
        with self._db.write() as session:
            workspace = installed_workspace(session, body.get("team_id", ""))
            if workspace is None:
                return
            key = f"event:{body.get('event_id', '')}"[:128]
            if not inbox.is_first(session, workspace.id, key, at=now):
                return
            handler(session, workspace, event, now)
        log.info("event", event_type=event.get("type", ""))
        self._wake()

    def _joined(self, session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
        """Somebody, or the bot itself, came into a channel: its roster is read again."""
        channel = channels.channel_named(session, workspace.id, event["channel"])
        if channel is not None:
            channels.member_joined(session, channel, event["user"])
        self._reread(session, workspace, event["channel"])

    def _left(self, session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
        """Somebody left: at once they may read nothing of its team any more."""
        channel = channels.channel_named(session, workspace.id, event["channel"])
        if channel is not None:
            channels.member_left(session, channel, event["user"])
        if event["user"] != workspace.bot_user_id:
            self._reread(session, workspace, event["channel"])

    def _reread(self, session: Session, workspace: Workspace, channel: str) -> None:
        self._refresh.forget(workspace.id, channel)
        team = team_of_channel(session, workspace.id, channel)
        if team is not None:
            team.want_roster()


def _person_changed(session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
    """Names, roles and zones apply at once; a new zone moves the next prompts."""
    user = event["user"]
    known = person_named(session, workspace.id, user["id"])
    if known is None:
        return
    zone_before = known.zone
    person = keep_person(session, workspace.id, user, home=workspace.slack_id, read_at=datetime.now(UTC))
    if person.zone != zone_before:
        aim_again(session, person, now=now)


def _channel_renamed(session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
    described = event["channel"]
    channel = channels.channel_named(session, workspace.id, described["id"])
    if channel is not None:
        channel.name = described.get("name", channel.name)


def _uninstalled(session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
    workspace.uninstalled_at, workspace.uninstall_reason = now, "app_uninstalled"
