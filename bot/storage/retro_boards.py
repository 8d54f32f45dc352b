"""The read side of retros: a board as it stands, with nothing in it that nobody may read yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.domain.cadence import local_day
from bot.domain.retros import WRITING, Board, Card, Mode, Phase, Promise
from bot.errors import NotFound
from bot.storage.access import team_with_id
from bot.storage.action_items import STILL_ON, ActionItem, ActionState, Owned, action_items_from
from bot.storage.ceremonies import team_zone
from bot.storage.changes import Change
from bot.storage.people import Person
from bot.storage.permissions import Action, Actor
from bot.storage.retro_cards import cards_of
from bot.storage.retro_votes import tallies, voter_count
from bot.storage.retros import Retro, RetroCard, facilitator_of, format_of, occurrence_of
from bot.storage.teams import Team

# The totals are shown when nobody can vote any more.
COUNTED = frozenset({Phase.DISCUSS, Phase.ACTIONS, Phase.CLOSED})
LONGEST_ID = 18
# A day that is further off is told with its year.
NEARLY_A_YEAR = timedelta(days=300)


def retro_with_id(session: Session, actor: Actor, retro_id: str) -> tuple[Retro, Team]:
    """A retro by the id that a button carries, for somebody who may take part in it."""
    retro = None
    if retro_id.isascii() and retro_id.isdecimal() and len(retro_id) <= LONGEST_ID:
        retro = session.scalar(select(Retro).where(Retro.workspace_id == actor.workspace.id, Retro.id == int(retro_id)))
    if retro is None:
        raise NotFound(what="that retro")
    return retro, team_with_id(session, actor, str(retro.team_id), Action.READ)


def board_of(session: Session, retro: Retro, team: Team, *, now: datetime | None = None) -> Board:
    """The retro as it stands; `now` is for telling what is overdue."""
    occurrence = occurrence_of(session, retro)
    cards = cards_of(session, retro)
    today = occurrence.day if now is None else local_day(now, team_zone(team))
    unfinished = unfinished_before(session, retro, team) if retro.phase == Phase.OPEN_ACTIONS else []
    return Board(
        retro_id=retro.id,
        team=team.name,
        ordinal=retro.ordinal,
        day=occurrence.day,
        columns=format_of(session, retro).columns,
        mode=retro.mode,
        phase=retro.phase,
        facilitator=facilitator_of(session, retro).name,
        votes_each=retro.votes_each,
        votes_an_item=retro.votes_an_item,
        counts=Counter(card.section for card in cards),
        writers=len({card.person_id for card in cards}),
        voters=voter_count(session, retro),
        cards=() if retro.phase in WRITING else tuple(_shown(session, retro, cards)),
        discussing=retro.discussing,
        unfinished=tuple(promises(unfinished, today=today, kept_on=_kept_on(session, retro, unfinished))),
        promised=tuple(promises(action_items_from(session, team, occurrence), today=today)),
    )


def _shown(session: Session, retro: Retro, cards: Sequence[RetroCard]) -> Iterable[Card]:
    """The cards as everybody may read them: names and ages in a named retro alone, votes once they are counted."""
    named = retro.mode == Mode.NAMED
    counted = tallies(session, retro) if retro.phase in COUNTED else {}
    names: dict[int | None, str] = {}
    if named:
        ids = {card.person_id for card in cards}
        found = session.execute(
            select(Person.id, Person.name).where(Person.workspace_id == retro.workspace_id, Person.id.in_(ids))
        )
        names = {person_id: name for person_id, name in found}
    for card in cards:
        votes, voters = counted.get(card.id, (0, 0))
        age = card.number if named else 0
        yield Card(card.number, card.section, card.text, names.get(card.person_id, ""), age, votes, voters)


def unfinished_before(session: Session, retro: Retro, team: Team) -> list[Owned]:
    """The action items that were open when the retro began, whatever became of them since."""
    owner = and_(Person.workspace_id == ActionItem.workspace_id, Person.id == ActionItem.owner_id)
    rows = session.execute(
        select(ActionItem, Person)
        .outerjoin(Person, owner)
        .where(
            ActionItem.workspace_id == team.workspace_id,
            ActionItem.team_id == team.id,
            ActionItem.created_at <= retro.opened_at,
            or_(ActionItem.occurrence_id.is_(None), ActionItem.occurrence_id != retro.occurrence_id),
            or_(ActionItem.state == ActionState.OPEN, ActionItem.closed_at >= retro.opened_at),
            ActionItem.carried > 0,
        )
        .order_by(ActionItem.number)
    )
    return [(item, person) for item, person in rows]


def _kept_on(session: Session, retro: Retro, items: Sequence[Owned]) -> dict[int, str]:
    """Who said since the retro began that an action item goes on, by its id."""
    rows = session.execute(
        select(Change.subject_id, Person.name)
        .join(Person, and_(Person.workspace_id == Change.workspace_id, Person.id == Change.person_id))
        .where(
            Change.workspace_id == retro.workspace_id,
            Change.subject == ActionItem.LETTER,
            Change.subject_id.in_([item.id for item, _ in items]),
            Change.what == STILL_ON,
            Change.at >= retro.opened_at,
        )
        .order_by(Change.id)
    )
    return {item_id: name for item_id, name in rows}


def promises(items: Iterable[Owned], *, today: date, kept_on: dict[int, str] | None = None) -> list[Promise]:
    """Action items as plain values; whoever is deactivated does nothing any more."""
    return [
        Promise(
            number=item.number,
            text=item.text,
            owner="" if owner is None or owner.is_deactivated else owner.name,
            due_on=item.due_on,
            state=item.state,
            carried=item.carried,
            kept_on_by=(kept_on or {}).get(item.id, ""),
            overdue=item.is_overdue(today),
            far_off=item.due_on is not None and item.due_on > today + NEARLY_A_YEAR,
        )
        for item, owner in items
    ]
