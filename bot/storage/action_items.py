"""Action items: what somebody promised to do, until when, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ColumnElement, Index, Select, String, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.action_items import next_reminder
from bot.storage.agendas import show_points_about
from bot.storage.ceremonies import member_zone
from bot.storage.changes import note_change
from bot.storage.numbers import Numbered, next_number
from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.reminders import withdraw_action_reminders
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within
from bot.storage.teams import Team


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionItem(Numbered, Row):
    LETTER: ClassVar[str] = "A"

    __tablename__ = "action_items"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "owner_id"),
        within("people", "created_by_id"),
        within("occurrences", "occurrence_id"),
        Index("ix_action_items_team", "workspace_id", "team_id", "state"),
        Index("ix_action_items_remind_at", "remind_at"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    text: Mapped[Words]
    # Nobody and no day are allowed, and shown as such.
    owner_id: Mapped[int | None] = mapped_column(Id)
    due_on: Mapped[date | None]
    state: Mapped[ActionState] = mapped_column(String(16))
    # The retro or meeting it comes from, and the card, by its number.
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    card_number: Mapped[int | None]
    # How many retros opened with it unfinished.
    carried: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[Reference]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    why_dropped: Mapped[Words]
    # When its owner hears of it next; None: not any more.
    remind_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether its day has gone by and nobody has done it."""
        return self.is_open and self.due_on is not None and self.due_on < today


Owned = tuple[ActionItem, Person | None]
"""An action item with its owner; None where it has none."""


def _with_owners(*where: ColumnElement[bool]) -> Select[ActionItem, Person]:
    """The ones due first come first, those without a day last."""
    owner = and_(Person.workspace_id == ActionItem.workspace_id, Person.id == ActionItem.owner_id)
    return (
        select(ActionItem, Person)
        .outerjoin(Person, owner)
        .where(*where)
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.number)
    )


def _owned(session: Session, team: Team, *where: ColumnElement[bool]) -> Sequence[Owned]:
    of_team = (ActionItem.workspace_id == team.workspace_id, ActionItem.team_id == team.id)
    return [(item, owner) for item, owner in session.execute(_with_owners(*of_team, *where))]


def open_action_items(session: Session, team: Team) -> Sequence[Owned]:
    """The team's action items that are neither done nor dropped, with their owners."""
    return _owned(session, team, ActionItem.state == ActionState.OPEN)


def all_action_items(session: Session, team: Team) -> Sequence[Owned]:
    """All that the team ever promised."""
    return _owned(session, team)


def action_items_from(session: Session, team: Team, occurrence: Occurrence) -> Sequence[Owned]:
    """What was promised in one retro or meeting, dropped ones left out, in the order in which it was said."""
    found = _owned(session, team, ActionItem.occurrence_id == occurrence.id, ActionItem.state != ActionState.DROPPED)
    return sorted(found, key=lambda owned: owned[0].number)


def action_items_of(session: Session, person: Person) -> Sequence[tuple[ActionItem, Team]]:
    """What one person still has to do, in all of their teams: the caller leaves out teams that they may not read."""
    of_team = and_(Team.workspace_id == ActionItem.workspace_id, Team.id == ActionItem.team_id)
    rows = session.execute(
        select(ActionItem, Team)
        .join(Team, of_team)
        .where(
            ActionItem.workspace_id == person.workspace_id,
            ActionItem.owner_id == person.id,
            ActionItem.state == ActionState.OPEN,
            Team.archived_at.is_(None),
        )
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.number)
    )
    return [(item, team) for item, team in rows]


def new_action_item(
    session: Session,
    team: Team,
    text: str,
    *,
    owner: Person | None = None,
    due_on: date | None = None,
    occurrence: Occurrence | None = None,
    card_number: int | None = None,
    by: Person,
    at: datetime,
) -> ActionItem:
    """Write down what somebody promised; without an owner or a day it is kept all the same."""
    item = ActionItem(
        workspace_id=team.workspace_id,
        team_id=team.id,
        number=next_number(session, team.workspace_id, ActionItem),
        text=text,
        owner_id=None if owner is None else owner.id,
        due_on=due_on,
        state=ActionState.OPEN,
        occurrence_id=None if occurrence is None else occurrence.id,
        card_number=card_number,
        carried=0,
        created_by_id=by.id,
        created_at=at,
        why_dropped="",
    )
    aim_reminder(item, team, owner, after=at)
    session.add(item)
    session.flush()
    return item


def aim_reminder(item: ActionItem, team: Team, owner: Person | None, *, after: datetime) -> None:
    """Aim at the next time when its owner hears of it, on the owner's own clock."""
    nobody = owner is None or owner.is_deactivated or not item.is_open
    item.remind_at = (
        None if nobody or owner is None else next_reminder(item.due_on, member_zone(owner, team), after=after)
    )


def owner_of(session: Session, item: ActionItem) -> Person | None:
    return session.scalar(select(Person).where(Person.workspace_id == item.workspace_id, Person.id == item.owner_id))


def close_item(
    session: Session, item: ActionItem, state: ActionState, *, why: str = "", by: Person, at: datetime
) -> bool:
    """It is done, or dropped for a reason; False when it was closed before, which stays as it is."""
    session.flush()
    session.refresh(item, with_for_update=True)
    if not item.is_open:
        return False
    item.state, item.closed_at, item.why_dropped, item.remind_at = state, at, why, None
    withdraw_action_reminders(session, item.workspace_id, item.id, item.owner_id)
    note_change(session, by, ActionItem.LETTER, item.id, "state", before=ActionState.OPEN, after=state, why=why, at=at)
    show_points_about(session, item.workspace_id, ActionItem.LETTER, item.number)
    return True


def hand_over(session: Session, item: ActionItem, team: Team, owner: Person, *, by: Person, at: datetime) -> None:
    """Somebody else sees to it from now on."""
    before = owner_of(session, item)
    withdraw_action_reminders(session, item.workspace_id, item.id, item.owner_id)
    item.owner_id = owner.id
    aim_reminder(item, team, owner, after=at)
    name = "" if before is None else before.name
    note_change(session, by, ActionItem.LETTER, item.id, "owner", before=name, after=owner.name, at=at)


def put_off(session: Session, item: ActionItem, team: Team, due_on: date, *, by: Person, at: datetime) -> None:
    """It is due on another day."""
    before = "" if item.due_on is None else item.due_on.isoformat()
    item.due_on = due_on
    withdraw_action_reminders(session, item.workspace_id, item.id, item.owner_id)
    aim_reminder(item, team, owner_of(session, item), after=at)
    note_change(session, by, ActionItem.LETTER, item.id, "due_on", before=before, after=due_on.isoformat(), at=at)


def keep_going(session: Session, item: ActionItem, *, by: Person, at: datetime) -> None:
    """Somebody said in a retro that it is still worth doing."""
    note_change(session, by, ActionItem.LETTER, item.id, STILL_ON, at=at)


STILL_ON = "still_on"
