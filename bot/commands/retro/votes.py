"""Votes: given and taken back by each for themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.noun import retro, retro_here
from bot.domain.message import Message
from bot.domain.retros import WRITING, Card, Phase, parse_numbered, votes_wanted
from bot.errors import NotFound, Refusal
from bot.messages import retro_cards as messages
from bot.storage.retro_boards import board_of, retro_with_id
from bot.storage.retro_cards import card_numbered, cards_of
from bot.storage.retro_votes import give_votes, votes_of
from bot.storage.retros import Retro, RetroCard
from bot.storage.teams import Team


class NoVoteNow(Refusal):
    """There is no vote on cards just now. It comes after everybody has read them; whoever leads the retro opens it."""


@retro.verb("vote R-3 [2]", example="R-1")
def vote(request: Request, session: Session, now: datetime) -> Message:
    """Give a card one vote more, or as many of yours as you say. The totals are shown when the vote ends."""
    found, _ = retro_here(session, request)
    _must_vote(request, found)
    first = _first_ref(session, found)
    line = parse_numbered(request.text, "R", example=f"{request.command} vote {first}")
    card = _card(session, request, found, line.number)
    given = votes_of(session, found, request.actor.person)
    had = given.get(card.number, 0)
    example = _as_many_as_go(request, found, given, card)
    if line.rest == "0" and had:
        example = f"{request.command} unvote {card.ref}"
    wanted = votes_wanted(line.rest, had=had, most=found.votes_an_item, example=example)
    return _give(session, request, found, card, wanted)


@retro.verb("unvote R-3", example="R-1")
def unvote(request: Request, session: Session, now: datetime) -> Message:
    """Take all your votes back from a card."""
    found, _ = retro_here(session, request)
    _must_vote(request, found)
    line = parse_numbered(request.text, "R", example=f"{request.command} unvote {_first_ref(session, found)}")
    return _give(session, request, found, _card(session, request, found, line.number), 0)


def _must_vote(request: Request, found: Retro) -> None:
    if found.phase != Phase.VOTE:
        raise NoVoteNow(example=request.command or None)


def _first_ref(session: Session, found: Retro) -> str:
    cards = cards_of(session, found)
    return cards[0].ref if cards else "R-1"


def _card(session: Session, request: Request, found: Retro, number: int) -> RetroCard:
    card = card_numbered(session, found, number)
    if card is None:
        raise NotFound(what=f"R-{number}", example=request.command or None)
    return card


def _most(found: Retro, given: dict[int, int], card: RetroCard) -> int:
    """How many votes of somebody the card may have, those that it has included."""
    left = found.votes_each - sum(given.values())
    return min(found.votes_an_item, given.get(card.number, 0) + left)


def _as_many_as_go(request: Request, found: Retro, given: dict[int, int], card: RetroCard) -> str:
    """A line that costs nobody a vote: as many for this card as may be; the ballot where that is none."""
    most = _most(found, given, card)
    return f"{request.command} vote {card.ref} {most}" if most else request.command


def _way_out(request: Request, found: Retro, given: dict[int, int], card: RetroCard) -> str:
    """A line that works when there are too few votes left: fewer of them, or one that takes some back."""
    if not request.command or not given or _most(found, given, card) > given.get(card.number, 0):
        return _as_many_as_go(request, found, given, card) if request.command else ""
    return f"{request.command} unvote R-{max(given, key=lambda number: given[number])}"


def _give(session: Session, request: Request, found: Retro, card: RetroCard, wanted: int) -> Message:
    person = request.actor.person
    example = _way_out(request, found, votes_of(session, found, person), card)
    if not give_votes(session, found, card, wanted, by=person, example=example):
        raise NoVoteNow(example=request.command or None)
    left = found.votes_each - sum(votes_of(session, found, person).values())
    return messages.voted(Card(card.number, card.section, card.text), wanted, left)


@retro.button("retro.ballot", reads=True)
def press_vote(request: Request, session: Session, now: datetime) -> Message:
    """*Vote* on the board: the ballot, for whoever pressed alone."""
    found, team = retro_with_id(session, request.actor, request.about)
    _must_vote(request, found)
    return _ballot(session, request, found, team, 0, replaces=False)


@retro.button("retro.page", reads=True)
def press_page(request: Request, session: Session, now: datetime) -> Message:
    """Another page of the ballot."""
    found, team, _, offset = _pressed(session, request)
    _must_vote(request, found)
    return _ballot(session, request, found, team, offset)


@retro.button("retro.read", reads=True)
def press_read(request: Request, session: Session, now: datetime) -> Message:
    """Another page of all cards."""
    found, team, _, offset = _pressed(session, request)
    if found.phase in WRITING:
        raise NoVoteNow
    return messages.pages(board_of(session, found, team), offset=offset, replaces=True)


@retro.button("retro.give")
def press_give(request: Request, session: Session, now: datetime) -> Message:
    """*+1* on the ballot, which shows what it came to."""
    return _press_change(request, session, 1)


@retro.button("retro.take")
def press_take(request: Request, session: Session, now: datetime) -> Message:
    """*Take one back* on the ballot."""
    return _press_change(request, session, -1)


def _press_change(request: Request, session: Session, by: int) -> Message:
    found, team, number, offset = _pressed(session, request)
    _must_vote(request, found)
    card = _card(session, request, found, number)
    had = votes_of(session, found, request.actor.person).get(number, 0)
    if 0 <= had + by <= found.votes_an_item:
        _give(session, request, found, card, had + by)
    return _ballot(session, request, found, team, offset)


def _ballot(
    session: Session, request: Request, found: Retro, team: Team, offset: int, *, replaces: bool = True
) -> Message:
    given = votes_of(session, found, request.actor.person)
    return messages.ballot(board_of(session, found, team), given, offset=offset, replaces=replaces)


def _pressed(session: Session, request: Request) -> tuple[Retro, Team, int, int]:
    """The retro, its team, the card's number and the place of the page, as a button carries them."""
    parts = request.about.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts[1:]):
        raise NotFound(what="that card")
    found, team = retro_with_id(session, request.actor, parts[0])
    return found, team, int(parts[1]), int(parts[2])
