"""Cards of a retro: written and changed by their author alone, until all of them are shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bot.domain.retros import WRITING, Column, Mode
from bot.storage.action_items import ActionItem
from bot.storage.living import Subject, refresh
from bot.storage.mentions import Place, note_mentions
from bot.storage.numbers import next_number
from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.retros import Retro, RetroCard, lock_retro, occurrence_of

_SHUFFLE = SystemRandom().shuffle


def cards_of(session: Session, retro: Retro) -> Sequence[RetroCard]:
    """Those that are on the board, by number."""
    return session.scalars(
        select(RetroCard)
        .where(
            RetroCard.workspace_id == retro.workspace_id,
            RetroCard.retro_id == retro.id,
            RetroCard.dropped_at.is_(None),
        )
        .order_by(RetroCard.number)
    ).all()


def own_cards(session: Session, retro: Retro, person: Person) -> list[RetroCard]:
    """What one person wrote."""
    return [card for card in cards_of(session, retro) if card.person_id == person.id]


def card_numbered(session: Session, retro: Retro, number: int) -> RetroCard | None:
    return next((card for card in cards_of(session, retro) if card.number == number), None)


def takes_cards(retro: Retro) -> bool:
    """Whether cards may be written and changed now."""
    return retro.phase in WRITING


def write_card(
    session: Session, retro: Retro, column: Column, text: str, *, by: Person, at: datetime
) -> RetroCard | None:
    """A new card, shown to its author alone until the reveal; None when the cards are on the table already."""
    lock_retro(session, retro)
    if not takes_cards(retro):
        return None
    card = RetroCard(
        workspace_id=retro.workspace_id,
        team_id=retro.team_id,
        number=next_number(session, retro.workspace_id, RetroCard),
        retro_id=retro.id,
        person_id=by.id,
        section=column.slug,
        text=text,
        written_at=at,
    )
    session.add(card)
    session.flush()
    show_cards(session, retro)
    return card


def reword_card(session: Session, retro: Retro, card: RetroCard, text: str) -> bool:
    """Other words on a card; False when it is too late for that."""
    lock_retro(session, retro)
    if takes_cards(retro):
        card.text = text
    return takes_cards(retro)


def drop_card(session: Session, retro: Retro, card: RetroCard, *, at: datetime) -> bool:
    """Take a card away; False when it is too late for that."""
    lock_retro(session, retro)
    if takes_cards(retro):
        card.dropped_at = at
        show_cards(session, retro)
    return takes_cards(retro)


def show_cards(session: Session, retro: Retro) -> None:
    refresh(session, occurrence_of(session, retro), (Subject.BOARD, None))


def reveal(session: Session, retro: Retro, occurrence: Occurrence, *, now: datetime) -> None:
    """Before everybody reads them: numbers that tell nothing of the order, and what the cards speak of is kept."""
    if retro.mode != Mode.NAMED:
        _number_anew(session, retro)
    authors = and_(Person.workspace_id == RetroCard.workspace_id, Person.id == RetroCard.person_id)
    rows = session.execute(
        select(RetroCard, Person)
        .join(Person, authors)
        .where(RetroCard.workspace_id == retro.workspace_id, RetroCard.retro_id == retro.id)
        .where(RetroCard.dropped_at.is_(None))
        .order_by(RetroCard.number)
    )
    named = retro.mode == Mode.NAMED
    for card, author in rows.all():
        note_mentions(
            session,
            retro.team_id,
            author,
            Place.CARD,
            card.id,
            [card.text],
            named=named,
            day=occurrence.day,
            at=now,
        )


def _number_anew(session: Session, retro: Retro) -> None:
    """Deal the numbers out again: in the order of writing they would tell who wrote what."""
    cards = cards_of(session, retro)
    before = [card.number for card in cards]
    after = list(before)
    _SHUFFLE(after)
    for card in cards:
        card.number = -card.number  # no two of them may have the same number, not even for a moment
    session.flush()
    for card, number in zip(cards, after, strict=True):
        card.number = number
    moved = dict(zip(before, after, strict=True))
    for item in session.scalars(
        select(ActionItem).where(
            ActionItem.workspace_id == retro.workspace_id,
            ActionItem.occurrence_id == retro.occurrence_id,
            ActionItem.card_number.in_(before),
        )
    ):
        item.card_number = moved[item.card_number or 0]
    session.flush()
