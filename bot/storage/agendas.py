"""Agendas: the points that a meeting is to talk about, from the one who brought them to their end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.agendas import Place, put_off
from bot.domain.cadence import local_day
from bot.domain.grammar.references import Reference as Ref
from bot.storage import mentions
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.changes import note_change
from bot.storage.living import Subject, refresh
from bot.storage.numbers import Numbered, next_number
from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, within
from bot.storage.teams import Team


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class AgendaItem(Numbered, Row):
    """A point for one series of meetings; open ones stand on its next agenda, whichever that is."""

    LETTER: ClassVar[str] = "G"

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("ceremonies", "ceremony_id"),
        within("occurrences", "occurrence_id"),
        within("people", "by_id"),
        Index("ix_agenda_items_ceremony", "workspace_id", "ceremony_id", "state"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    ceremony_id: Mapped[Reference]
    # The meeting on whose agenda it stands or stood; None until the next agenda is made.
    occurrence_id: Mapped[int | None] = mapped_column(Id)
    text: Mapped[Words]
    by_id: Mapped[Reference]
    minutes: Mapped[int | None]
    # What it is about, where a button brought it here: F-12, B-4, A-7.
    about_letter: Mapped[str | None] = mapped_column(String(1))
    about_number: Mapped[int | None]
    state: Mapped[ItemState] = mapped_column(String(16))
    # From how many meetings it was carried on, and whether somebody put it off themselves.
    carried: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    outcome: Mapped[Words]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.OPEN

    @property
    def about(self) -> str:
        """F-12, B-4 or A-7; "" where it is about nothing that has a number."""
        return f"{self.about_letter}-{self.about_number}" if self.about_letter else ""

    @property
    def place(self) -> Place:
        return Place(self.occurrence_id, self.carried, self.not_before)

    @place.setter
    def place(self, place: Place) -> None:
        self.occurrence_id, self.carried, self.not_before = place.on, place.carried, place.not_before


IS_OPEN = AgendaItem.state == ItemState.OPEN
Brought = tuple[AgendaItem, Person]
"""A point with the person who brought it."""


def of_series(ceremony: Ceremony) -> ColumnElement[bool]:
    return and_(AgendaItem.workspace_id == ceremony.workspace_id, AgendaItem.ceremony_id == ceremony.id)


def brought(session: Session, *where: ColumnElement[bool]) -> Sequence[Brought]:
    """Points with who brought them, as they came."""
    rows = session.execute(
        select(AgendaItem, Person)
        .join(Person, and_(Person.workspace_id == AgendaItem.workspace_id, Person.id == AgendaItem.by_id))
        .where(*where)
        .order_by(AgendaItem.number)
    )
    return [(item, person) for item, person in rows]


def open_points(session: Session, ceremony: Ceremony) -> Sequence[Brought]:
    """All that is neither done nor dropped, whether it stands on an agenda yet or waits for the next."""
    return brought(session, of_series(ceremony), IS_OPEN)


def points_on(session: Session, occurrence: Occurrence) -> Sequence[Brought]:
    """What stands on that meeting's agenda, done and dropped points too."""
    here = (AgendaItem.workspace_id == occurrence.workspace_id, AgendaItem.occurrence_id == occurrence.id)
    return brought(session, *here)


def count_open(session: Session, ceremonies: Sequence[Ceremony]) -> int:
    ids = [ceremony.id for ceremony in ceremonies]
    if not ids:
        return 0
    here = (AgendaItem.workspace_id == ceremonies[0].workspace_id, AgendaItem.ceremony_id.in_(ids), IS_OPEN)
    return session.scalar(select(func.count()).where(*here)) or 0


def add_point(
    session: Session,
    ceremony: Ceremony,
    team: Team,
    text: str,
    *,
    occurrence: Occurrence | None,
    minutes: int | None = None,
    about: Ref | None = None,
    by: Person,
    at: datetime,
) -> AgendaItem:
    """Bring a point: onto the agenda that is there (`occurrence`), or onto the next."""
    item = AgendaItem(
        workspace_id=team.workspace_id,
        team_id=team.id,
        number=next_number(session, team.workspace_id, AgendaItem),
        ceremony_id=ceremony.id,
        occurrence_id=None if occurrence is None else occurrence.id,
        text=text,
        by_id=by.id,
        minutes=minutes,
        about_letter=None if about is None else about.kind,
        about_number=None if about is None else about.number,
        state=ItemState.OPEN,
        carried=0,
        outcome="",
        created_at=at,
    )
    session.add(item)
    session.flush()
    texts = [text, item.about]
    day = local_day(at, team_zone(team))
    mentions.note_mentions(session, team.id, by, mentions.Place.AGENDA_ITEM, item.id, texts, day=day, at=at)
    show_anew(session, item)
    return item


def open_point_about(session: Session, ceremonies: Sequence[Ceremony], about: Ref) -> AgendaItem | None:
    """The point about that which is not done yet, on any of these meetings' agendas."""
    ids = [ceremony.id for ceremony in ceremonies]
    if not ids:
        return None
    return session.scalar(
        select(AgendaItem)
        .where(
            AgendaItem.workspace_id == ceremonies[0].workspace_id,
            AgendaItem.ceremony_id.in_(ids),
            AgendaItem.about_letter == about.kind,
            AgendaItem.about_number == about.number,
            IS_OPEN,
        )
        .order_by(AgendaItem.number)
        .limit(1)
    )


def close_point(session: Session, item: AgendaItem, state: ItemState, *, outcome: str = "", at: datetime) -> bool:
    """It was talked about, or is not worth it any more; False when it was closed before, which stays."""
    session.refresh(item, with_for_update=True)
    if not item.is_open:
        return False
    item.state, item.outcome, item.closed_at = state, outcome, at
    show_anew(session, item)
    return True


def say_outcome(session: Session, item: AgendaItem, outcome: str, *, by: Person, at: datetime) -> bool:
    """Keep what came of a point that is ticked off already, and what was said before; False when it is not done."""
    session.refresh(item, with_for_update=True)
    if item.state != ItemState.DONE:
        return False
    if outcome != item.outcome:
        note_change(session, by, AgendaItem.LETTER, item.id, "outcome", before=item.outcome, after=outcome, at=at)
        item.outcome = outcome
        show_anew(session, item)
    return True


def put_off_point(session: Session, item: AgendaItem, *, until: datetime) -> bool:
    """Not this time: it goes on to a meeting that starts at `until` or later; False when it is not open."""
    session.refresh(item, with_for_update=True)
    if not item.is_open:
        return False
    item.place = put_off(item.place, until=until)
    show_anew(session, item)
    return True


def show_points_about(session: Session, workspace_id: int, letter: str, number: int) -> None:
    """Have the agendas with an open point about that edited: it has ended, or goes on after all."""
    about = (AgendaItem.about_letter == letter, AgendaItem.about_number == number)
    standing = (AgendaItem.workspace_id == workspace_id, IS_OPEN, AgendaItem.occurrence_id.is_not(None))
    for item in session.scalars(select(AgendaItem).where(*standing, *about)):
        show_anew(session, item)


def show_anew(session: Session, item: AgendaItem) -> None:
    """Have the agenda's post, if there is one with it, edited."""
    if item.occurrence_id is None:
        return
    here = (Occurrence.workspace_id == item.workspace_id, Occurrence.id == item.occurrence_id)
    refresh(session, session.scalars(select(Occurrence).where(*here)).one(), (Subject.AGENDA, None))


def some_ref(session: Session, ceremonies: Sequence[Ceremony]) -> str:
    """A point that is open, for examples; "" when there is none."""
    ids = [ceremony.id for ceremony in ceremonies]
    if not ids:
        return ""
    here = (AgendaItem.workspace_id == ceremonies[0].workspace_id, AgendaItem.ceremony_id.in_(ids), IS_OPEN)
    number = session.scalar(select(func.min(AgendaItem.number)).where(*here))
    return "" if number is None else f"G-{number}"
