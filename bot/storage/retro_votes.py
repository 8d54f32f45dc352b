"""Votes on the cards of a retro: each person's own, seen by nobody else until the vote is over."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.domain.retros import Phase, check_budget
from bot.storage.living import Subject, refresh
from bot.storage.people import Person
from bot.storage.retros import Retro, RetroCard, RetroVote, lock_retro, occurrence_of


def votes_of(session: Session, retro: Retro, person: Person) -> dict[int, int]:
    """How one person voted, by card number."""
    rows = session.execute(
        select(RetroCard.number, RetroVote.votes)
        .join(RetroVote, RetroVote.card_id == RetroCard.id)
        .where(
            RetroCard.workspace_id == retro.workspace_id,
            RetroCard.retro_id == retro.id,
            RetroVote.workspace_id == retro.workspace_id,
            RetroVote.person_id == person.id,
        )
    )
    return {number: votes for number, votes in rows}


def tallies(session: Session, retro: Retro) -> dict[int, tuple[int, int]]:
    """Votes and voters of each card that has any, by card id."""
    rows = session.execute(
        select(RetroVote.card_id, func.sum(RetroVote.votes), func.count(RetroVote.person_id))
        .join(RetroCard, RetroCard.id == RetroVote.card_id)
        .where(
            RetroVote.workspace_id == retro.workspace_id,
            RetroCard.workspace_id == retro.workspace_id,
            RetroCard.retro_id == retro.id,
        )
        .group_by(RetroVote.card_id)
    )
    return {card_id: (int(votes), int(voters)) for card_id, votes, voters in rows}


def voter_count(session: Session, retro: Retro) -> int:
    found = session.scalar(
        select(func.count(func.distinct(RetroVote.person_id)))
        .join(RetroCard, RetroCard.id == RetroVote.card_id)
        .where(
            RetroVote.workspace_id == retro.workspace_id,
            RetroCard.workspace_id == retro.workspace_id,
            RetroCard.retro_id == retro.id,
        )
    )
    return found or 0


def give_votes(session: Session, retro: Retro, card: RetroCard, wanted: int, *, by: Person, example: str) -> bool:
    """Have a card hold that many votes of somebody, 0 for none; False when the vote is not open (any more).

    Raises NoVotesLeft, with that example, when it is more than they have.
    """
    lock_retro(session, retro)
    if retro.phase != Phase.VOTE:
        return False
    given = votes_of(session, retro, by)
    check_budget(given, card.number, wanted, each=retro.votes_each, example=example)
    mine = (
        RetroVote.workspace_id == retro.workspace_id,
        RetroVote.card_id == card.id,
        RetroVote.person_id == by.id,
    )
    session.execute(delete(RetroVote).where(*mine))
    if wanted:
        session.add(RetroVote(workspace_id=retro.workspace_id, card_id=card.id, person_id=by.id, votes=wanted))
        session.flush()
    if given.get(card.number, 0) != wanted:
        refresh(session, occurrence_of(session, retro), (Subject.BOARD, None))
    return True
