"""*Undo* below the answer that ended a series: for ten minutes it goes on as if nothing had been said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.undoing import UNDO_FOR, ChangedSince, TooLateToUndo
from bot.domain.message import Message
from bot.errors import NotFound
from bot.messages import undoing as messages
from bot.storage import audit, endings
from bot.storage.access import LONGEST_ID, ceremony_with_id
from bot.storage.ceremonies import Ceremony
from bot.storage.permissions import Action
from bot.storage.teams import Team

CARRIED = re.compile(rf"(\d{{1,{LONGEST_ID}}}) (\d{{1,11}})", re.ASCII)
WHAT = "what to undo"
# Has a series go on (session, ceremony, team, now=).
TakeUp = Callable[..., None]


def with_undo(message: Message, noun: Noun, ceremony: Ceremony, now: datetime) -> Message:
    """The answer that it has ended, with the button."""
    return messages.with_undo(message, f"{noun.name}.go_on", f"{ceremony.id} {int(now.timestamp())}")


def go_on_button(noun: Noun, take_up: TakeUp = endings.take_up_again) -> None:
    """Register the button for the series of a noun."""

    @noun.button(f"{noun.name}.go_on")
    def press_go_on(request: Request, session: Session, now: datetime) -> Message:
        carried = CARRIED.fullmatch(request.about)
        if carried is None:
            raise NotFound(what=WHAT)
        ceremony, team = ceremony_with_id(session, request.actor, carried[1], Action.ALTER, what=WHAT, owner_may=True)
        session.refresh(ceremony, with_for_update=True)  # two may press at once
        said_at = datetime.fromtimestamp(int(carried[2]), UTC)
        _still_undoable(session, ceremony, team, said_at, now)
        take_up(session, ceremony, team, now=now)
        audit.record(session, request.actor.person, "ceremony.go_on", "ceremony", ceremony.id, at=now)
        return messages.undone(ceremony.name, "")


def _still_undoable(session: Session, ceremony: Ceremony, team: Team, said_at: datetime, now: datetime) -> None:
    """Refuse what is too late, and what somebody has changed meanwhile."""
    if now - said_at > UNDO_FOR:
        raise TooLateToUndo(ref=ceremony.name)
    at = endings.ended_at(ceremony)
    if at is None or at.replace(microsecond=0) != said_at or endings.is_replaced(session, ceremony, team):
        raise ChangedSince(ref=ceremony.name)
