"""The app that this Slack talks to: where it listens, its secret, its commands and the events it wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
    """`commands` empty means: any slash command goes to the app. Without `request_url` nothing can be delivered."""

    request_url: str | None = None
    signing_secret: str = "simulated-signing-secret"
    options_url: str | None = None
    commands: list[dict[str, Any]] = field(default_factory=list)
    events: frozenset[str] = EVENTS
    id: str = APP_ID

    def declares(self, command: str) -> bool:
        return not self.commands or any(declared["command"] == command for declared in self.commands)
