"""One call of the Web API: who calls, with which arguments; and Slack's way of saying no."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.simulator.simulator import Simulator
from bot.simulator.world import Channel, Json, Person, Workspace


class ApiError(Exception):
    """The answer `{"ok": false, "error": …}` with whatever else Slack says beside it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


class RateLimited(ApiError):
    """Too many calls: HTTP 429, and `retry_after` seconds until the next is welcome."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Refused(ApiError):
    """A whole answer that somebody else composed."""

    def __init__(self, answer: Json) -> None:
        super().__init__(answer["error"])
        self.answer = answer


@dataclass
class Call:
    """A method called by the app of one workspace; `args` are query, form and JSON body together."""

    sim: Simulator
    method: str
    args: Json
    workspace: Workspace

    @property
    def bot_user_id(self) -> str:
        return self.workspace.installation.user_id

    def text(self, name: str) -> str | None:
        value = self.args.get(name)
        return None if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] missing field: {name}"]})
        return value

    def flag(self, name: str, otherwise: bool = False) -> bool:
        value = self.args.get(name)
        if value is None:
            return otherwise
        return value is True or str(value).lower() in ("true", "1")

    def structure(self, name: str, error: str) -> Any:
        """A JSON argument, which may come as a string when it travelled in a form."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None

    def number(self, name: str, otherwise: int, most: int) -> int:
        try:
            return max(1, min(most, int(self.args.get(name) or otherwise)))
        except ValueError:
            raise ApiError("invalid_limit") from None

    def channel(self, name: str = "channel") -> Channel:
        """A channel that the bot can see: a private one only from the inside."""
        world, wanted = self.sim.world, self.text(name) or ""
        channel = world.channels.get(wanted) or world.channel_named(self.workspace.id, wanted)
        if channel is None or channel.workspace_id != self.workspace.id or not self.sees(channel):
            raise ApiError("channel_not_found")
        return channel

    def sees(self, channel: Channel) -> bool:
        return channel.kind == "public" or self.bot_user_id in channel.members

    def person(self, name: str = "user") -> Person:
        person = self.sim.world.people.get(self.text(name) or "")
        if person is None or person.workspace_id != self.workspace.id:
            raise ApiError("user_not_found")
        return person

    def page(self, everything: list[Any], otherwise: int = 100, most: int = 1000) -> tuple[list[Any], Json]:
        """The part that the cursor asks for, and the `response_metadata` that names the next."""
        limit = self.number("limit", otherwise, most)
        start = self._start(self.text("cursor"))
        following = f"next:{start + limit}" if start + limit < len(everything) else ""
        return everything[start : start + limit], {"next_cursor": following}

    @staticmethod
    def _start(cursor: str | None) -> int:
        if not cursor:
            return 0
        _, _, position = cursor.partition("next:")
        if not position.isdigit():
            raise ApiError("invalid_cursor")
        return int(position)
