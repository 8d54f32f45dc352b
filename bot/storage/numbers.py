"""Numbers that people say: F-12, B-4, A-7. Counted within a workspace, never given twice."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import PrimaryKeyConstraint, String, bindparam, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.schema import InWorkspace, Reference, Row, insert_once, table_of


class Counter(Row):
    __tablename__ = "counters"
    __table_args__ = (PrimaryKeyConstraint("workspace_id", "letter"),)

    workspace_id: Mapped[InWorkspace]
    letter: Mapped[str] = mapped_column(String(1))
    last: Mapped[int]


class Numbered:
    """What belongs to a team and is spoken of by a letter and a number."""

    LETTER: ClassVar[str]

    number: Mapped[int]
    team_id: Mapped[Reference]

    @property
    def ref(self) -> str:
        return f"{self.LETTER}-{self.number}"


COUNTERS = table_of(Counter)
NEXT = (
    update(COUNTERS)
    .where(COUNTERS.c.workspace_id == bindparam("in_workspace"), COUNTERS.c.letter == bindparam("of_letter"))
    .values(last=COUNTERS.c.last + 1)
    .returning(COUNTERS.c.last)
)


def next_number(session: Session, workspace_id: int, row: type[Numbered]) -> int:
    """The next number of that kind; whoever asks at the same moment waits for this transaction."""
    insert_once(session, Counter, workspace_id=workspace_id, letter=row.LETTER, last=0)
    wanted = {"in_workspace": workspace_id, "of_letter": row.LETTER}
    return int(session.connection().execute(NEXT, wanted).scalar_one())
