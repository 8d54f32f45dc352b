"""Retros that are over: their summaries and their list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.noun import retro
from bot.commands.whose import team_meant
from bot.domain.grammar.misread import quoted_back
from bot.domain.message import Message
from bot.errors import Refusal
from bot.messages import retro_cards as replies
from bot.messages import retros as messages
from bot.storage.action_items import action_items_from
from bot.storage.permissions import Action
from bot.storage.retro_boards import board_of
from bot.storage.retro_cards import cards_of
from bot.storage.retros import Retro, closed_retros, occurrence_of

MOST_IN_HISTORY = 15


class NoneClosed(Refusal):
    """{team} has closed no retro yet, so there is nothing to sum up."""


class NoSuchRetro(Refusal):
    """I read “{typed}”, but {team} has closed no retro of that number. It has: {numbers}."""


@retro.verb("summary [last | NUMBER]", example="last", reads=True)
def summary(request: Request, session: Session, now: datetime) -> Message:
    """Read the summary of the last retro again, or of an earlier one by its number."""
    team = team_meant(session, request, Action.READ)
    closed = closed_retros(session, team)
    if not closed:
        raise NoneClosed(team=team.name, example=request.command)
    found = _meant(request.text, closed)
    if found is None:
        numbers = ", ".join(str(one.ordinal) for one in closed[:10])
        example = f"{request.command} summary {closed[0].ordinal}"
        raise NoSuchRetro(typed=quoted_back(request.text), team=team.name, numbers=numbers, example=example)
    return messages.summary(board_of(session, found, team, now=now))


def _meant(text: str, closed: Sequence[Retro]) -> Retro | None:
    typed = text.strip().casefold()
    if typed in ("", "last"):
        return closed[0]
    number = int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else 0
    return next((one for one in closed if one.ordinal == number), None)


@retro.verb("history", reads=True)
def history(request: Request, session: Session, now: datetime) -> Message:
    """List the retros that are over, the newest first."""
    team = team_meant(session, request, Action.READ)
    closed = closed_retros(session, team)
    rows = []
    for one in closed[:MOST_IN_HISTORY]:
        occurrence = occurrence_of(session, one)
        promised = action_items_from(session, team, occurrence)
        rows.append((one.ordinal, occurrence.day, len(cards_of(session, one)), len(promised)))
    return replies.history(team.name, rows, len(closed))
