"""Whom somebody means: a mention, `me`, or the name of somebody in the team as it is typed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.domain.grammar.people import ME
from bot.errors import Refusal
from bot.storage.people import Person
from bot.storage.teams import Team, team_people


class NotInTheTeam(Refusal):
    """I can't find {whom} in the team {team}. Whoever is in its channel is in the team: {names}."""


def person_meant(session: Session, request: Request, team: Team, whom: str, *, example: str | None) -> Person:
    """Somebody of the team. `whom` is what `bot.domain.grammar.people.whom_at` read."""
    people = [person for person, _ in team_people(session, team)]
    me = request.actor.person
    for person in people:
        if whom in (person.slack_id, f"@{person.slack_id}") or (whom == ME and person.id == me.id):
            return person
    called = [person for person in people if whom.casefold() == f"@{person.name}".casefold()]
    if len(called) == 1:
        return called[0]
    names = ", ".join(person.name for person in people[:12])
    shown = "you" if whom == ME else whom if whom.startswith("@") else f"@{whom}"
    raise NotInTheTeam(whom=shown, team=team.name, names=names, example=example)


def as_typed(person: Person) -> str:
    """How an example names somebody so that it works when it is sent back as it stands."""
    return f"@{person.slack_id}" if " " in person.name or not person.name else f"@{person.name}"
