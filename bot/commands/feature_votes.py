"""`/feature vote` and `score`: who wants it, and what it is worth to each side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.feature import feature
from bot.commands.features import feature_numbered, number_carried, some_ref
from bot.commands.fitting import parses
from bot.commands.request import Request
from bot.domain.features import Side
from bot.domain.features.orders import parse_number
from bot.domain.features.score import NAMES_OF
from bot.domain.features.scoring import number_of, parse_score
from bot.domain.message import Answer, Message
from bot.errors import Refusal
from bot.messages import feature_forms as forms
from bot.messages import features as messages
from bot.storage import features
from bot.storage.feature_lists import feature_line
from bot.storage.features import Feature
from bot.storage.permissions import Action, may
from bot.storage.teams import Role, Team, team_people

__all__ = ["feature"]

MAY_GIVE = {Side.PRODUCT: Action.SCORE_FOR_PRODUCT, Side.DEVELOPMENT: Action.SCORE_FOR_DEVELOPMENT}


class NotYourHalf(Refusal):
    """Of {ref}'s score, {theirs} are for {side} to give: {people}. Yours are {yours}."""


class NoHalfIsYours(Refusal):
    """{ref} belongs to {team}: its product managers and its members give the score, and you are neither."""


class NoHalfGiven(Refusal):
    """Give at least one half of the score: reach and impact, or confidence and effort."""


class HalfMissing(Refusal):
    """For {side} I need both {names} of {ref}; one is missing."""


@feature.verb("vote F-1", example="F-1", fits=parses(parse_number, "vote"))
def vote(request: Request, session: Session, now: datetime) -> Message:
    """Say that you want it; each person has one vote a feature."""
    first = some_ref(session, request)
    return _voted(session, request, parse_number(request.text, "vote", command=request.command, first=first), now)


@feature.button("feature.vote")
def press_vote(request: Request, session: Session, now: datetime) -> Message:
    """*Vote*: the same."""
    return _voted(session, request, number_carried(request), now)


def _voted(session: Session, request: Request, number: int, now: datetime) -> Message:
    found, _ = feature_numbered(session, request, number)
    counted = features.vote(session, found, by=request.actor.person, at=now)
    line = feature_line(session, found)
    return messages.told("voted" if counted else "voted_already", line, votes=messages.votes(line.votes))


@feature.verb("unvote F-1", example="F-1", fits=parses(parse_number, "unvote"))
def unvote(request: Request, session: Session, now: datetime) -> Message:
    """Take your vote back."""
    first = some_ref(session, request)
    number = parse_number(request.text, "unvote", command=request.command, first=first)
    found, _ = feature_numbered(session, request, number)
    gone = features.unvote(session, found, by=request.actor.person)
    line = feature_line(session, found)
    return messages.told("unvoted" if gone else "not_voted", line, votes=messages.votes(line.votes))


@feature.verb("score F-1 [reach=800 impact=2] [conf=80 effort=1.5]", example="F-1", fits=parses(parse_score))
def score(request: Request, session: Session, now: datetime) -> Answer:
    """Give your side's half: reach and impact for product, confidence and effort for development."""
    order = parse_score(request.text, command=request.command, first=some_ref(session, request))
    found, team = feature_numbered(session, request, order.number)
    if order.clear:
        return _cleared(session, request, found)
    if not order.numbers:
        return _score_form(session, request, found, team)
    for name in order.numbers:
        _check_it_is_theirs(session, request, found, team, _side_of(name))
    sides = [side for side in Side if set(NAMES_OF[side]) & order.numbers.keys()]
    return _scored(session, request, found, order.numbers, sides, now)


@feature.button("feature.score", reads=True)
def press_score(request: Request, session: Session, now: datetime) -> Answer:
    """*Score*: the form for one's own half."""
    return _score_form(session, request, *feature_numbered(session, request, number_carried(request)))


@feature.form("feature.score")
def send_score(request: Request, session: Session, now: datetime) -> Answer:
    """The form to score one comes back; what is wrong stands at its field."""
    found, team = feature_numbered(session, request, number_carried(request))
    sides = _sides_of(session, request, team)
    typed = {name: request.values[name].strip() for side in sides for name in NAMES_OF[side] if name in request.values}
    given = [side for side in sides if any(typed.get(name) for name in NAMES_OF[side])]
    if not given:
        raise NoHalfGiven(field=next(iter(typed))) if typed else NoHalfIsYours(ref=found.ref, team=team.name)
    _both_of_each(given, typed, found.ref)
    numbers = {name: _from_field(name, typed[name], found.ref) for side in given for name in NAMES_OF[side]}
    told = _scored(session, request, found, numbers, given, now)
    return forms.told_there("score", forms.sentence(told))


def _both_of_each(sides: Sequence[Side], typed: dict[str, str], ref: str) -> None:
    for side in sides:
        missing = [name for name in NAMES_OF[side] if not typed.get(name)]
        if missing:
            raise HalfMissing(side=side, names=" and ".join(NAMES_OF[side]), ref=ref, field=missing[0])


def _from_field(name: str, typed: str, ref: str) -> float:
    try:
        return number_of(name, typed, ref=ref)
    except Refusal as refusal:
        refusal.field = name
        raise


def _score_form(session: Session, request: Request, found: Feature, team: Team) -> Answer:
    sides = _sides_of(session, request, team)
    if not sides:
        raise NoHalfIsYours(ref=found.ref, team=team.name, example=_show(request, found))
    given: dict[str, float] = {}
    for side in sides:
        before = features.given_by(session, found, side, request.actor.person)
        given |= {name: getattr(before, name) for name in NAMES_OF[side] if before is not None}
    return forms.score_form(feature_line(session, found), sides, given)


def _sides_of(session: Session, request: Request, team: Team) -> list[Side]:
    """The half that is somebody's own, by their role; both for admins, who may give either (product.md §2.4)."""
    return [side for side, action in MAY_GIVE.items() if may(session, request.actor, action, team)]


def _side_of(name: str) -> Side:
    return next(side for side in Side if name in NAMES_OF[side])


def _check_it_is_theirs(session: Session, request: Request, found: Feature, team: Team, side: Side) -> None:
    if may(session, request.actor, MAY_GIVE[side], team):
        return
    own = _sides_of(session, request, team)
    if not own:
        raise NoHalfIsYours(ref=found.ref, team=team.name, example=_show(request, found))
    numbers = "conf=80 effort=1.5" if own[0] == Side.DEVELOPMENT else "reach=800 impact=2"
    raise NotYourHalf(
        ref=found.ref,
        theirs=" and ".join(NAMES_OF[side]),
        side=side,
        people=_people_of(session, team, side),
        yours=" and ".join(NAMES_OF[own[0]]),
        example=f"{request.command} score {found.ref} {numbers}",
    )


def _people_of(session: Session, team: Team, side: Side) -> str:
    roles = (Role.PM,) if side == Side.PRODUCT else (Role.MEMBER, Role.LEAD)
    names = [person.name for person, role in team_people(session, team) if role in roles]
    return ", ".join(names[:12]) or f"nobody in {team.name} is one yet"


def _scored(
    session: Session,
    request: Request,
    found: Feature,
    numbers: dict[str, float],
    sides: Sequence[Side],
    now: datetime,
) -> Message:
    person = request.actor.person
    for side in sides:
        before = features.given_by(session, found, side, person)
        given = {name: numbers.get(name, getattr(before, name, None)) for name in NAMES_OF[side]}
        if None in given.values():
            names, example = NAMES_OF[side], _whole_half(request, found, side, numbers)
            raise HalfMissing(side=side, names=" and ".join(names), ref=found.ref, example=example)
        half = {name: number for name, number in given.items() if number is not None}
        features.score(session, found, side, half, by=person, at=now)
    line = feature_line(session, found)
    sentence = {"side": " and ".join(sides), "numbers": messages.numbers(numbers), "score": messages.score(line.score)}
    return messages.told("scored", line, **sentence)


def _whole_half(request: Request, found: Feature, side: Side, numbers: dict[str, float]) -> str:
    """The person's own number, and a usual one for what is missing."""
    usual = {"reach": 800.0, "impact": 2.0, "confidence": 80.0, "effort": 1.5}
    half = {name: numbers.get(name, usual[name]) for name in NAMES_OF[side]}
    return f"{request.command} score {found.ref} {messages.numbers(half)}"


def _cleared(session: Session, request: Request, found: Feature) -> Message:
    gone = [features.unscore(session, found, side, by=request.actor.person) for side in Side]
    line = feature_line(session, found)
    sentence = "unscored_by_you" if any(gone) else "not_scored_by_you"
    return messages.told(sentence, line, score=messages.score(line.score))


def _show(request: Request, found: Feature) -> str | None:
    return f"{request.command} show {found.ref}" if request.command else None
