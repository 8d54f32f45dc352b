"""*Undo* below the answer that a meeting's date is left out: for ten minutes it takes place after all."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.commands.agenda_which import may_alter, meeting_with_id
from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.undoing import UNDO_FOR, ChangedSince, TooLateToUndo
from bot.domain.message import Message
from bot.errors import NotFound
from bot.messages import undoing as messages
from bot.messages.mrkdwn import day_in_words
from bot.storage import agenda_days, audit
from bot.storage.access import LONGEST_ID
from bot.storage.occurrences import Occurrence
from bot.storage.permissions import Action

CARRIED = re.compile(rf"(\d{{1,{LONGEST_ID}}}) (\d{{1,{LONGEST_ID}}}) (\d{{1,11}})", re.ASCII)


def with_undo(message: Message, noun: Noun, left_out: Occurrence, now: datetime) -> Message:
    """The answer with the button."""
    value = f"{left_out.ceremony_id} {left_out.id} {int(now.timestamp())}"
    return messages.with_undo(message, f"{noun.name}.hold", value)


def hold_button(noun: Noun) -> None:
    """Register the button for the noun of meetings."""

    @noun.button(f"{noun.name}.hold")
    def press_hold(request: Request, session: Session, now: datetime) -> Message:
        carried = CARRIED.fullmatch(request.about)
        if carried is None:
            raise NotFound(what="what to undo")
        ceremony, team = meeting_with_id(session, request.actor, carried[1], Action.READ)
        may_alter(session, request, ceremony, team)
        if now - datetime.fromtimestamp(int(carried[3]), UTC) > UNDO_FOR:
            raise TooLateToUndo(ref=ceremony.name)
        day = agenda_days.hold_after_all(session, ceremony, team, int(carried[2]), now=now)
        if day is None:
            raise ChangedSince(ref=ceremony.name)
        audit.record(session, request.actor.person, "ceremony.hold", "ceremony", ceremony.id, at=now)
        return messages.undone(ceremony.name, day_in_words(day))
