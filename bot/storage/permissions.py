"""Who may do what with a team and what belongs to it. Objects come from `access.py`, which asks here.

Only rows are read: the listener brought them up to date before, and what is older than it allows counts as "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.storage.channels import channel_named, is_member, member_ids
from bot.storage.people import Person
from bot.storage.teams import Role, Team, membership_of, team_people
from bot.storage.workspaces import Workspace


class Action(Enum):
    """What somebody wants to do with a team or what belongs to it."""

    READ = auto()
    CREATE = auto()
    ALTER = auto()
    # A feature's status and place on the roadmap; and the two halves of its score (product.md §2.4, decision 32).
    TRIAGE = auto()
    SCORE_FOR_PRODUCT = auto()
    SCORE_FOR_DEVELOPMENT = auto()


class LeadsOnly(Refusal):
    """Only leads and product managers of {team} can do that. Ask {leads}."""


class GuestsCannot(Refusal):
    """Guests and people of other workspaces can answer when a team invites them, but not do this."""


@dataclass(frozen=True)
class Actor:
    """Somebody who wants something; what Slack said counts as far as it is fresh (instants in real time).

    A channel's members count when they were read since `fresh_since`, an admin's rank since `rank_since`.
    """

    person: Person
    workspace: Workspace
    fresh_since: datetime
    rank_since: datetime

    @property
    def is_admin(self) -> bool:
        return self.person.is_admin and self.person.read_at >= self.rank_since


def in_channel(session: Session, actor: Actor, channel: str) -> bool:
    """Whether the actor is in that channel, as Slack said lately; a stale list is a no."""
    return is_member(session, actor.workspace.id, channel, actor.person.slack_id, fresh_since=actor.fresh_since)


def may(session: Session, actor: Actor, action: Action, team: Team) -> bool:
    """Whether the actor may do that with what belongs to the team (product.md §2.4, its first rows)."""
    if actor.person.is_deactivated or actor.person.workspace_id != team.workspace_id:
        return False
    if actor.person.is_guest or actor.person.is_external:
        return False
    if not in_channel(session, actor, team.channel):
        return False
    if action in (Action.READ, Action.CREATE):
        return True
    if actor.is_admin:
        return True
    return role_in(session, actor.person, team) in WHO_MAY[action]


def may_be_told(session: Session, team: Team, person: Person) -> bool:
    """Whether what the clock writes to somebody may show what belongs to the team: the members as last read."""
    channel = channel_named(session, team.workspace_id, team.channel)
    if channel is None or not person.takes_part or person.workspace_id != team.workspace_id:
        return False
    return person.slack_id in member_ids(session, channel)


WHO_MAY = {
    Action.ALTER: (Role.LEAD, Role.PM),
    Action.TRIAGE: (Role.LEAD, Role.PM),
    Action.SCORE_FOR_PRODUCT: (Role.PM,),
    Action.SCORE_FOR_DEVELOPMENT: (Role.MEMBER, Role.LEAD),
}


def role_in(session: Session, person: Person, team: Team) -> Role | None:
    """What somebody is in the team now."""
    membership = membership_of(session, team, person.id)
    return None if membership is None or membership.left_at is not None else membership.role


def leads_only(session: Session, actor: Actor, team: Team, *, example: str) -> None:
    """Refuse whoever may not alter the team; `example` is a line that they may send."""
    if not may(session, actor, Action.ALTER, team):
        raise LeadsOnly(team=team.name, leads=lead_names(session, team), example=example)


def full_member(actor: Actor) -> None:
    """Refuse guests and people of other workspaces."""
    if actor.person.is_guest or actor.person.is_external:
        raise GuestsCannot


def lead_names(session: Session, team: Team) -> str:
    leads = [person for person, role in team_people(session, team) if role in (Role.LEAD, Role.PM)]
    names = [person.name for person in leads if not person.is_deactivated]
    return " or ".join(names) or "a Slack admin"
