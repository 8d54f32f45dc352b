"""Mentions: where F-12, B-4 and A-7 were spoken of, so that a thing can be followed through the team's talk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.grammar.references import references_in
from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, within

LETTERS = frozenset("FBA")


class Place(StrEnum):
    """What kind of text spoke of it; the id beside it is that row's."""

    ENTRY = "entry"
    CARD = "card"
    AGENDA_ITEM = "agenda_item"
    BLOCKER = "blocker"


class Mention(Row):
    """One text speaks of one numbered thing, which need not exist: whoever looks it up sees whether it does."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "place", "place_id", "letter", "number"),
        within("teams", "team_id"),
        within("people", "person_id"),
        Index("ix_mentions_of", "workspace_id", "letter", "number"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    # Whose talk it was: only those who may read that team hear of it.
    team_id: Mapped[Reference]
    letter: Mapped[str] = mapped_column(String(1))
    number: Mapped[int]
    place: Mapped[Place] = mapped_column(String(16))
    place_id: Mapped[Reference]
    # Nobody where the text has no name to it.
    person_id: Mapped[int | None] = mapped_column(Id)
    day: Mapped[date]
    at: Mapped[datetime]


def note_mentions(
    session: Session,
    team_id: int,
    by: Person,
    place: Place,
    place_id: int,
    texts: Iterable[str],
    *,
    named: bool = True,
    day: date,
    at: datetime,
) -> None:
    """Keep what these stored texts, all of one place, speak of now; what they no longer speak of is forgotten."""
    here = (Mention.workspace_id == by.workspace_id, Mention.place == place, Mention.place_id == place_id)
    session.execute(delete(Mention).where(*here))
    spoken = dict.fromkeys(one for text in texts for one in references_in(text) if one.kind in LETTERS)
    session.add_all(
        Mention(
            workspace_id=by.workspace_id,
            team_id=team_id,
            letter=one.kind,
            number=one.number,
            place=place,
            place_id=place_id,
            person_id=by.id if named else None,
            day=day,
            at=at,
        )
        for one in spoken
    )


def mentions_of(session: Session, workspace_id: int, letter: str, number: int) -> Sequence[Mention]:
    """Oldest first, of every team: the caller leaves out those that the reader may not see."""
    return session.scalars(
        select(Mention)
        .where(Mention.workspace_id == workspace_id, Mention.letter == letter, Mention.number == number)
        .order_by(Mention.at, Mention.id)
    ).all()
