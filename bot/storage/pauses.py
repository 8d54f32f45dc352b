"""Pauses: what waits because Slack does not let us post in a channel, or in a whole workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot.storage.absences import Absence, absence_at
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence
from bot.storage.teams import Team
from bot.storage.workspaces import Workspace

LONGEST_REASON = 64
# The last pause that is over, in `options` of the ceremony: what was late because of it was not late for being off.
WAITED = "waited"


def goes_on(ceremony_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Only rows of ceremonies that are not paused."""
    ceremony = aliased(Ceremony)
    return ~exists().where(ceremony.id == ceremony_id, ceremony.paused_at.is_not(None))


def not_paused(occurrence_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Only rows that belong to no occurrence, or to one of a ceremony that is not paused."""
    ceremony, occurrence = aliased(Ceremony), aliased(Occurrence)
    paused = exists().where(
        occurrence.id == occurrence_id, ceremony.id == occurrence.ceremony_id, ceremony.paused_at.is_not(None)
    )
    return or_(occurrence_id.is_(None), ~paused)


@dataclass(frozen=True)
class Parked:
    """How much waits for a person to put something right.

    `removed`: how many workspaces removed the bot; `is_gone`: it is left in none.
    """

    workspaces: int
    ceremonies: int
    removed: int = 0
    is_gone: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing can be taken up again by looking."""
        return not self.workspaces and not self.ceremonies


PARKED = select(
    select(func.count())
    .where(Workspace.suspended_at.is_not(None), Workspace.uninstalled_at.is_(None))
    .scalar_subquery(),
    select(func.count()).where(Ceremony.paused_at.is_not(None), Ceremony.ended_at.is_(None)).scalar_subquery(),
    select(func.count()).where(Workspace.uninstalled_at.is_not(None)).scalar_subquery(),
    select(func.count()).where(Workspace.uninstalled_at.is_(None)).scalar_subquery(),
)


def parked(session: Session) -> Parked:
    """Over all workspaces."""
    workspaces, ceremonies, removed, left = session.execute(PARKED).one()
    return Parked(workspaces, ceremonies, removed, is_gone=bool(removed) and not left)


def ceremonies_in(session: Session, workspace_id: int, channel: str) -> Sequence[Ceremony]:
    """What is held in that channel and goes on, paused or not; nobody else changes these until the transaction ends."""
    return session.scalars(
        select(Ceremony)
        .join(Team, Team.id == Ceremony.team_id)
        .where(
            Ceremony.workspace_id == workspace_id,
            Team.workspace_id == workspace_id,
            Team.channel == channel,
            Team.archived_at.is_(None),
            Ceremony.ended_at.is_(None),
        )
        .order_by(Ceremony.id)
        .with_for_update(of=Ceremony)
    ).all()


def pause_channel(session: Session, workspace_id: int, channel: str, error: str, *, now: datetime) -> list[Ceremony]:
    """Pause all that is held in a channel in which Slack does not let us post (`error`); which was going on so far."""
    newly = [one for one in ceremonies_in(session, workspace_id, channel) if one.paused_at is None]
    for ceremony in newly:
        ceremony.paused_at, ceremony.paused_for = now, error[:LONGEST_REASON]
    session.flush()
    return newly


def resume_channel(
    session: Session, workspace_id: int, channel: str, *, now: datetime
) -> list[tuple[Ceremony, datetime]]:
    """Have all go on that was paused in that channel; since when each was."""
    resumed = [
        (one, one.paused_at) for one in ceremonies_in(session, workspace_id, channel) if one.paused_at is not None
    ]
    for ceremony, since in resumed:
        ceremony.paused_at = ceremony.paused_for = None
        ceremony.options = {**(ceremony.options or {}), WAITED: [since.isoformat(), now.isoformat()]}
    session.flush()
    return resumed


def off_at(session: Session, ceremony: Ceremony, at: datetime) -> Absence | None:
    """Why nothing of that ceremony was done at that instant, if the bot was off; a pause is another reason.

    An absence cannot leave pauses out by itself: it is a gap between two looks at everybody's work, and a clock that is
    turned from one due instant to the next leaps over what is paused.
    """
    waited = (ceremony.options or {}).get(WAITED)
    if waited is not None and Absence(*map(datetime.fromisoformat, waited)).covers(at):
        return None
    return absence_at(session, at)


def suspend(session: Session, workspace_id: int, error: str, *, now: datetime) -> bool:
    """Stop sending anything into a workspace whose token Slack does not take; False when that is so already."""
    found = session.scalar(select(Workspace).where(Workspace.id == workspace_id).with_for_update())
    if found is None or found.suspended_at is not None:
        return False
    found.suspended_at, found.suspended_for = now, error[:LONGEST_REASON]
    session.flush()
    return True


def suspended_workspaces(session: Session) -> Sequence[Workspace]:
    """Those whose token Slack does not take, and which have not removed the bot."""
    return session.scalars(
        select(Workspace)
        .where(Workspace.suspended_at.is_not(None), Workspace.uninstalled_at.is_(None))
        .order_by(Workspace.id)
    ).all()
