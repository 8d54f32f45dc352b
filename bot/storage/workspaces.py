"""Slack workspaces that the bot is installed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, String, UniqueConstraint, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, validates

from bot.domain.text import normalised
from bot.storage.absences import Absence, note_absence
from bot.storage.schema import Key, Row, SlackId, Words, insert_once


class Workspace(Row):
    __tablename__ = "workspaces"
    __table_args__ = (UniqueConstraint("slack_id"),)

    id: Mapped[Key]
    slack_id: Mapped[SlackId]
    name: Mapped[Words]
    bot_user_id: Mapped[SlackId]
    bot_id: Mapped[SlackId]
    installed_at: Mapped[datetime]
    uninstalled_at: Mapped[datetime | None]
    uninstall_reason: Mapped[str | None] = mapped_column(String(64))
    # Slack no longer takes the token (its error code): nothing is sent until it does again.
    suspended_at: Mapped[datetime | None]
    suspended_for: Mapped[str | None] = mapped_column(String(64))

    @validates("name")
    def _fit_to_be_stored(self, _column: str, name: str) -> str:
        return normalised(name)


def is_installed(workspace_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Only rows of workspaces that the bot is installed in and whose token Slack takes: the others are parked."""
    served = select(Workspace.id).where(Workspace.uninstalled_at.is_(None), Workspace.suspended_at.is_(None))
    return workspace_id.in_(served)


def installed_workspace(session: Session, slack_id: str) -> Workspace | None:
    """The workspace with Slack's id `slack_id`, unless the bot was uninstalled from it."""
    found = session.scalar(select(Workspace).where(Workspace.slack_id == slack_id))
    return found if found is not None and found.uninstalled_at is None else None


def uninstall_workspace(session: Session, slack_id: str, *, reason: str, at: datetime) -> None:
    """Park everything of a workspace that removed the bot."""
    found = session.scalar(select(Workspace).where(Workspace.slack_id == slack_id))
    if found is not None and found.uninstalled_at is None:
        found.uninstalled_at, found.uninstall_reason = at, reason


def install_workspace(
    session: Session, *, slack_id: str, name: str, bot_user_id: str, bot_id: str, at: datetime
) -> Workspace:
    """Remember the workspace that the bot's token belongs to, as Slack names it now; replicas start at one instant."""
    known = {"name": normalised(name), "bot_user_id": bot_user_id, "bot_id": bot_id}
    insert_once(session, Workspace, slack_id=slack_id, installed_at=at, **known)
    workspace = session.scalars(select(Workspace).where(Workspace.slack_id == slack_id).with_for_update()).one()
    workspace.name, workspace.bot_user_id, workspace.bot_id = name, bot_user_id, bot_id
    take_up_again(session, workspace, at=at)
    return workspace


def take_up_again(session: Session, workspace: Workspace, *, at: datetime) -> Absence | None:
    """Slack takes the token (again): everything goes on. From when until now it did not, if it was parked."""
    since = min(filter(None, (workspace.uninstalled_at, workspace.suspended_at)), default=None)
    workspace.uninstalled_at = workspace.uninstall_reason = None
    workspace.suspended_at = workspace.suspended_for = None
    session.flush()
    if since is None:
        return None
    absence = Absence(since, at)
    note_absence(session, absence)
    return absence
