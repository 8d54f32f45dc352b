"""Bringing up to date, before the transaction, what the gate decides by: who somebody is and who is in a channel."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.log import logger
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.storage.channels import Channel, keep_channel, keep_members
from bot.storage.database import Database
from bot.storage.people import Person, keep_person
from bot.storage.teams import teams_of_person
from bot.storage.workspaces import Workspace, installed_workspace

CHANNEL_TRUST = timedelta(seconds=60)
PERSON_TRUST = timedelta(minutes=10)
WORKSPACE_TRUST = timedelta(seconds=5)
TEAMS_OF = "teams of "
# A request may begin right before a list gets too old.
LEEWAY = timedelta(seconds=10)
DEADLINE_SECONDS = 0.8
log = logger(__name__)


@dataclass
class Surroundings:
    """What Slack said just now about the people and channels of a request."""

    people: list[dict[str, Any]] = field(default_factory=list)
    channels: list[tuple[dict[str, Any], list[str]]] = field(default_factory=list)


class Refresh:
    """Reads from Slack what is too old, all at once and within `DEADLINE_SECONDS`; what fails stays as it was."""

    def __init__(self, db: Database, slack: SlackClient) -> None:
        self._db = db
        self._slack = slack
        self._readers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="refresh")
        # When each was read, on the monotonic clock: most requests find it fresh without asking anybody.
        self._read_at: dict[tuple[int, str], float] = {}
        self._workspaces: dict[str, tuple[Workspace, float]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        self._readers.shutdown(wait=False, cancel_futures=True)

    def workspace(self, slack_id: str) -> Workspace | None:
        """The installed workspace with that Slack id, as of a moment ago: an event of this process applies at once."""
        known = self._workspaces.get(slack_id)
        if known is not None and time.monotonic() - known[1] < WORKSPACE_TRUST.total_seconds():
            return known[0]
        with self._db.read() as session:
            found = installed_workspace(session, slack_id)
        if found is not None:
            self._workspaces[slack_id] = (found, time.monotonic())
        return found

    def forget_workspace(self, slack_id: str) -> None:
        self._workspaces.pop(slack_id, None)

    def forget(self, workspace_id: int, slack_id: str) -> None:
        """Have it read again at the next request: an event said that it changed."""
        with self._lock:
            self._read_at.pop((workspace_id, slack_id), None)

    def __call__(
        self,
        workspace: Workspace,
        user: str,
        *,
        channel: str = "",
        home: str = "",
        named: Iterable[str] = (),
        teams: bool = False,
    ) -> tuple[datetime, datetime]:
        """Bring up to date the actor, the people named, the channel, and (`teams`) the actor's teams' channels.

        `home`: the channel that a line names as the home of what it sets up.
        Returns since when a list of members, and since when somebody's rank, counts as fresh.
        """
        real_now = datetime.now(UTC)
        people = self._stale(workspace, dict.fromkeys([user, *named]), PERSON_TRUST)
        wanted = [one for one in (channel, home) if one[:1] in ("C", "G")]
        if teams and self._stale(workspace, [f"{TEAMS_OF}{user}"], CHANNEL_TRUST):
            wanted += self._channels_of_teams(workspace, user)
            self._read_at[workspace.id, f"{TEAMS_OF}{user}"] = time.monotonic()
        channels = self._stale(workspace, dict.fromkeys(wanted), CHANNEL_TRUST)
        if people or channels:
            self._keep(workspace, self._ask(people, channels), real_now)
        return self.trusted_since(real_now)

    @staticmethod
    def trusted_since(real_now: datetime) -> tuple[datetime, datetime]:
        """Since when a list of members, and since when somebody's rank, counts as fresh."""
        return real_now - CHANNEL_TRUST - LEEWAY, real_now - PERSON_TRUST - LEEWAY

    def _stale(self, workspace: Workspace, slack_ids: Iterable[str], trust: timedelta) -> list[str]:
        oldest = time.monotonic() - trust.total_seconds()
        return [one for one in slack_ids if one and self._read_at.get((workspace.id, one), oldest) <= oldest]

    def _channels_of_teams(self, workspace: Workspace, user: str) -> list[str]:
        with self._db.read() as session:
            person = session.scalar(select(Person).where(Person.workspace_id == workspace.id, Person.slack_id == user))
            return [] if person is None else [team.channel for team in teams_of_person(session, person)][:8]

    def _ask(self, people: list[str], channels: list[str]) -> Surroundings:
        found = Surroundings()

        def read(what: str, call: Callable[[str], None], slack_id: str) -> None:
            try:
                call(slack_id)
            except (SlackRefused, SlackSilent) as fault:
                log.info("could not read from Slack", what=what, error=str(fault))

        def read_person(slack_id: str) -> None:
            found.people.append(self._slack.person(slack_id, deadline=DEADLINE_SECONDS))

        def read_channel(slack_id: str) -> None:
            described = self._slack.call("conversations.info", channel=slack_id, deadline=DEADLINE_SECONDS)["channel"]
            members = self._slack.members(slack_id, deadline=DEADLINE_SECONDS)
            found.channels.append((described, members))

        jobs = [self._readers.submit(read, "person", read_person, one) for one in people]
        jobs += [self._readers.submit(read, "channel", read_channel, one) for one in channels]
        wait(jobs, timeout=DEADLINE_SECONDS)
        return found

    def _keep(self, workspace: Workspace, found: Surroundings, real_now: datetime) -> None:
        # In one order everywhere, so that two bots never wait for each other.
        people = sorted(found.people, key=lambda one: str(one["id"]))
        channels = sorted(found.channels, key=lambda one: str(one[0]["id"]))
        if not people and not channels:
            return
        with self._db.write() as session:
            for user in people:
                keep_person(session, workspace.id, user, home=workspace.slack_id, read_at=real_now)
            for described, members in channels:
                self._keep_channel(session, workspace, described, members, real_now)
        with self._lock:
            for described in [*people, *(channel for channel, _ in channels)]:
                self._read_at[workspace.id, described["id"]] = time.monotonic()

    @staticmethod
    def _keep_channel(
        session: Any, workspace: Workspace, described: dict[str, Any], members: list[str], real_now: datetime
    ) -> Channel:
        channel = keep_channel(
            session,
            workspace.id,
            described["id"],
            name=described.get("name", ""),
            is_private=bool(described.get("is_private")),
            is_archived=bool(described.get("is_archived")),
        )
        keep_members(session, channel, members, read_at=real_now)
        return channel
