"""Whom somebody means: a mention, `me`, or the name of somebody in the team as it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.domain.grammar.near import nearest_name
from bot.domain.grammar.people import ME
from bot.errors import Refusal
from bot.storage.ceremonies import ceremonies_of, members_of, take_in
from bot.storage.channels import channel_named, member_ids
from bot.storage.people import Person, people_named
from bot.storage.teams import Roster, Team, team_people


class NotInTheTeam(Refusal):
    """I can't find {whom} in the team {team}. Whoever is in its channel is in the team: {names}."""


class GuestsGetNothing(Refusal):
    """{name} is a guest or of another workspace: they can answer a stand-up of {team}, but see nothing else of it."""


class StillReading(Refusal):
    """I am still reading who is in {channel}, and have not come to {whom} yet. Please send it again in a moment."""


def person_meant(
    session: Session,
    request: Request,
    team: Team,
    whom: str,
    *,
    example: str | None,
    now: datetime,
    again: tuple[str, str] | None = None,
) -> Person:
    """Somebody of the team. `whom` is what `bot.domain.grammar.people.whom_at` read.

    Who is in the team's channel is in the team, also before the job has read its roster: they are taken in.
    `example` is a line that works without them, `again` what stands before and behind the name in theirs: where that
    is nearly somebody's, the line is suggested with it.
    """
    people = [person for person, _ in team_people(session, team)]
    found = _called(people, whom, request.actor.person)
    if found is None:
        found = _named_guest(session, team, whom, request.actor.person)
    if found is not None:
        no_guest(found, team, example=example)
        return found
    newcomer = _called(people_in_channel(session, team), whom, request.actor.person)
    if newcomer is not None and newcomer.takes_part:
        take_in(session, team, newcomer, now=now)
        return newcomer
    shown = "you" if whom == ME else name_of(session, team, whom)
    still_reading(session, request, team, shown)
    here = [person for person in people if person.takes_part]
    near = _nearly_called(here, whom)
    if near is not None and again is not None:
        example = as_typed(near).join(again)
    names = ", ".join(person.name for person in here[:12])
    raise NotInTheTeam(whom=shown, team=team.name, names=names, example=example)


def no_guest(person: Person, team: Team, **where: str | None) -> None:
    """Refuse to give something of the team to somebody who would not see it; `where` is the example, or the field."""
    if person.is_guest or person.is_external:
        raise GuestsGetNothing(name=person.name, team=team.name, example=where.get("example"), field=where.get("field"))


def _people_around(session: Session, team: Team) -> list[Person]:
    """Those in the team's channel, and those whom its stand-ups ask wherever they sit."""
    around = {person.id: person for person in people_in_channel(session, team)}
    for ceremony in ceremonies_of(session, team):
        around |= {person.id: person for _, person in members_of(session, ceremony) if not person.is_deactivated}
    return list(around.values())


def _named_guest(session: Session, team: Team, whom: str, me: Person) -> Person | None:
    """A guest in the channel or mentioned: what is wrong is what they are, not where."""
    mentioned = people_named(session, team.workspace_id, [whom.removeprefix("@")])
    found = _called({person.id: person for person in [*_people_around(session, team), *mentioned]}.values(), whom, me)
    return found if found is not None and (found.is_guest or found.is_external) else None


def name_of(session: Session, team: Team, whom: str) -> str:
    """How to speak of whom `whom_at` read: `@Ben` for an id too; nobody is shown an id."""
    known = people_named(session, team.workspace_id, [whom.removeprefix("@")])
    if known:
        return f"@{known[0].name}"
    return whom if whom.startswith("@") else "that person"


def _called(people: Iterable[Person], whom: str, me: Person) -> Person | None:
    """By id, as `me`, or by a name that only one of them has."""
    people = list(people)
    for person in people:
        if whom in (person.slack_id, f"@{person.slack_id}") or (whom == ME and person.id == me.id):
            return person
    called = [person for person in people if whom.casefold() == f"@{person.name}".casefold()]
    return called[0] if len(called) == 1 else None


def _nearly_called(people: Sequence[Person], whom: str) -> Person | None:
    """The only one whose name begins so, or else is a slip away from what was typed."""
    typed = whom.removeprefix("@").casefold()
    begin_so = [person for person in people if len(typed) > 1 and person.name.casefold().startswith(typed)]
    if len(begin_so) == 1:
        return begin_so[0]
    by_name = {person.name: person for person in people}
    near = nearest_name(typed, by_name)
    return None if near is None else by_name[near]


def people_in_channel(session: Session, team: Team) -> list[Person]:
    """Those in the team's channel whom Slack has described before."""
    channel = channel_named(session, team.workspace_id, team.channel)
    members = [] if channel is None else sorted(member_ids(session, channel))
    return [
        person
        for person in people_named(session, team.workspace_id, members)
        if not (person.is_bot or person.is_deactivated)
    ]


def id_meant(session: Session, request: Request, team: Team, whom: str) -> str:
    """Slack's id for `whom`; a name that nobody around the team has stays as it was typed."""
    found = _called(_people_around(session, team), whom, request.actor.person)
    return whom if found is None else found.slack_id


def still_reading(session: Session, request: Request, team: Team, whom: str) -> None:
    """Refuse while the job has not read everybody in the team's channel, and it may be one of those."""
    channel = channel_named(session, team.workspace_id, team.channel)
    if channel is None or team.roster != Roster.WANTED:
        return
    members = member_ids(session, channel) - {request.actor.workspace.bot_user_id}
    if len(people_named(session, team.workspace_id, members)) < len(members):
        raise StillReading(channel=f"#{channel.name}", whom=whom)


def as_typed(person: Person) -> str:
    """How an example names somebody so that it works when it is sent back as it stands."""
    return f"@{person.slack_id}" if " " in person.name or not person.name else f"@{person.name}"
