"""Living messages: posts that change. Doors say that one is wanted anew; one job composes and shows it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import BindParameter, Index, String, UniqueConstraint, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.hoisted import Hoisted
from bot.storage.occurrences import Occurrence
from bot.storage.pauses import not_paused
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, SlackId, table_of, within
from bot.storage.workspaces import is_installed

STALE = text("shown < wanted")
POSTED = text("outbox_id IS NOT NULL")


class Subject(StrEnum):
    """What a living message shows."""

    PROMPT = "prompt"
    DAY = "day"
    CARD = "card"
    WRAP_UP = "wrap_up"
    BOARD = "board"
    AGENDA = "agenda"
    DIGEST = "digest"


class LivingMessage(Row):
    __tablename__ = "living_messages"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("occurrences", "occurrence_id"),
        within("outbox", "outbox_id"),
        Index("ix_living_messages_outbox", "workspace_id", "outbox_id", postgresql_where=POSTED, sqlite_where=POSTED),
        Index("ix_living_messages_stale", "id", postgresql_where=STALE, sqlite_where=STALE),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    key: Mapped[str] = mapped_column(String(128))
    subject: Mapped[Subject] = mapped_column(String(16))
    occurrence_id: Mapped[Reference]
    person_id: Mapped[int | None] = mapped_column(Id)
    channel: Mapped[SlackId]
    wanted: Mapped[int]
    shown: Mapped[int]
    # Its first posting; a message that somebody deleted is posted anew under the next generation.
    generation: Mapped[int]
    outbox_id: Mapped[int | None] = mapped_column(Id)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # In real time: the pace of edits.
    not_before: Mapped[datetime | None]

    @property
    def outbox_key(self) -> str:
        return self.key if self.generation == 1 else f"{self.key}/{self.generation}"

    def is_gone(self) -> None:
        """Somebody deleted it: it is posted anew."""
        self.generation += 1
        self.outbox_id = self.not_before = None


MESSAGES = table_of(LivingMessage)


def living_key(subject: Subject, occurrence: Occurrence, person_id: int | None = None) -> str:
    return f"{subject}:{occurrence.name}" if person_id is None else f"{subject}:{occurrence.name}:{person_id}"


def living_message(
    session: Session, occurrence: Occurrence, subject: Subject, person_id: int | None = None
) -> LivingMessage | None:
    return session.scalar(
        select(LivingMessage).where(
            LivingMessage.workspace_id == occurrence.workspace_id,
            LivingMessage.key == living_key(subject, occurrence, person_id),
        )
    )


def want(
    session: Session,
    occurrence: Occurrence,
    subject: Subject,
    channel: str,
    *,
    person_id: int | None = None,
    due_at: datetime,
    expires_at: datetime,
) -> LivingMessage:
    """Have it shown as things stand now: posted from `due_at` on (never after `expires_at`), or edited."""
    found = living_message(session, occurrence, subject, person_id)
    if found is not None:
        found.wanted += 1
        return found
    row = LivingMessage(
        workspace_id=occurrence.workspace_id,
        key=living_key(subject, occurrence, person_id),
        subject=subject,
        occurrence_id=occurrence.id,
        person_id=person_id,
        channel=channel,
        wanted=1,
        shown=0,
        generation=1,
        due_at=due_at,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return row


@cache
def _refresh(number: int) -> Hoisted:
    """One statement for each number of keys (`key_0`, …): a list as long as may be is built anew at each call."""
    keys: list[BindParameter[str]] = [bindparam(f"key_{place}") for place in range(number)]
    return Hoisted(
        update(MESSAGES)
        .where(MESSAGES.c.workspace_id == bindparam("in_workspace"), MESSAGES.c.key.in_(keys))
        .values(wanted=MESSAGES.c.wanted + 1)
        .returning(MESSAGES.c.subject)
    )


def refresh(session: Session, occurrence: Occurrence, *wanted: tuple[Subject, int | None]) -> set[Subject]:
    """Have those edited that are there (each a subject, and a person where it is about one); which these are.

    Done in the database alone: what the session holds already does not hear of it.
    """
    keys = {f"key_{place}": living_key(subject, occurrence, of) for place, (subject, of) in enumerate(wanted)}
    found = _refresh(len(keys)).rows(session, {"in_workspace": occurrence.workspace_id} | keys)
    return {Subject(subject) for (subject,) in found}


# The clock asks these after every commit, so each is built once.
SOON: BindParameter[datetime] = bindparam("soon")
MOST = 50
IS_STALE = (
    is_installed(LivingMessage.workspace_id),
    LivingMessage.shown < LivingMessage.wanted,
    # What stands in somebody's direct messages can be edited while the channel is closed to us.
    or_(LivingMessage.subject == Subject.PROMPT, not_paused(LivingMessage.occurrence_id)),
    or_(LivingMessage.not_before.is_(None), LivingMessage.not_before <= SOON),
)
STALE_MESSAGES = Hoisted(select(LivingMessage.id).where(*IS_STALE).order_by(LivingMessage.id).limit(MOST))
# Those aside that wait longer before they are tried again. See due.py.
BACKLOG = select(func.count()).select_from(LivingMessage).where(*IS_STALE)


def stale_messages(session: Session, *, real_now: datetime) -> list[int]:
    """Ids of what shows less than is wanted and may be edited now, oldest first."""
    return [found for (found,) in STALE_MESSAGES.rows(session, {"soon": real_now})]
