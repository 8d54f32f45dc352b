"""Which digest somebody means, and whether they may do that with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.whose import team_meant
from bot.domain.cadence import Due, is_on
from bot.domain.grammar.dates import date_in_words
from bot.domain.text import clipped, plain
from bot.errors import NotFound, Refusal
from bot.storage.ceremonies import Ceremony
from bot.storage.digests import KIND, cut_of, next_digests
from bot.storage.permissions import Action, may
from bot.storage.teams import Role, Team, team_people
from bot.storage.together import series

SETS_UP = "new Weekly every fri at 16:00"
# Verbs for which, of several digests, the one that comes next is meant when none is named.
MEAN_THE_NEXT = ("preview", "note")


class NoDigestYet(Refusal):
    """{team} has no digest yet."""


class WhichDigest(Refusal):
    """Which digest do you mean? {team} has: {names}."""


class DigestForLeads(Refusal):
    """Only a lead or product manager of {team}, or whoever set {name} up, can do that. Ask {leads}."""


class DigestNotDue(Refusal):
    """{name} is not due on {day}. Its next days are {days}."""


@dataclass(frozen=True)
class Digest:
    """A digest that was found for somebody, with its team, and what they typed after its name."""

    team: Team
    ceremony: Ceremony
    rest: str = ""


def digest_meant(
    session: Session, request: Request, verb: str, *, change: bool, takes_more: bool = False, by_name: bool = False
) -> Digest:
    """The digest that the text names in front, or the team's only one.

    `change`: its owner, leads and product managers alone may. `takes_more`: what follows the name, or stands without
    one, is for the verb to read; else it is the name of a digest that there is not. `by_name`: it has to be named.
    """
    team = team_meant(session, request, Action.READ)
    digests = series(session, team, KIND)
    if not digests:
        raise NoDigestYet(team=team.name, example=request.example(SETS_UP))
    found = _named(team, digests, request.text) or _unnamed(team, digests, request, verb, by_name=by_name)
    if found.rest and not takes_more:
        what = f"a digest “{clipped(plain(request.text), 80)}”"
        raise NotFound(what=what, example=f"{request.command} {verb} {found.ceremony.name}")
    if change:
        may_change(session, request, found)
    return found


def _named(team: Team, digests: Sequence[Ceremony], text: str) -> Digest | None:
    """The one whose name the text begins with; of two, the longer."""
    typed = " ".join(text.casefold().split(maxsplit=1))
    for one in sorted(digests, key=lambda one: -len(one.name)):
        name = one.name.casefold()
        if typed == name or typed.startswith((f"{name} ", f"{name}\n")):
            return Digest(team, one, text.strip()[len(one.name) :].strip())
    return None


def _unnamed(team: Team, digests: Sequence[Ceremony], request: Request, verb: str, *, by_name: bool) -> Digest:
    """The only one; of several the one that comes next where no harm is done by that."""
    if by_name or (len(digests) > 1 and verb not in MEAN_THE_NEXT):
        names = ", ".join(one.name for one in digests)
        example = f"{request.command} {verb} {digests[0].name}"
        raise WhichDigest(team=team.name, names=names, example=example)
    coming = [one for one in digests if one.next_at is not None]
    return Digest(team, min(coming, key=lambda one: one.next_at or one.created_at, default=digests[0]), request.text)


def may_change(session: Session, request: Request, digest: Digest) -> None:
    """Refuse whoever is neither its owner nor a lead or product manager of the team."""
    if not can_change(session, request, digest):
        people = team_people(session, digest.team)
        leads = [person.name for person, role in people if role in (Role.LEAD, Role.PM)]
        names = {"team": digest.team.name, "name": digest.ceremony.name}
        raise DigestForLeads(**names, leads=" or ".join(leads) or "a Slack admin", example=f"{request.command} preview")


def can_change(session: Session, request: Request, digest: Digest) -> bool:
    mine = digest.ceremony.owner_id == request.actor.person.id
    return may(session, request.actor, Action.READ if mine else Action.ALTER, digest.team)


def next_due(session: Session, digest: Digest, now: datetime) -> Due:
    return next_digests(session, digest.ceremony, digest.team, after=now, count=1)[0]


def due_day(session: Session, request: Request, digest: Digest, day: date, now: datetime) -> date:
    """That day, if the digest is still to come on it."""
    if is_on(digest.ceremony.cadence, day) and cut_of(digest.ceremony, digest.team, day) > now:
        return day
    days = [date_in_words(due.day) for due in next_digests(session, digest.ceremony, digest.team, after=now)]
    name = digest.ceremony.name
    example = f"{request.command} skip {name} {days[0]}"
    raise DigestNotDue(name=name, day=date_in_words(day), days=", ".join(days), example=example)
