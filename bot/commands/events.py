"""What Slack tells by itself: who joined and left, who changed, that the bot was removed. Each is acted upon once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.commands.homes import Homes, home_of
from bot.commands.refresh import Refresh
from bot.domain.message import Message
from bot.log import logger
from bot.messages import welcome
from bot.slack.answers import Posted
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.storage import channels, inbox
from bot.storage.ceremonies import aim_again
from bot.storage.database import Database
from bot.storage.outbox import enqueue
from bot.storage.people import keep_person, person_named
from bot.storage.teams import Team, team_of_channel
from bot.storage.workspaces import Workspace, uninstall_workspace

SAY_SECONDS = 3.0
# What a person says themselves; other subtypes tell that something was changed, deleted, or said by a program.
SAID = (None, "file_share", "me_message", "thread_broadcast")
log = logger(__name__)


@dataclass(frozen=True)
class Whisper:
    """To be shown to one person in a channel, after the commit; Slack keeps no copy, and neither do we."""

    channel: str
    user: str
    message: Message


@dataclass(frozen=True)
class HomeTab:
    """To be published as somebody's App Home, after the commit."""

    workspace: Workspace
    user: str
    view: dict[str, Any]


Handler = Callable[[Session, Workspace, Mapping[str, Any], datetime], Whisper | HomeTab | None]


class Events:
    """Takes the `event_callback` payloads."""

    def __init__(
        self,
        *,
        db: Database,
        slack: SlackClient,
        refresh: Refresh,
        homes: Homes,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._db, self._slack, self._refresh, self._clock, self._wake = db, slack, refresh, clock, wake
        self._homes = homes
        self._handlers: dict[str, Handler] = {
            "app_home_opened": _home_opened,
            "message": _written_to,
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            "user_change": _person_changed,
            "channel_rename": _channel_renamed,
            "group_rename": _channel_renamed,
            "channel_archive": _archived,
            "channel_unarchive": _archived,
            "group_archive": _archived,
            "group_unarchive": _archived,
            "app_uninstalled": self._uninstalled,
            "tokens_revoked": self._revoked,
        }

    @property
    def kinds(self) -> frozenset[str]:
        """The types of events that lead to something here."""
        return frozenset(self._handlers)

    def take(self, body: Mapping[str, Any]) -> None:
        """One event, in one transaction; raises when it could not be kept, so that Slack sends it again."""
        event = body.get("event") or {}
        handler = self._handlers.get(event.get("type", ""))
        if handler is None:
            return
        now = self._clock()
        workspace = self._refresh.workspace(body.get("team_id", ""))
        if workspace is None:
            return
        if event.get("type") == "app_home_opened":
            self._refresh(workspace, event.get("user", ""), teams=True)
        with self._db.write() as session:
            key = f"event:{body.get('event_id', '')}"[:128]
            if not inbox.is_first(session, workspace.id, key, at=now):
                return
            to_say = handler(session, workspace, event, now)
        log.info("event", event_type=event.get("type", ""))
        self._wake()
        if to_say is not None:
            self._say(to_say)

    def _say(self, to_say: Whisper | HomeTab) -> None:
        """Best effort: nothing depends on it, and the next occasion shows it again."""
        if isinstance(to_say, HomeTab):
            self._homes.publish(to_say.workspace, to_say.user, to_say.view)
            return
        try:
            said = self._slack.ephemeral(
                to_say.channel, to_say.user, to_say.message.text, to_say.message.blocks, deadline=SAY_SECONDS
            )
            if not isinstance(said, Posted):
                log.info("a welcome was not shown", error=said.error)
        except (SlackRefused, SlackSilent) as fault:
            log.info("a welcome was not shown", error=str(fault))

    def _joined(
        self, session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime
    ) -> Whisper | None:
        """Somebody, or the bot itself, came into a channel: its roster is read again, or a first welcome said."""
        channel = channels.channel_named(session, workspace.id, event["channel"])
        if channel is not None:
            channels.member_joined(session, channel, event["user"])
        team = self._reread(session, workspace, event["channel"])
        if event["user"] == workspace.bot_user_id and team is None and event.get("inviter"):
            return Whisper(event["channel"], event["inviter"], welcome.welcome(event["channel"]))
        return None

    def _left(self, session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
        """Somebody left: at once they may read nothing of its team any more."""
        channel = channels.channel_named(session, workspace.id, event["channel"])
        if channel is not None:
            channels.member_left(session, channel, event["user"])
        if event["user"] != workspace.bot_user_id:
            self._reread(session, workspace, event["channel"])

    def _uninstalled(self, session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
        """Everything parks; the data stays for the retention rule."""
        uninstall_workspace(session, workspace.slack_id, reason="app_uninstalled", at=now)
        self._refresh.forget_workspace(workspace.slack_id)

    def _revoked(self, session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
        """Without the bot's own token nothing can be said any more; a person's token is none of ours."""
        if (event.get("tokens") or {}).get("bot"):
            uninstall_workspace(session, workspace.slack_id, reason="tokens_revoked", at=now)
            self._refresh.forget_workspace(workspace.slack_id)

    def _reread(self, session: Session, workspace: Workspace, channel: str) -> Team | None:
        self._refresh.forget(workspace.id, channel)
        team = team_of_channel(session, workspace.id, channel)
        if team is not None:
            team.want_roster()
        return team


def _home_opened(session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> HomeTab | None:
    """What waits for somebody, and what they take part in."""
    user = event.get("user", "")
    view = home_of(session, workspace, user, now) if event.get("tab", "home") == "home" else None
    return None if view is None else HomeTab(workspace, user, view)


def _written_to(session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
    """Whatever somebody writes to the bot gets one helpful sentence; its own messages do not."""
    by_a_person = event.get("user") not in (None, workspace.bot_user_id) and not event.get("bot_id")
    if event.get("channel_type") != "im" or event.get("subtype") not in SAID or not by_a_person:
        return
    enqueue(
        session,
        workspace.id,
        f"hint:{event['channel']}:{event['ts']}",
        event["channel"],
        welcome.answer_to_text(),
        now=now,
        expires_at=now + timedelta(minutes=10),
    )


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


def _archived(session: Session, workspace: Workspace, event: Mapping[str, Any], now: datetime) -> None:
    """What is paused because of it goes on when it is over (jobs/go_on.py)."""
    channel = channels.channel_named(session, workspace.id, event["channel"])
    if channel is not None:
        channel.is_archived = event["type"].endswith("_archive")
