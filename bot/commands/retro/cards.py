"""Cards: writing, changing and taking away one's own, before all are shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.noun import retro, retro_here
from bot.commands.undoing import undoable
from bot.domain.message import Answer, Done, Message
from bot.domain.retros import Card, Column, parse_card, parse_numbered, parse_signed, worded
from bot.errors import NotFound, Refusal
from bot.messages import retro_cards as messages
from bot.storage.access import numbered
from bot.storage.permissions import Action
from bot.storage.retro_boards import board_of, retro_with_id
from bot.storage.retro_cards import (
    card_numbered,
    drop_card,
    own_cards,
    reword_card,
    show_cards,
    takes_cards,
    write_card,
)
from bot.storage.retros import Retro, RetroCard, format_of, lock_retro
from bot.storage.undoing import remember


class CardsAreShown(Refusal):
    """All cards are on the table, so none can be written, changed or taken away any more."""


@retro.verb("+ TEXT", example="The demo went smoothly")
def good(request: Request, session: Session, now: datetime) -> Answer:
    """Write a card on what went well. Nobody else sees it until all cards are shown."""
    return _signed(request, session, now, "+")


@retro.verb("- TEXT", example="The tests take an hour")
def bad(request: Request, session: Session, now: datetime) -> Answer:
    """Write a card on what did not go well."""
    return _signed(request, session, now, "-")


@retro.verb("? TEXT", example="Who answers support on Fridays")
def puzzle(request: Request, session: Session, now: datetime) -> Answer:
    """Write a card on what puzzles you."""
    return _signed(request, session, now, "?")


@retro.verb("! TEXT", example="Let us pair on reviews")
def idea(request: Request, session: Session, now: datetime) -> Answer:
    """Write a card with an idea."""
    return _signed(request, session, now, "!")


def _signed(request: Request, session: Session, now: datetime, sign: str) -> Answer:
    found, _ = retro_here(session, request)
    _must_take_cards(request, found)
    column, text = parse_signed(request.text, sign, format_of(session, found).columns, command=request.command)
    return _write(session, request, found, column, text, now)


@retro.verb("add [COLUMN: TEXT]", example="Ideas: let us pair on reviews")
def add(request: Request, session: Session, now: datetime) -> Answer:
    """Write a card into a column by its name; without any words, in a form."""
    found, team = retro_here(session, request)
    _must_take_cards(request, found)
    if not request.text:
        return messages.card_form(board_of(session, found, team))
    column, text = parse_card(request.text, format_of(session, found).columns, command=request.command)
    return _write(session, request, found, column, text, now)


def _must_take_cards(request: Request, found: Retro) -> None:
    if not takes_cards(found):
        raise CardsAreShown(example=request.command or None)


def _write(session: Session, request: Request, found: Retro, column: Column, text: str, now: datetime) -> Message:
    card = write_card(session, found, column, text, by=request.actor.person, at=now)
    if card is None:
        raise CardsAreShown(example=request.command or None)
    return messages.kept(picture_of(card), column)


def picture_of(card: RetroCard) -> Card:
    """A card as its own author sees it."""
    return Card(card.number, card.section, card.text)


@retro.button("retro.add", reads=True)
def press_add(request: Request, session: Session, now: datetime) -> Answer:
    """*Add card*: the form."""
    found, team = retro_with_id(session, request.actor, request.about)
    _must_take_cards(request, found)
    return messages.card_form(board_of(session, found, team))


@retro.form("retro.card")
def send_card(request: Request, session: Session, now: datetime) -> Answer:
    """The form comes back: the board counts one more."""
    found, _ = retro_with_id(session, request.actor, request.about)
    columns = {column.slug: column for column in format_of(session, found).columns}
    column = columns.get(request.values.get("column", ""), next(iter(columns.values())))
    text = worded(request.values.get("text", ""), example=None, field="text")
    if write_card(session, found, column, text, by=request.actor.person, at=now) is None:
        raise CardsAreShown(field="text")
    return Done()


@retro.verb("mine", reads=True)
def mine(request: Request, session: Session, now: datetime) -> Message:
    """Read back the cards that you wrote in this retro."""
    found, team = retro_here(session, request)
    cards = [picture_of(card) for card in own_cards(session, found, request.actor.person)]
    return messages.mine(board_of(session, found, team), cards)


@retro.button("retro.mine", reads=True)
def press_mine(request: Request, session: Session, now: datetime) -> Message:
    """*My cards* on the board."""
    found, team = retro_with_id(session, request.actor, request.about)
    cards = [picture_of(card) for card in own_cards(session, found, request.actor.person)]
    return messages.mine(board_of(session, found, team), cards)


@retro.verb("edit R-3 TEXT", example="R-1 The demo went very smoothly")
def edit(request: Request, session: Session, now: datetime) -> Message:
    """Change the words of your own card, as long as the cards are not shown."""
    found, _ = retro_here(session, request)
    line = parse_numbered(request.text, "R", example=f"{request.command} mine")
    card = own_card(session, request, found, line.number)
    text = worded(line.rest, example=f"{request.command} edit {card.ref} The demo went smoothly")
    if not reword_card(session, found, card, text):
        raise CardsAreShown(example=request.command)
    return messages.reworded(picture_of(card))


def own_card(session: Session, request: Request, found: Retro, number: int) -> RetroCard:
    """The actor's own card; somebody else's sounds as if it were not there."""
    card = card_numbered(session, found, number)
    if card is None or card.person_id != request.actor.person.id:
        raise NotFound(what=f"R-{number} among your cards", example=f"{request.command} mine")
    return card


def drop_own(session: Session, request: Request, number: int, now: datetime) -> Message:
    """Take away one's own card."""
    found, _ = retro_here(session, request)
    card = own_card(session, request, found, number)
    was = remember(card)
    if not drop_card(session, found, card, at=now):
        raise CardsAreShown(example=request.command)
    return undoable(messages.dropped(picture_of(card)), retro, card, was, now)


def card_to_undo(session: Session, request: Request, number: int) -> tuple[RetroCard, str]:
    """One's own card that was taken away, as long as cards are written."""
    card = numbered(session, request.actor, RetroCard, number, Action.READ, example=None)
    found, _ = retro_with_id(session, request.actor, str(card.retro_id))
    if card.person_id != request.actor.person.id:
        raise NotFound(what=f"R-{number} among your cards")
    lock_retro(session, found)
    _must_take_cards(request, found)
    show_cards(session, found)
    return card, card.text
