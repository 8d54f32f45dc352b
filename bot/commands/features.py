"""What the verbs of `/feature` have together: the noun, and which feature somebody means."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.table import Noun
from bot.errors import NotFound
from bot.storage.access import numbered, team_here, team_with_id
from bot.storage.feature_lists import newest_ref
from bot.storage.features import Feature
from bot.storage.permissions import Action
from bot.storage.teams import Team

feature = Noun("feature", "Ask for features, vote, score and plan them.", empty="log", default="log")
A_REF = re.compile(r"[Ff]-?(\d{1,9})", re.ASCII)


def feature_numbered(
    session: Session, request: Request, number: int, action: Action = Action.READ
) -> tuple[Feature, Team]:
    """F-12 and its team, for somebody who may do that with it."""
    listing = f"{request.command} list" if request.command else ""
    found = numbered(session, request.actor, Feature, number, action, example=listing)
    return found, team_with_id(session, request.actor, str(found.team_id), Action.READ)


def number_carried(request: Request) -> int:
    """The number in the reference that a button or a form carries."""
    carried = A_REF.fullmatch(request.about)
    if carried is None:
        raise NotFound(what="that feature")
    return int(carried[1])


def some_ref(session: Session, request: Request) -> str:
    """A reference for examples that work: of the newest feature here, or F-1."""
    here = team_here(session, request.actor, request.channel, Action.READ)
    return "F-1" if here is None else newest_ref(session, here)
