"""`drumbeat doctor`: everything that the bot needs, looked at from outside, a line each with what to do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Select, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.commands.manifest import SCOPES
from bot.domain.zones import tzdata_version, use_pinned_zones
from bot.settings import Settings
from bot.slack.answers import Posted
from bot.slack.client import EVENT_TYPE, SlackClient, SlackRefused, SlackSilent
from bot.slack.transport import PooledTransport
from bot.storage import heartbeat
from bot.storage.ceremonies import Ceremony
from bot.storage.channels import Channel
from bot.storage.database import Database
from bot.storage.migrate import HEAD, revision
from bot.storage.pauses import suspended_workspaces
from bot.storage.teams import Team
from bot.storage.workspaces import is_installed

MOST_SKEW_SECONDS = 60.0
LOOK_UP_SECONDS = 10.0
INVITE = "invite the bot there: /invite @Drumbeat"
COPY_IT = "copy the Bot User OAuth Token from OAuth & Permissions into SLACK_BOT_TOKEN"
INSTALL_AGAIN = "install the app to the workspace again, and copy its new token into SLACK_BOT_TOKEN"
MAKE_IT = "make an App-Level Token with connections:write under Basic Information, and copy it into SLACK_APP_TOKEN"
UNKNOWN_CODE = "see that code in Slack's documentation of the Web API"
WHAT_TO_DO = {
    "invalid_auth": COPY_IT,
    "not_authed": COPY_IT,
    "not_allowed_token_type": COPY_IT,
    "account_inactive": INSTALL_AGAIN,
    "token_revoked": INSTALL_AGAIN,
    "token_expired": INSTALL_AGAIN,
    "not_in_channel": INVITE,
    "channel_not_found": f"check the id, and for a private channel {INVITE}",
    "user_not_found": "check the id",
    "is_archived": "unarchive it, or make the team anew in another channel",
    "missing_scope": "add the scope under OAuth & Permissions and install the app again",
    "ratelimited": "wait a minute and ask again",
}
# About the app's token, whatever Slack says, one thing helps.
ABOUT_THE_APPS = dict.fromkeys(WHAT_TO_DO, MAKE_IT) | {"ratelimited": WHAT_TO_DO["ratelimited"]}


class NotWell(Exception):
    """What is wrong, where Slack itself gave no error code; the text is what there is to say."""


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
    reached = slack.last_reached_at is not None
    if settings.slack_app_token is not None and reached:
        app = SlackClient(settings.slack_app_token.get_secret_value(), settings.slack_api_url, transport=transport)
        yield _asked("socket", lambda: _socket(app), ABOUT_THE_APPS)
    db = Database(settings.database_url)
    try:
        database = _database(db, settings)
        yield database
        if database.well and token.well:
            yield from _channels(db, slack)
            yield from _parked(db)
    finally:
        db.close()
    if channel is None:
        yield Finding("end to end", None, "not tried; name a channel, or yourself: --channel U0123456789")
    elif token.well:
        yield _end_to_end(slack, channel)


def _asked(what: str, look: Callable[[], str], advice: dict[str, str] = WHAT_TO_DO, about: str = "") -> Finding:
    """A check that asks Slack: what it says when all is well, or why not."""
    try:
        return Finding(what, True, about + look())
    except SlackRefused as refusal:
        needed = f" ({refusal.answer['needed']})" if refusal.answer.get("needed") else ""
        help_for_it = advice.get(refusal.error, UNKNOWN_CODE)
        return Finding(what, False, f"{about}Slack says {refusal.error}{needed}: {help_for_it}")
    except NotWell as wrong:
        return Finding(what, False, f"{about}{wrong}")
    except SlackSilent as fault:
        return Finding(what, False, f"{about}Slack is not reached ({fault}): check the network, a proxy, SLACK_API_URL")


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
        return _absent(name, Path(file))
    try:
        found = revision(db.engine)
        if found is None:
            return Finding("database", True, f"{name} is empty; the first `drumbeat run` sets it up")
        if found != HEAD:
            return Finding("database", False, f"{name} is at revision {found}, {HEAD} is needed: {_way_to_head(found)}")
        with db.write() as session:
            heartbeat.beat(session, real_now=datetime.now(UTC))
    except DBAPIError as fault:
        why = " ".join(str(fault.orig).split()).rstrip(".")
        return Finding("database", False, f"{name}: {why}; check DATABASE_URL and DRUMBEAT_DATA_DIR")
    return Finding("database", True, f"{name} takes a write, revision {found}")


def _absent(name: str, file: Path) -> Finding:
    """A SQLite file that is not there yet; the first start makes it, with its folder, where that is possible."""
    folder = next(parent for parent in file.parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding("database", True, f"{name} is not there yet; the first `drumbeat run` makes it")
    return Finding("database", False, f"{name}: {folder} cannot be written; check DATABASE_URL and DRUMBEAT_DATA_DIR")


def _way_to_head(found: str) -> str:
    if found > HEAD:
        return "a newer Drumbeat made it, run that one or restore the copy from before"
    return "start `drumbeat run` once with DRUMBEAT_AUTO_MIGRATE=true"


def _channels(db: Database, slack: SlackClient) -> Iterator[Finding]:
    """Each team's channel: whether the bot is in it."""
    with db.read() as session:
        try:
            rows = session.execute(_teams_and_channels()).all()
        except DBAPIError:
            return  # empty, as the line before said
    for team, slack_id, name in rows:
        place = f"#{name or slack_id} of {team}: "
        yield _asked("channel", lambda slack_id=slack_id: _in_channel(slack, slack_id), about=place)  # type: ignore[misc]


def _parked(db: Database) -> Iterator[Finding]:
    """What waits because Slack did not let the bot post."""
    with db.read() as session:
        try:
            suspended, paused = suspended_workspaces(session), session.execute(_paused()).all()
        except DBAPIError:
            return
    for workspace in suspended:
        seen = f"nothing is sent into {workspace.name} since Slack said {workspace.suspended_for}"
        yield Finding("suspended", False, f"{seen}; the token is well now: the bot goes on within ten minutes")
    for ceremony, team, since, error in paused:
        advice = WHAT_TO_DO.get(error or "", "let apps post there; the bot tries it once a day")
        yield Finding("paused", False, f"{ceremony} of {team} since {since:%Y-%m-%d %H:%M} UTC, {error}: {advice}")


def _paused() -> Select[str, str, datetime | None, str | None]:
    return (
        select(Ceremony.name, Team.name, Ceremony.paused_at, Ceremony.paused_for)
        .join(Team, Team.id == Ceremony.team_id)
        .where(Ceremony.paused_at.is_not(None), Ceremony.ended_at.is_(None))
        .order_by(Team.name, Ceremony.name)
    )


def _teams_and_channels() -> Select[str, str, str | None]:
    return (
        select(Team.name, Team.channel, Channel.name)
        .outerjoin(Channel, (Channel.workspace_id == Team.workspace_id) & (Channel.slack_id == Team.channel))
        .where(Team.archived_at.is_(None), is_installed(Team.workspace_id))
        .order_by(Team.name)
    )


def _in_channel(slack: SlackClient, channel: str) -> str:
    described = slack.call("conversations.info", channel=channel)["channel"]
    if described.get("is_archived"):
        raise SlackRefused("is_archived", {})
    if not described.get("is_member", True):
        raise SlackRefused("not_in_channel", {})
    return "the bot is in it"


def _end_to_end(slack: SlackClient, channel: str) -> Finding:
    """Post, look it up by its metadata, delete it. A person's id stands for their DM, which the bot may read."""
    name = str(uuid4())
    posted = slack.post(channel, "Drumbeat's doctor was here; this goes away by itself.", id=name).result()
    if not isinstance(posted, Posted):
        advice = WHAT_TO_DO.get(posted.error, UNKNOWN_CODE)
        return Finding("end to end", False, f"not posted to {channel}, {posted.error}: {advice}")
    found = _asked("end to end", lambda: _looked_up(slack, posted, name))
    gone = _asked("end to end", lambda: _deleted(slack, posted), about="posted, but please delete it yourself: ")
    return replace(found, seen=f"{found.seen}; deleted again") if gone.well else gone


def _looked_up(slack: SlackClient, posted: Posted, name: str) -> str:
    try:
        seconds = _look_up(slack, posted, name)
    except SlackRefused as refusal:
        if refusal.error != "missing_scope":
            raise
        scope = refusal.answer.get("needed", "channels:history")
        return f"posted; not looked up, which would take {scope} there and nothing in your own DM (name your member ID)"
    if seconds is None:
        raise NotWell(f"posted, but not shown within {LOOK_UP_SECONDS:.0f} s: look at Slack's status page")
    return f"posted, found again after {seconds:.1f} s"


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


def _deleted(slack: SlackClient, posted: Posted) -> str:
    slack.call("chat.delete", channel=posted.channel, ts=posted.ts)
    return "deleted"
