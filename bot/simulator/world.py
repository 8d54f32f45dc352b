"""What there is in this Slack: workspaces, people, channels, messages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import Any

from bot.simulator.changes import Changes
from bot.simulator.clock import WorkspaceClock
from bot.simulator.ids import Ids, Timestamps
from bot.simulator.scopes import EVERYTHING

Json = dict[str, Any]


@dataclass
class Installation:
    """The app in one workspace: its bot user, and the token it speaks with and what that may do while it is valid."""

    user_id: str
    bot_id: str
    token: str
    scopes: frozenset[str] = EVERYTHING
    installed: bool = True


@dataclass
class Workspace:
    id: str
    name: str
    domain: str
    installation: Installation


@dataclass
class Person:
    """A user of a workspace; the bot's own user is one as well."""

    id: str
    workspace_id: str
    name: str
    real_name: str
    zone: str
    display_name: str = ""
    title: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    bot_id: str | None = None
    updated: int = 0

    @property
    def shown_name(self) -> str:
        return self.display_name or self.real_name

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class Channel:
    """A channel, or the direct conversation (`kind` im) of the bot with `with_user`."""

    id: str
    workspace_id: str
    name: str
    kind: str = "public"
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    created: int = 0
    creator: str = ""
    topic: str = ""
    purpose: str = ""
    with_user: str = ""

    @property
    def is_direct(self) -> bool:
        return self.kind == "im"

    @property
    def is_private(self) -> bool:
        return self.kind == "private"


@dataclass
class Message:
    """A message; `only_for` makes it ephemeral, `cause` is the interaction that it answers; `stored` in real time."""

    channel_id: str
    ts: str
    user_id: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    edited_ts: str | None = None
    only_for: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    cause: str | None = None
    subtype: str | None = None
    stored: float = field(default_factory=time.monotonic)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


class World:
    """Everything people could see, by id; looking things up is here, rules are elsewhere."""

    def __init__(self, clock: WorkspaceClock) -> None:
        self.clock = clock
        self.changes = Changes()
        self.ids = Ids()
        self.workspaces: dict[str, Workspace] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self._messages: dict[str, dict[str, Message]] = {}
        self._replies: dict[tuple[str, str], list[Message]] = {}
        self._answers: dict[str, Message] = {}
        self._timestamps = Timestamps()

    @property
    def now(self) -> datetime:
        return self.clock.now

    def next_ts(self) -> str:
        return self._timestamps.at(self.clock.now)

    def put(self, message: Message) -> Message:
        self._messages.setdefault(message.channel_id, {})[message.ts] = message
        if message.is_reply:
            self._replies.setdefault((message.channel_id, message.thread_ts or ""), []).append(message)
        if message.cause:
            self._answers[message.cause] = message
        self.changes.bump()
        return message

    def remove(self, message: Message) -> None:
        self._messages.get(message.channel_id, {}).pop(message.ts, None)
        if message.is_reply:
            self._replies[message.channel_id, message.thread_ts or ""].remove(message)
        self.changes.bump()

    def message(self, channel_id: str, ts: str) -> Message | None:
        return self._messages.get(channel_id, {}).get(ts)

    def messages(self, channel_id: str) -> list[Message]:
        """Oldest first, replies and ephemeral messages among them."""
        return list(self._messages.get(channel_id, {}).values())

    def messages_since(self, channel_id: str, ts: str) -> list[Message]:
        """Those after `ts`, newest first."""
        newest_first = reversed(self._messages.get(channel_id, {}).values())
        # Timestamps of this century have the same length: they sort as they are, and there may be thousands.
        return list(takewhile(lambda message: message.ts > ts, newest_first))

    def answer_to(self, cause: str) -> Message | None:
        """The last message that answered this interaction."""
        return self._answers.get(cause)

    def replies(self, parent: Message) -> list[Message]:
        return list(self._replies.get((parent.channel_id, parent.ts), ()))

    def people_of(self, workspace_id: str) -> list[Person]:
        return [person for person in self.people.values() if person.workspace_id == workspace_id]

    def person_named(self, workspace_id: str, name: str) -> Person | None:
        wanted = name.removeprefix("@").casefold()
        for person in self.people_of(workspace_id):
            if wanted in (person.id.casefold(), person.name.casefold(), person.shown_name.casefold()):
                return person
        return None

    def channels_of(self, workspace_id: str) -> Iterator[Channel]:
        return (channel for channel in self.channels.values() if channel.workspace_id == workspace_id)

    def channel_named(self, workspace_id: str, name: str) -> Channel | None:
        wanted = name.removeprefix("#").casefold()
        for channel in self.channels_of(workspace_id):
            if wanted in (channel.id.casefold(), channel.name.casefold()) and not channel.is_direct:
                return channel
        return None

    def direct_channel(self, person: Person) -> Channel:
        """The bot's conversation with this person, opened when there is none yet."""
        for channel in self.channels_of(person.workspace_id):
            if channel.with_user == person.id:
                return channel
        bot = self.workspaces[person.workspace_id].installation.user_id
        channel = Channel(
            id=self.ids.new("D", person.name),
            workspace_id=person.workspace_id,
            name="",
            kind="im",
            members=[bot, person.id],
            created=int(self.now.timestamp()),
            with_user=person.id,
        )
        self.channels[channel.id] = channel
        self.changes.bump()
        return channel

    def workspace_of(self, person: Person) -> Workspace:
        return self.workspaces[person.workspace_id]
