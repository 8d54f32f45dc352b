"""The inbox: what Slack delivered and we acted upon, so that a repeated delivery has no second effect."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, PrimaryKeyConstraint, String, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.hoisted import Hoisted
from bot.storage.schema import InWorkspace, Row, insert_once, table_of


class Delivery(Row):
    __tablename__ = "inbox"
    __table_args__ = (PrimaryKeyConstraint("workspace_id", "key"),)

    workspace_id: Mapped[InWorkspace]
    key: Mapped[str] = mapped_column(String(128))
    received_at: Mapped[datetime]
    # What was answered, for whoever asks again.
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)


INBOX = table_of(Delivery)


ANSWERED = Hoisted(
    update(INBOX)
    .where(INBOX.c.workspace_id == bindparam("in_workspace"), INBOX.c.key == bindparam("of_key"))
    .values(answer=bindparam("answer"))
)


def is_first(session: Session, workspace_id: int, key: str, *, at: datetime) -> bool:
    """Whether this delivery was not acted upon before; from now on it was, if the transaction commits."""
    return insert_once(session, Delivery, workspace_id=workspace_id, key=key, received_at=at)


def keep_answer(session: Session, workspace_id: int, key: str, answer: dict[str, Any]) -> None:
    ANSWERED.run(session, {"in_workspace": workspace_id, "of_key": key, "answer": answer})


def first_answer(session: Session, workspace_id: int, key: str) -> dict[str, Any] | None:
    """What the first delivery was answered."""
    return session.scalar(select(Delivery.answer).where(Delivery.workspace_id == workspace_id, Delivery.key == key))
