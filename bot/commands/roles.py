"""`/team role` and `/team members`: who is what in a team. They join the team's verbs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.team import team
from bot.commands.whom import as_typed, person_meant
from bot.commands.whose import team_meant
from bot.domain.message import Message
from bot.domain.teams import parse_role
from bot.messages import teams as messages
from bot.storage import audit
from bot.storage.permissions import Action, leads_only
from bot.storage.teams import LastLead, Role, has_lead, set_role, team_people

__all__ = ["team"]


@team.verb("members", reads=True)
def members(request: Request, session: Session, now: datetime) -> Message:
    """List who is in the team, role by role, and what each role is for."""
    here = team_meant(session, request, Action.READ)
    return messages.members(here, team_people(session, here))


@team.verb("role @person lead | pm | member | viewer", example="@Ben pm")
def role(request: Request, session: Session, now: datetime) -> Message:
    """Give somebody in the team another role; leads, product managers and admins do that."""
    here = team_meant(session, request, Action.READ)
    leads_only(session, request.actor, here, example=f"{request.command} members")
    wanted = parse_role(request.text, command=request.command)
    example = f"{request.command} members"
    again = (f"{request.command} role ", f" {wanted.role}")
    person = person_meant(session, request, here, wanted.whom, example=example, now=now, again=again)
    try:
        changed = set_role(session, here, person, Role(wanted.role))
    except LastLead as refusal:
        others = [as_typed(other) for other, _ in team_people(session, here) if other.id != person.id]
        refusal.example = f"{request.command} role {others[0]} lead" if others else f"{request.command} members"
        raise
    if changed is not None:
        audit.record(session, request.actor.person, f"team.role.{wanted.role}", "membership", changed.id, at=now)
    return messages.role_given(
        here, person, Role(wanted.role), changed=changed is not None, led=has_lead(session, here)
    )
