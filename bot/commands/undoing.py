"""*Undo*: for ten minutes what a verb moved or took away is put back by a button; one way for all nouns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.commands.carried import LONGEST_VALUE
from bot.commands.request import Request
from bot.commands.table import Noun
from bot.domain.message import Message
from bot.errors import NotFound, Refusal
from bot.messages import undoing as messages
from bot.storage import audit
from bot.storage.access import Undoable
from bot.storage.undoing import Moved, moved_since, packed, put_back, unpacked

UNDO_FOR = timedelta(minutes=10)
CARRIED = re.compile(r"([A-Z])-(\d{1,9}) (\d{1,12}) (\{.*\})", re.ASCII | re.DOTALL)
# Loads what a reference names, for somebody who may undo that with it, and what it is in words.
Find = Callable[[Request, Session, str, int, Moved], tuple[Undoable, str]]


class TooLateToUndo(Refusal):
    """That was more than ten minutes ago, so I leave {ref} as it is."""


class ChangedSince(Refusal):
    """{ref} has been changed since, so I leave it as it is now."""


def undoable(message: Message, noun: Noun, row: Undoable, before: Mapping[str, Any], now: datetime) -> Message:
    """The answer with *Undo*, if something was moved; `before` is what `bot.storage.undoing.remember` kept."""
    moved = moved_since(row, before)
    value = f"{row.LETTER}-{row.number} {int(now.timestamp())} {json.dumps(packed(moved))}"
    if not moved or len(value) > LONGEST_VALUE:
        return message
    return messages.with_undo(message, f"{noun.name}.undo", value)


def undo_button(noun: Noun, find: Find) -> None:
    """Register the button for a noun."""

    @noun.button(f"{noun.name}.undo")
    def press_undo(request: Request, session: Session, now: datetime) -> Message:
        letter, number, moved_at, moved = _carried(request.about)
        row, what = find(request, session, letter, number, moved)
        ref = f"{letter}-{number}"
        if now - moved_at > UNDO_FOR:
            raise TooLateToUndo(ref=ref)
        if not put_back(session, row, moved, by=request.actor.person, at=now):
            raise ChangedSince(ref=ref)
        audit.record(session, request.actor.person, f"{noun.name}.undo", noun.name, row.id, at=now)
        return messages.undone(ref, what)


def _carried(value: str) -> tuple[str, int, datetime, Moved]:
    """What the button carries; whatever else it carries names nothing."""
    found = CARRIED.fullmatch(value)
    if found is not None:
        with suppress(ValueError, KeyError, TypeError, IndexError, OverflowError):
            moved = unpacked(found[1], json.loads(found[4]))
            return found[1], int(found[2]), datetime.fromtimestamp(int(found[3]), UTC), moved
    raise NotFound(what="what to undo")
