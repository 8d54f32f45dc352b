"""The app that this Slack talks to: where it listens, its secret, its commands and the events it wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.scopes import EVERYTHING
from bot.simulator.shapes import APP_ID

EVENTS = frozenset(
    (
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
        "team_join",
        "user_change",
        "member_joined_channel",
        "member_left_channel",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
        "channel_id_changed",
        "group_rename",
        "group_archive",
        "group_unarchive",
        "group_deleted",
        "message.im",
    )
)


@dataclass
class InstalledApp:
    """`commands` empty means: any slash command goes to the app.

    With `socket_mode` everything goes over the app's sockets, else to `request_url`, without which nothing can be
    delivered. `dead_tokens` are those that were valid once, each with Slack's error code for it.
    """

    request_url: str | None = None
    signing_secret: str = "simulated-signing-secret"
    options_url: str | None = None
    commands: list[dict[str, Any]] = field(default_factory=list)
    events: frozenset[str] = EVENTS
    id: str = APP_ID
    app_token: str = "xapp-1-A0DRUMBEAT-simulated"
    app_scopes: frozenset[str] = frozenset(("connections:write",))
    client_id: str = "1000000000.2000000000"
    client_secret: str = "simulated-client-secret"
    redirect_urls: list[str] = field(default_factory=list)
    socket_mode: bool = False
    asked_scopes: frozenset[str] = EVERYTHING
    dead_tokens: dict[str, str] = field(default_factory=dict)

    @property
    def is_reachable(self) -> bool:
        return self.socket_mode or self.request_url is not None

    def declares(self, command: str) -> bool:
        return not self.commands or any(declared["command"] == command for declared in self.commands)

    def escapes(self, command: str) -> bool:
        """Whether mentions and links in the command's text are marked up."""
        declared = next((each for each in self.commands if each["command"] == command), {})
        return bool(declared.get("should_escape", True))
