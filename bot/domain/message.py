"""What the bot says, as plain values: no room below needs to know who will carry it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A message: `text` is what notifications and screen readers read (mrkdwn, already escaped); `blocks` is Block Kit.

    `public` shows it to the whole channel when it is the answer to a command; otherwise only the asker sees it.
    `replaces` makes the answer to a button press take the place of the message that holds the button.
    """

    text: str
    blocks: tuple[Block, ...] = field(default=())
    public: bool = False
    replaces: bool = False


@dataclass(frozen=True)
class Modal:
    """A form to open (as the answer to a command or a button) or to show next (as the answer to a form).

    `view` is a Block Kit view.
    """

    view: dict[str, Any]


@dataclass(frozen=True)
class Done:
    """Nothing to say: the form closes, the button's message stays as it is."""


@dataclass(frozen=True)
class Upload:
    """A file for the asker's direct messages, and what to say once it is there."""

    name: str
    content: bytes
    said: Message


Answer = Message | Modal | Done | Upload
