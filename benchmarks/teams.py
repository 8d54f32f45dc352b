"""Teams for `verbs.py`: each in a channel of its own with the world that the verbs' examples are made for."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from bot.commands.door import Door
from bot.commands.nouns import table
from bot.commands.refresh import Refresh
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.slack.transport import Reply, Silence
from bot.storage.channels import Channel, keep_channel, keep_members
from bot.storage.database import Database
from bot.storage.people import Person, keep_person
from bot.storage.teams import Team, join_team
from bot.storage.workspaces import Workspace, install_workspace
from tests.postgres import create_database, drop_database

ACME, BOT = "T0ACME0001", "U0DRUMBEAT"
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
# What each team begins with, as `tests/commands/worlds.py` has it.
HELD = (
    "/standup new Daily at 9:30 close 12:00",
    "/standup block waiting for the staging keys",
    "/digest new Weekly every fri at 16:00",
    "/agenda new Planning every 2 weeks on thu at 14:00",
    "/agenda add The empty basket 10m",
    "/feature log Export to CSV",
)
# Each team has one of each kind, so that its number is the team's own.
REFS = re.compile(r"\b([FBGAR])-1\b")
KEPT = "kept_for_verbs"


class QuietSlack:
    """Says yes to everything at once, so that only the bot is measured."""

    BODY = b'{"ok": true, "channel": {"id": "D1"}, "upload_url": "http://slack.test/file", "file_id": "F1"}'

    def begin(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Future[Reply | Silence]:
        answer: Future[Reply | Silence] = Future()
        answer.set_result(Reply(200, {}, self.BODY))
        return answer

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Reply:
        return Reply(200, {}, self.BODY)


class Informed(Refresh):
    """Asks nobody: who is where was said once, and counts for a day."""

    def __call__(self, workspace: Workspace, user: str, **more: Any) -> tuple[datetime, datetime]:
        return self.trusted_since(datetime.now(UTC))


class Teams:
    """So many teams on one database, which can be put back to how it was when they had been made."""

    def __init__(self, url: str, number: int) -> None:
        self.url, self.number, self.db = url, number, Database(url)
        slack = SlackClient("xoxb-quiet", "http://slack.test/api/", transport=QuietSlack())
        self.metrics = Metrics()
        self._numbers = count(time.time_ns())
        self.door = Door(
            db=self.db,
            slack=slack,
            respond=lambda url, message: None,
            table=table(""),
            clock=lambda: NOW,
            wake=lambda: None,
            metrics=self.metrics,
        )
        self.door.refresh = Informed(self.db, slack)
        self._found()
        self._keep()

    def says(self, team: int, line: str) -> bool:
        """The team's lead types it; whether it was done."""
        body = self.door.command(self.payload(team, line))
        return body is None or "Try this:" not in str(body)

    def payload(self, team: int, line: str) -> dict[str, Any]:
        command, _, text = REFS.sub(rf"\1-{team}", line).partition(" ")
        return {
            "team_id": ACME,
            "user_id": f"U0LEAD{team:04}",
            "channel_id": f"C0TEAM{team:04}",
            "channel_name": f"team-{team}",
            "command": command,
            "text": text.replace("@Ben", f"<@U0BEN{team:05}|ben>"),
            "trigger_id": f"{next(self._numbers)}.1.load",
        }

    def put_back(self) -> None:
        """As it was at first; whoever is connected comes anew."""
        self.db.close()
        if self.db.is_sqlite:
            copy(f"{self._file}.kept", self._file)
            return
        drop_database(self._address, self._name)
        create_database(self._address, self._name, KEPT)

    def close(self) -> None:
        self.door.refresh.close()
        self.db.close()
        if not self.db.is_sqlite:
            drop_database(self._address, KEPT)

    def _found(self) -> None:
        with self.db.write() as session:
            workspace = install_workspace(session, slack_id=ACME, name="Acme", bot_user_id=BOT, bot_id="B1", at=NOW)
            for team in range(1, self.number + 1):
                self._channel_of(session, workspace, f"C0TEAM{team:04}", (f"U0LEAD{team:04}", f"U0BEN{team:05}"))
                self._channel_of(session, workspace, f"C0NONE{team:04}", (f"U0LEAD{team:04}",))
        for team in range(1, self.number + 1):
            assert all(self.says(team, line) for line in ("/team new Checkout", *HELD)), team
        with self.db.write() as session:
            for made in session.scalars(select(Team)):
                ben = made.channel.replace("C0TEAM", "U0BEN0")
                join_team(session, made, session.scalars(select(Person).where(Person.slack_id == ben)).one(), at=NOW)

    @staticmethod
    def _channel_of(session: Any, workspace: Workspace, channel: str, people: tuple[str, ...]) -> None:
        always = datetime.now(UTC) + timedelta(days=1)
        place = keep_channel(session, workspace.id, channel, name=channel, is_private=False, is_archived=False)
        keep_members(session, place, [*people, BOT], read_at=always)
        for slack_id in people:
            named = "Ben" if "BEN" in slack_id else slack_id
            described = {"id": slack_id, "tz": "Europe/Berlin", "profile": {"display_name": named}}
            keep_person(session, workspace.id, described, home=ACME, read_at=always)

    def _keep(self) -> None:
        with self.db.write() as session:
            session.execute(update(Channel).values(members_read_at=datetime.now(UTC) + timedelta(days=1)))
        self.db.close()
        if self.db.is_sqlite:
            self._file = str(self.db.url.database)
            copy(self._file, f"{self._file}.kept")
            return
        self._address, self._name = self.url.replace("+psycopg", ""), str(self.db.url.database)
        self._address = f"{self._address.rpartition('/')[0]}/postgres"
        create_database(self._address, KEPT, self._name)


def copy(of: str, to: str) -> None:
    """One SQLite file into another, whoever has that open."""
    with closing(sqlite3.connect(of)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
