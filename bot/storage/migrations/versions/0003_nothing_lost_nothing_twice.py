"""Delivery that survives everything: pauses and suspensions, Slack's pace shared by replicas, second looks.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECHECK = sa.text("recheck_at IS NOT NULL")
AFTER, POSTED = sa.text("after_id IS NOT NULL"), sa.text("outbox_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("room", sa.Double(), nullable=False),
        sa.Column("rate", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_paces_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "place", name="pk_paces"),
    )
    op.add_column("workspaces", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspaces", sa.Column("suspended_for", sa.String(length=64), nullable=True))
    op.add_column("ceremonies", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ceremonies", sa.Column("paused_for", sa.String(length=64), nullable=True))
    for name in ("look_before", "looked_at", "off_since", "off_until"):
        op.add_column("heartbeats", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_channel", "outbox", ["workspace_id", "channel", "last_send_at"], unique=False)
    op.create_index(
        "ix_outbox_recheck", "outbox", ["recheck_at"], unique=False, postgresql_where=RECHECK, sqlite_where=RECHECK
    )
    # Where a message is deleted, whoever points at it is looked for.
    op.create_index(
        "ix_outbox_after",
        "outbox",
        ["workspace_id", "after_id"],
        unique=False,
        postgresql_where=AFTER,
        sqlite_where=AFTER,
    )
    op.create_index(
        "ix_living_messages_outbox",
        "living_messages",
        ["workspace_id", "outbox_id"],
        unique=False,
        postgresql_where=POSTED,
        sqlite_where=POSTED,
    )
    # Messages are named after what they are, no longer after an occurrence's number.
    op.execute(
        """
        UPDATE living_messages SET key = subject || ':' || (
            SELECT CAST(o.ceremony_id AS VARCHAR) || '/' || CAST(o.day AS VARCHAR)
                || CASE WHEN o.slot = '' THEN '' ELSE '/' || o.slot END
            FROM occurrences o WHERE o.id = living_messages.occurrence_id
        ) || CASE WHEN person_id IS NULL THEN '' ELSE ':' || CAST(person_id AS VARCHAR) END
        """
    )
