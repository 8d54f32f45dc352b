"""`drumbeat doctor`: everything that the bot needs, looked at from outside, a line each with what to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.commands.manifest import SCOPES
from bot.domain.zones import tzdata_version, use_pinned_zones
from bot.settings import Settings
from bot.slack.answers import Posted
from bot.slack.client import EVENT_TYPE, SlackClient, SlackRefused, SlackSilent
from bot.slack.transport import PooledTransport
from bot.storage import heartbeat
from bot.storage.database import Database
from bot.storage.migrate import HEAD, revision
from bot.storage.teams import Team

MOST_SKEW_SECONDS = 60.0
LOOK_UP_SECONDS = 10.0
WHAT_TO_DO = {
    "invalid_auth": "copy the Bot User OAuth Token from OAuth & Permissions into SLACK_BOT_TOKEN",
    "not_authed": "copy the Bot User OAuth Token from OAuth & Permissions into SLACK_BOT_TOKEN",
    "account_inactive": "install the app to the workspace again",
    "token_revoked": "install the app to the workspace again",
    "not_in_channel": "invite the bot there: /invite @Drumbeat",
    "channel_not_found": "check the id, and for a private channel invite the bot there: /invite @Drumbeat",
    "missing_scope": "add the scope under OAuth & Permissions and install the app again",
}


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, whether it is well (None: not looked at), what was seen and what to do."""

    what: str
    well: bool | None
    seen: str

    def __str__(self) -> str:
        mark = {True: "ok", False: "WRONG", None: "-"}[self.well]
        return f"{mark:<6}{self.what:<12}{self.seen}"


def examine(settings: Settings, *, channel: str | None) -> int:
    """Print a line a check; the exit status is 1 when something is wrong."""
    use_pinned_zones()
    transport = PooledTransport()
    slack = SlackClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, transport=transport)
    wrong = 0
    try:
        for finding in _findings(settings, slack, transport, channel):
            print(finding, flush=True)
            wrong += finding.well is False
    finally:
        transport.close()
    return 1 if wrong else 0


def _findings(
    settings: Settings, slack: SlackClient, transport: PooledTransport, channel: str | None
) -> Iterator[Finding]:
    token = _asked("token", lambda: _token(slack))
    yield token
    if token.well:
        yield _scopes(slack)
    yield _clock(slack)
    if settings.slack_app_token is not None:
        app = SlackClient(settings.slack_app_token.get_secret_value(), settings.slack_api_url, transport=transport)
        yield _asked("socket", lambda: _socket(app))
    db = Database(settings.database_url)
    try:
        database = _database(db, settings)
        yield database
        if database.well and token.well:
            yield from _channels(db, slack)
    finally:
        db.close()
    if channel is None:
        yield Finding("end to end", None, "not tried; name a channel: drumbeat doctor --channel C0123456789")
    elif token.well:
        yield _end_to_end(slack, channel)


def _asked(what: str, look: Callable[[], str]) -> Finding:
    """A check that asks Slack: what it says when all is well, or why not."""
    try:
        return Finding(what, True, look())
    except SlackRefused as refusal:
        needed = f" ({refusal.answer['needed']})" if refusal.answer.get("needed") else ""
        advice = WHAT_TO_DO.get(refusal.error, "see that code in Slack's documentation of the Web API")
        return Finding(what, False, f"Slack says {refusal.error}{needed}: {advice}")
    except SlackSilent as fault:
        return Finding(what, False, f"Slack is not reached ({fault}): check the network, a proxy, SLACK_API_URL")


def _token(slack: SlackClient) -> str:
    known = slack.call("auth.test")
    return f"{known.get('user', 'the bot')} in {known.get('team', 'a workspace')} ({known.get('team_id', '?')})"


def _scopes(slack: SlackClient) -> Finding:
    if slack.scopes is None:
        return Finding("scopes", None, "Slack did not tell which the token has")
    missing = [f"{scope} ({why})" for scope, why in SCOPES.items() if scope not in slack.scopes]
    if missing:
        return Finding(
            "scopes",
            False,
            f"missing: {', '.join(missing)}; add them under OAuth & Permissions and install the app again",
        )
    return Finding("scopes", True, f"all {len(SCOPES)} that are needed")


def _clock(slack: SlackClient) -> Finding:
    zones = f"time zones {tzdata_version()}"
    skew = slack.skew_seconds
    if skew is None:
        return Finding("clock", None, f"not compared, Slack was not reached; {zones}")
    if abs(skew) > MOST_SKEW_SECONDS:
        return Finding(
            "clock", False, f"{abs(skew):.0f} s {'behind' if skew > 0 else 'ahead of'} Slack's: set it by NTP; {zones}"
        )
    return Finding("clock", True, f"within {max(1.0, abs(skew)):.0f} s of Slack's; {zones}")


def _socket(app: SlackClient) -> str:
    app.call("apps.connections.open")
    return "Socket Mode is open to SLACK_APP_TOKEN"


def _database(db: Database, settings: Settings) -> Finding:
    name = make_url(settings.database_url).render_as_string(hide_password=True)
    file = db.url.database if db.is_sqlite else None
    if file and not Path(file).exists():
        return Finding("database", True, f"{name} is not there yet; the first `drumbeat run` makes it")
    try:
        found = revision(db.engine)
        if found is None:
            return Finding("database", True, f"{name} is empty; the first `drumbeat run` sets it up")
        if found != HEAD:
            return Finding(
                "database", False, f"{name} is at revision {found}, {HEAD} is needed: drumbeat run migrates it"
            )
        with db.write() as session:
            heartbeat.beat(session, real_now=datetime.now(UTC))
    except DBAPIError as fault:
        why = " ".join(str(fault.orig).split())
        return Finding("database", False, f"{name}: {why}; check DATABASE_URL and DRUMBEAT_DATA_DIR")
    return Finding("database", True, f"{name} takes a write, revision {found}")


def _channels(db: Database, slack: SlackClient) -> Iterator[Finding]:
    """Each team's channel: whether the bot is in it."""
    with db.read() as session:
        try:
            teams = session.scalars(select(Team).where(Team.archived_at.is_(None)).order_by(Team.name)).all()
        except DBAPIError:
            return  # empty, as the line before said
    for team in teams:
        yield _asked("channel", lambda team=team: _in_channel(slack, team))  # type: ignore[misc]


def _in_channel(slack: SlackClient, team: Team) -> str:
    described = slack.call("conversations.info", channel=team.channel)["channel"]
    if described.get("is_archived"):
        raise SlackRefused("is_archived", {})
    if not described.get("is_member", True):
        raise SlackRefused("not_in_channel", {})
    return f"#{described.get('name', team.channel)} of {team.name}: the bot is in it"


def _end_to_end(slack: SlackClient, channel: str) -> Finding:
    """Post, look it up by its metadata, delete it."""
    name = str(uuid4())
    posted = slack.post(channel, "Drumbeat's doctor was here; this goes away by itself.", id=name)
    if not isinstance(posted, Posted):
        advice = WHAT_TO_DO.get(posted.error, "see that code in Slack's documentation of chat.postMessage")
        return Finding("end to end", False, f"not posted to {channel}, {posted.error}: {advice}")
    try:
        seconds = _look_up(slack, posted, name)
        seen = f"posted, found again after {seconds:.1f} s, deleted" if seconds is not None else "posted, but not found"
        return Finding("end to end", seconds is not None, seen)
    except SlackRefused as refusal:
        needed = refusal.answer.get("needed", "channels:history")
        if refusal.error != "missing_scope":
            return Finding("end to end", False, f"posted, but looking it up gave {refusal.error}")
        return Finding("end to end", True, f"posted and deleted; not looked up, which would take the scope {needed}")
    except SlackSilent as fault:
        return Finding("end to end", False, f"posted, but Slack did not answer the look-up ({fault})")
    finally:
        _delete(slack, posted)


def _look_up(slack: SlackClient, posted: Posted, name: str) -> float | None:
    """Seconds until the history shows the message; None when it never did."""
    began = time.monotonic()
    while time.monotonic() - began < LOOK_UP_SECONDS:
        history = slack.call(
            "conversations.history", channel=posted.channel, oldest=posted.ts, inclusive=True, include_all_metadata=True
        )
        for message in history.get("messages", []):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE and (metadata.get("event_payload") or {}).get("id") == name:
                return time.monotonic() - began
        time.sleep(0.5)
    return None


def _delete(slack: SlackClient, posted: Posted) -> None:
    try:
        slack.call("chat.delete", channel=posted.channel, ts=posted.ts)
    except (SlackRefused, SlackSilent) as fault:
        print(f"       please delete the message in {posted.channel} yourself ({fault})")
