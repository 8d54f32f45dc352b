"""What is late in the outbox with no reason for it: due, not final, and not waiting for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select, text
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.notices import admins, told_of
from bot.storage.occurrences import Occurrence
from bot.storage.outbox import OutboundMessage, enqueue
from bot.storage.pauses import not_paused
from bot.storage.people import Person
from bot.storage.schema import UtcDateTime
from bot.storage.workspaces import is_installed

LATE_AFTER = timedelta(minutes=5)
WORTH_TELLING_FOR = timedelta(hours=2)
PREFIX = "notice:late:"
# The labels of a metric; each is less late than this.
AGES = {"1m": timedelta(minutes=1), "5m": LATE_AFTER, "1h": timedelta(hours=1)}
OLDER = "longer"


@dataclass(frozen=True)
class Late:
    """A message that should have been posted; `ceremony_id` is None for what belongs to none."""

    id: int
    workspace_id: int
    ceremony_id: int | None
    due_at: datetime


ROW = OutboundMessage
BEFORE = bindparam("before", type_=UtcDateTime())
IS_EXPECTED = (
    is_installed(ROW.workspace_id),
    not_paused(ROW.occurrence_id),
    text("outbox.state IN ('pending', 'sending')"),
)
LATE = (
    select(ROW.id, ROW.workspace_id, Occurrence.ceremony_id, ROW.due_at)
    .outerjoin(Occurrence, Occurrence.id == ROW.occurrence_id)
    # A notice that does not get through is no reason for another.
    .where(*IS_EXPECTED, ROW.due_at <= BEFORE, ~ROW.key.startswith(PREFIX, autoescape=True))
    .order_by(ROW.due_at, ROW.id)
)
AGE = case(
    *((ROW.due_at > bindparam(name, type_=UtcDateTime()), name) for name in AGES),
    else_=OLDER,
)
BY_AGE = select(AGE, func.count()).where(*IS_EXPECTED, ROW.due_at <= BEFORE).group_by(text("1"))


def late_messages(session: Session, *, now: datetime) -> list[Late]:
    """All that was due over 5 minutes ago, in order, over all workspaces; what is paused or parked aside."""
    return [Late(*row) for row in session.execute(LATE, {"before": now - LATE_AFTER})]


def due_by_age(session: Session, *, now: datetime) -> dict[str, int]:
    """How many messages are due and not posted, by how late they are (a name in AGES, or OLDER)."""
    bounds = {name: now - age for name, age in AGES.items()}
    found = {str(name): count for name, count in session.execute(BY_AGE, {"before": now, **bounds})}
    return {name: found.get(name, 0) for name in (*AGES, OLDER)}


def _oldest_first(late: Late) -> tuple[datetime, int]:
    return late.due_at, late.id


@dataclass(frozen=True)
class Concerned:
    """One person and what of theirs is late: how many messages of which ceremony of which team, and of none."""

    person: Person
    late: Sequence[Late]
    ceremonies: dict[tuple[str, str], int]

    @property
    def others(self) -> int:
        return len(self.late) - sum(self.ceremonies.values())


def concerned(session: Session, late: Sequence[Late]) -> list[Concerned]:
    """Who has to hear of it: a ceremony's owner, of all else whoever runs the bot."""
    of_ceremony: dict[tuple[int, int | None], list[Late]] = {}
    for one in late:
        of_ceremony.setdefault((one.workspace_id, one.ceremony_id), []).append(one)
    told: dict[int, tuple[Person, list[Late], dict[tuple[str, str], int]]] = {}
    for (workspace_id, ceremony_id), some in of_ceremony.items():
        ceremony = _ceremony(session, workspace_id, ceremony_id)
        for person in admins(session, workspace_id) if ceremony is None else told_of(session, ceremony):
            _, theirs, ceremonies = told.setdefault(person.id, (person, [], {}))
            theirs += some
            if ceremony is not None:
                ceremonies[team_of(session, ceremony).name, ceremony.name] = len(some)
    return [Concerned(person, sorted(theirs, key=_oldest_first), names) for person, theirs, names in told.values()]


def _ceremony(session: Session, workspace_id: int, ceremony_id: int | None) -> Ceremony | None:
    return session.scalar(select(Ceremony).where(Ceremony.workspace_id == workspace_id, Ceremony.id == ceremony_id))


def was_told(session: Session, person: Person, oldest: Late) -> bool:
    """Whether they heard of this since its oldest message was late: another replica, or this one before a restart."""
    heard = select(ROW.id).where(
        ROW.workspace_id == person.workspace_id,
        ROW.person_id == person.id,
        ROW.key.startswith(PREFIX, autoescape=True),
        ROW.created_at >= oldest.due_at + LATE_AFTER,
    )
    return session.scalar(heard.limit(1)) is not None


def tell(session: Session, whom: Concerned, message: Message, *, now: datetime) -> None:
    """A direct message, once for what is late now, however many replicas see it."""
    enqueue(
        session,
        whom.person.workspace_id,
        f"{PREFIX}{whom.late[0].id}:{whom.person.id}",
        whom.person.slack_id,
        message,
        now=now,
        expires_at=now + WORTH_TELLING_FOR,
        person_id=whom.person.id,
    )
