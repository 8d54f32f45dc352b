"""What the clock has to do, and when next: the instants on members, participants, occurrences and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.storage import delivery, living, pauses_over, teams
from bot.storage.action_items import ActionItem
from bot.storage.ceremonies import Ceremony, CeremonyMember
from bot.storage.database import database_now
from bot.storage.hoisted import Hoisted
from bot.storage.occurrences import Occurrence, Participant
from bot.storage.pauses import goes_on, not_paused
from bot.storage.workspaces import is_installed

BATCH = 200
# What waits longer than this for its next try (of a message, or an edit) waits for a person, not for a moment.
A_MOMENT = timedelta(seconds=5)


class Work(Enum):
    """What the clock has to do, by who does it."""

    PROMPTS = auto()
    REMINDERS = auto()
    WRAP_UPS = auto()
    HELD_TOGETHER = auto()
    ACTIONS = auto()
    MESSAGES = auto()
    LIVING = auto()
    PAUSES = auto()
    ROSTERS = auto()


@dataclass(frozen=True)
class Outlook:
    """`due` counts what is due and not finished; `next_at` is the nearest instant after now (None: nothing)."""

    due: Mapping[Work, int]
    next_at: datetime | None

    @property
    def pending(self) -> int:
        return sum(self.due.values())


# Every instant that some line of the timetable waits for.
PROMPT = (CeremonyMember, CeremonyMember.next_at)
REMINDER = (Participant, Participant.remind_at)
WRAP_UP = (Occurrence, Occurrence.next_at)
TOGETHER = (Ceremony, Ceremony.next_at)
ACTION = (ActionItem, ActionItem.remind_at)
Timed = type[CeremonyMember | Participant | Occurrence | Ceremony | ActionItem]
Instant = tuple[Timed, InstrumentedAttribute[datetime | None]]
INSTANTS: dict[Work, Instant] = {
    Work.PROMPTS: PROMPT,
    Work.REMINDERS: REMINDER,
    Work.WRAP_UPS: WRAP_UP,
    Work.HELD_TOGETHER: TOGETHER,
    Work.ACTIONS: ACTION,
}
# What belongs to a ceremony waits while that is paused.
UNLESS_PAUSED: dict[Timed, ColumnElement[bool]] = {
    CeremonyMember: goes_on(CeremonyMember.ceremony_id),
    Participant: not_paused(Participant.occurrence_id),
    Occurrence: goes_on(Occurrence.ceremony_id),
    Ceremony: Ceremony.paused_at.is_(None),
    ActionItem: true(),
}


AT: BindParameter[datetime] = bindparam("now")


def _served(row: Timed) -> tuple[ColumnElement[bool], ...]:
    return is_installed(row.workspace_id), UNLESS_PAUSED[row]


def _due(instant: Instant) -> ColumnElement[int]:
    row, at = instant
    return select(func.count()).where(at <= AT, *_served(row)).scalar_subquery()


def _ahead(instant: Instant) -> ColumnElement[datetime | None]:
    row, at = instant
    return select(func.min(at)).where(at > AT, *_served(row)).scalar_subquery()


def _earliest_first(instant: Instant) -> Hoisted:
    row, at = instant
    wanted = select(row.id).where(at <= AT, *_served(row))
    return Hoisted(wanted.order_by(at, row.id).limit(BATCH))


# How many of each are due, in the order in which they are looked at.
COUNTED: dict[Work, ColumnElement[int]] = {work: _due(instant) for work, instant in INSTANTS.items()} | {
    Work.MESSAGES: delivery.BACKLOG.scalar_subquery(),
    Work.LIVING: living.BACKLOG.scalar_subquery(),
    Work.PAUSES: pauses_over.HOW_MANY.scalar_subquery(),
    Work.ROSTERS: teams.HOW_MANY.scalar_subquery(),
}
AHEAD = (*map(_ahead, INSTANTS.values()), delivery.NEXT_DUE.scalar_subquery())
# After every commit, by every replica: one question for all of it.
LOOK = Hoisted(select(*COUNTED.values(), *AHEAD))
IDS = {at: _earliest_first((row, at)) for row, at in INSTANTS.values()}


def outlook(session: Session, *, now: datetime) -> Outlook:
    """All that is due, over all workspaces: the clock serves them all."""
    real_now = database_now(session)
    waiting_since = {"a_day_ago": now - pauses_over.TRY_AGAIN_AFTER}
    [found] = LOOK.rows(session, {"now": now, "real_now": real_now, "soon": real_now + A_MOMENT} | waiting_since)
    nexts = [instant for instant in found[len(COUNTED) :] if instant is not None]
    return Outlook(dict(zip(COUNTED, found, strict=False)), min(nexts, default=None))


def due_prompts(session: Session, *, now: datetime) -> Sequence[int]:
    """Ids of the ceremony members whose prompt is due, earliest first."""
    return _ids(session, PROMPT, now)


def due_reminders(session: Session, *, now: datetime) -> Sequence[int]:
    """Ids of the participants whose reminder is due, earliest first."""
    return _ids(session, REMINDER, now)


def due_ceremonies(session: Session, *, now: datetime) -> Sequence[int]:
    """Ids of the ceremonies held together whose time (to act) has come, earliest first."""
    return _ids(session, TOGETHER, now)


def due_action_items(session: Session, *, now: datetime) -> Sequence[int]:
    """Ids of the action items whose owner has to be reminded, earliest first."""
    return _ids(session, ACTION, now)


def due_wrap_ups(session: Session, *, now: datetime) -> Sequence[int]:
    """Ids of the occurrences whose deadline (or somebody's own) has come, earliest first."""
    return _ids(session, WRAP_UP, now)


def _ids(session: Session, instant: Instant, now: datetime) -> Sequence[int]:
    return [row_id for (row_id,) in IDS[instant[1]].rows(session, {"now": now})]
