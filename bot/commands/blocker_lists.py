"""`/standup blockers`: what is in the way, page by page."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.standup import standup
from bot.commands.whose import team_meant
from bot.domain.message import Message
from bot.domain.text import plain
from bot.errors import NotFound, Refusal
from bot.messages import blockers as messages
from bot.storage import blockers
from bot.storage.access import readable_teams, team_with_id
from bot.storage.permissions import Action, full_member

__all__ = ["standup"]


class WhichBlockers(Refusal):
    """I can list what is in the way of the team, of you, or of all that you can read, but not “{typed}”."""


@standup.verb("blockers [team | mine | all]", example="mine", reads=True)
def list_blockers(request: Request, session: Session, now: datetime) -> Message:
    """List what is in the way, the oldest first, with who sees to it and its age in working days."""
    full_member(request.actor)
    wanted = plain(request.text).casefold() or ("mine" if request.in_dm else "team")
    wanted = {"me": "mine", "my": "mine"}.get(wanted, wanted)
    if wanted not in ("team", "mine", "all"):
        raise WhichBlockers(typed=request.text, example=f"{request.command} blockers mine")
    about = str(team_meant(session, request, Action.READ).id) if wanted == "team" else ""
    return _page(request, session, f"{wanted}.{about}", 0, now)


@standup.button("blocker.page", reads=True)
def turn_page(request: Request, session: Session, now: datetime) -> Message:
    """*Next* and *Back* of the list."""
    found = re.fullmatch(r"((?:team|mine|all)\.\d{0,18})\.(-?\d{1,6})", request.about)
    if found is None:
        raise NotFound(what="that page")
    page = _page(request, session, found[1], int(found[2]), now)
    return Message(page.text, page.blocks, replaces=True)


def _page(request: Request, session: Session, where: str, start: int, now: datetime) -> Message:
    """`where` is `team.3`, `mine.` or `all.`; the page begins at the line `start`."""
    scope, _, about = where.partition(".")
    person = request.actor.person
    if scope == "team":
        team = team_with_id(session, request.actor, about, Action.READ)
        name, lines = team.name, blockers.open_blockers(session, team, now=now)
    else:
        teams, of = readable_teams(session, request.actor), person if scope == "mine" else None
        name, lines = "", blockers.open_blockers_in(session, teams, of=of, now=now)
    page = messages.listed(scope, name, lines, start=start, reader_id=person.id)
    return messages.paged(page, where, start, len(lines))
