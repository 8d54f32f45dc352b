"""A request as handlers see it, whichever way it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.incoming import Quoted
from bot.domain.message import Answer
from bot.storage.permissions import Actor


@dataclass(frozen=True)
class Request:
    """Who wants what, and where.

    `text` is stored text: what follows the verb of a command. `command` is what the person typed before it
    (`/standup`), for examples that work as they stand. `about` is the id that a button or a form carries; it names
    something only within the actor's workspace. `values` are a form's fields, by block id. `channel` is Slack's id,
    empty for a form. `quoted` is the message on which a shortcut was used.
    """

    actor: Actor
    channel: str = ""
    command: str = ""
    text: str = ""
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    quoted: Quoted | None = None

    @property
    def in_dm(self) -> bool:
        return self.channel.startswith("D")

    def example(self, line: str) -> str:
        """A line that sets something up, for where it works; help for guests and in a DM, where it does not."""
        person = self.actor.person
        if self.in_dm or person.is_guest or person.is_external:
            return f"{self.command} help"
        return f"{self.command} {line}"


Handler = Callable[[Request, Session, datetime], Answer]
