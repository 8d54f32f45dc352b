"""Who leads a retro: a lead of the team may always take it over, everybody when its leader is gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.noun import is_gone, retro, retro_here
from bot.domain.message import Message
from bot.messages import retro_cards as messages
from bot.storage import audit, retro_steps
from bot.storage.permissions import leads_only
from bot.storage.retro_boards import board_of
from bot.storage.retros import facilitator_of


@retro.verb("takeover")
def takeover(request: Request, session: Session, now: datetime) -> Message:
    """Lead the open retro yourself; its leader may be away. If they are gone for good, everybody may."""
    found, team = retro_here(session, request)
    if not is_gone(session, team, facilitator_of(session, found)):
        leads_only(session, request.actor, team, example=request.command)
    if retro_steps.lead_from_now_on(session, found, request.actor.person):
        audit.record(session, request.actor.person, "retro.takeover", "retro", found.id, at=now)
    return messages.taken_over(board_of(session, found, team, now=now))
