"""The one gate: whoever acts for a person gets an object from here, or hears that it is not there.

Missing and forbidden sound alike, so that nobody learns what exists. Who may do what is in `permissions.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.errors import NotFound, Refusal
from bot.storage.action_items import ActionItem
from bot.storage.agendas import AgendaItem
from bot.storage.blockers import Blocker, own_blocker
from bot.storage.ceremonies import Ceremony, ceremonies_of
from bot.storage.decisions import Decision
from bot.storage.features import Feature
from bot.storage.occurrences import Occurrence, OccurrenceState, Participant, participant_of
from bot.storage.permissions import Action, Actor, LeadsOnly, lead_names, may
from bot.storage.retros import RetroCard
from bot.storage.teams import Team, team_of_channel

LONGEST_ID = 18


class NotYours(Refusal):
    """{ref} belongs to {team}, and that is for its leads and product managers: {leads}."""


class HasEnded(Refusal):
    """That stand-up has ended. What was answered stays and can still be read."""


def team_here(session: Session, actor: Actor, channel: str, action: Action) -> Team | None:
    """The channel's team, if there is one that the actor may see."""
    team = team_of_channel(session, actor.workspace.id, channel)
    return team if team is not None and may(session, actor, action, team) else None


def _may_be_an_id(text: str) -> bool:
    """Longer numbers fit into no column of ids, and a database says so loudly."""
    return text.isdecimal() and len(text) <= LONGEST_ID


def team_with_id(session: Session, actor: Actor, team_id: str, action: Action) -> Team:
    """A team by the id that a button carries."""
    team = None
    if _may_be_an_id(team_id):
        team = session.scalar(select(Team).where(Team.workspace_id == actor.workspace.id, Team.id == int(team_id)))
    if team is None or not may(session, actor, action, team):
        raise NotFound(what="that team")
    return team


def readable_teams(session: Session, actor: Actor) -> Sequence[Team]:
    """Every team that the actor may read, by name."""
    teams = session.scalars(
        select(Team).where(Team.workspace_id == actor.workspace.id, Team.archived_at.is_(None)).order_by(Team.name)
    ).all()
    return [team for team in teams if may(session, actor, Action.READ, team)]


N = TypeVar("N", Feature, Blocker, ActionItem, Decision, RetroCard, AgendaItem)


# What a verb can move and *Undo* put back.
Undoable = Feature | Blocker | ActionItem | RetroCard | AgendaItem


def numbered(
    session: Session,
    actor: Actor,
    row: type[N],
    number: int,
    action: Action,
    *,
    example: str | None,
    deleted: bool = False,
) -> N:
    """What people call F-12, B-4, A-7, for somebody who may do that with it; what is deleted only if asked for.

    Whoever may not even read it hears that there is none; `example` is a line that shows what there is.
    """
    ref = f"{row.LETTER}-{number}"
    found = session.scalar(select(row).where(row.workspace_id == actor.workspace.id, row.number == number))
    if isinstance(found, Feature) and found.deleted_at is not None and not deleted:
        found = None
    team = None if found is None else session.scalar(_TEAM, {"id": found.team_id, "workspace_id": actor.workspace.id})
    if found is None or team is None or not may(session, actor, Action.READ, team):
        raise NotFound(what=ref, example=example)
    if not may(session, actor, action, team):
        raise NotYours(ref=ref, team=team.name, leads=lead_names(session, team), example=example)
    return found


def blocker_numbered(session: Session, actor: Actor, number: int, *, example: str | None) -> Blocker:
    """A blocker for whoever reads its team, and for whose it is: they may have said it in a stand-up as a guest."""
    own = own_blocker(session, actor.person, number)
    if own is not None and not actor.person.is_deactivated:
        return own
    return numbered(session, actor, Blocker, number, Action.READ, example=example)


_TEAM = select(Team).where(Team.workspace_id == bindparam("workspace_id"), Team.id == bindparam("id"))


def ceremony_called(
    session: Session, actor: Actor, team: Team, name: str, action: Action, *, example: str | None = None
) -> Ceremony:
    """The team's ceremony of that name (in any case), for somebody who may do that with it."""
    for ceremony in ceremonies_of(session, team):
        if ceremony.name.casefold() == name.casefold():
            if not may(session, actor, Action.READ, team):
                break
            if not may(session, actor, action, team):
                raise LeadsOnly(team=team.name, leads=lead_names(session, team), example=example)
            return ceremony
    raise NotFound(what=f"“{name}”", example=example)


def ceremony_with_id(
    session: Session, actor: Actor, ceremony_id: str, action: Action, *, what: str, owner_may: bool = False
) -> tuple[Ceremony, Team]:
    """A ceremony, ended or not, by the id that a button carries; with `owner_may` its owner needs only to read."""
    found = None
    if _may_be_an_id(ceremony_id):
        here = (Ceremony.workspace_id == actor.workspace.id, Ceremony.id == int(ceremony_id))
        found = session.scalar(select(Ceremony).where(*here))
    if found is not None and owner_may and found.owner_id == actor.person.id:
        action = Action.READ
    if found is None or not may(session, actor, action, team := team_of(session, found)):
        raise NotFound(what=what, example="/drumbeat help")
    return found, team


def occurrence_with_id(
    session: Session, actor: Actor, occurrence_id: str, action: Action, *, what: str
) -> tuple[Occurrence, Ceremony, Team]:
    """One date of a ceremony, by the id that a button carries."""
    found = None
    if _may_be_an_id(occurrence_id):
        here = (Occurrence.workspace_id == actor.workspace.id, Occurrence.id == int(occurrence_id))
        found = session.scalar(select(Occurrence).where(*here))
    if found is None:
        raise NotFound(what=what, example="/drumbeat help")
    return found, *ceremony_with_id(session, actor, str(found.ceremony_id), action, what=what)


@dataclass(frozen=True)
class Seat:
    """A person's place in one occurrence, with what it belongs to."""

    occurrence: Occurrence
    ceremony: Ceremony
    team: Team
    participant: Participant


def seat(session: Session, actor: Actor, occurrence_id: str) -> Seat:
    """The actor's own place in an occurrence: who takes part may answer, wherever they sit."""
    if not _may_be_an_id(occurrence_id) or actor.person.is_deactivated:
        raise NotFound(what="that stand-up")
    occurrence = session.scalar(
        select(Occurrence).where(Occurrence.workspace_id == actor.workspace.id, Occurrence.id == int(occurrence_id))
    )
    participant = None if occurrence is None else participant_of(session, occurrence, actor.person.id)
    if occurrence is None or participant is None:
        raise NotFound(what="that stand-up")
    found = seat_at(session, occurrence, participant)
    if found.ceremony.ended_at is not None:
        raise HasEnded
    return found


def seat_at(session: Session, occurrence: Occurrence, participant: Participant) -> Seat:
    ceremony = session.scalars(
        select(Ceremony).where(Ceremony.workspace_id == occurrence.workspace_id, Ceremony.id == occurrence.ceremony_id)
    ).one()
    return Seat(occurrence, ceremony, team_of(session, ceremony), participant)


def team_of(session: Session, ceremony: Ceremony) -> Team:
    return session.scalars(
        select(Team).where(Team.workspace_id == ceremony.workspace_id, Team.id == ceremony.team_id)
    ).one()


def open_seats(session: Session, actor: Actor) -> list[Seat]:
    """The actor's places in occurrences that still take answers, the latest of each ceremony, newest first."""
    rows = session.execute(
        select(Occurrence, Participant)
        .join(Participant, Participant.occurrence_id == Occurrence.id)
        .where(
            Occurrence.workspace_id == actor.workspace.id,
            Participant.person_id == actor.person.id,
            Occurrence.state.in_((OccurrenceState.OPEN, OccurrenceState.CLOSED)),
        )
        .order_by(Occurrence.day.desc(), Occurrence.id)
        .limit(50)
    )
    latest: dict[int, Seat] = {}
    for occurrence, participant in rows:
        if occurrence.ceremony_id not in latest:
            latest[occurrence.ceremony_id] = seat_at(session, occurrence, participant)
    return [found for found in latest.values() if found.ceremony.ended_at is None]
