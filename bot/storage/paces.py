"""How fast a workspace may be posted to: one row each, shared by all replicas through the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.schema import InWorkspace, Row


class Pace(Row):
    """The bucket of a workspace (`place` is empty), or a conversation that Slack has closed for a while."""

    __tablename__ = "paces"

    workspace_id: Mapped[InWorkspace] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    # Messages that may go at once as of `at` (real time), and how many more each second brings.
    room: Mapped[float]
    rate: Mapped[float]
    at: Mapped[datetime]
    # Slack said Retry-After.
    closed_until: Mapped[datetime | None]
    # Messages that Slack has taken since it last said so.
    streak: Mapped[int]
