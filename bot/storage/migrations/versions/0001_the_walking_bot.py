"""The walking bot: workspaces to outbox.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("id", ID, nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", ID, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot_user_id", sa.String(length=32), nullable=False),
        sa.Column("bot_id", sa.String(length=32), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uninstalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uninstall_reason", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sa.UniqueConstraint("slack_id", name="uq_workspaces_slack_id"),
    )
    op.create_table(
        "channels",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("members_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_channels_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_channels_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "slack_id", name="uq_channels_workspace_id_slack_id"),
    )
    op.create_table(
        "inbox",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_inbox_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_inbox"),
    )
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_people_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_people_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "slack_id", name="uq_people_workspace_id_slack_id"),
    )
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"], ["people.workspace_id", "people.id"], name="fk_audit_workspace_id_person_id"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_audit_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_audit_workspace_id_id"),
    )
    op.create_index("ix_audit_subject", "audit", ["workspace_id", "subject", "subject_id"], unique=False)
    op.create_table(
        "channel_members",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channels.workspace_id", "channels.id"],
            name="fk_channel_members_workspace_id_channel_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_channel_members_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "slack_id", name="pk_channel_members"),
    )
    op.create_table(
        "teams",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roster", sa.String(length=16), nullable=False),
        sa.Column("takes_large_roster", sa.Boolean(), nullable=False),
        sa.Column("roster_not_before", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "created_by"],
            ["people.workspace_id", "people.id"],
            name="fk_teams_workspace_id_created_by",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_teams_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("workspace_id", "channel", name="uq_teams_workspace_id_channel"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_teams_workspace_id_id"),
    )
    op.create_index("ix_teams_roster", "teams", ["roster"], unique=False)
    op.create_table(
        "ceremonies",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("weekdays", sa.String(7), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=True),
        sa.Column("closes_at", sa.String(5), nullable=True),
        sa.Column("closes_after_min", sa.Integer(), nullable=True),
        sa.Column("remind_before_min", sa.Integer(), nullable=True),
        sa.Column("follows_team", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["people.workspace_id", "people.id"],
            name="fk_ceremonies_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"], ["teams.workspace_id", "teams.id"], name="fk_ceremonies_workspace_id_team_id"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_ceremonies_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ceremonies"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_ceremonies_workspace_id_id"),
    )
    op.create_index("ix_ceremonies_team", "ceremonies", ["workspace_id", "team_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name="fk_memberships_workspace_id_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"], ["teams.workspace_id", "teams.id"], name="fk_memberships_workspace_id_team_id"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_memberships_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_memberships_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "team_id", "person_id", name="uq_memberships_workspace_id_team_id_person_id"
        ),
    )
    op.create_table(
        "ceremony_members",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("ceremony_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ceremony_id"],
            ["ceremonies.workspace_id", "ceremonies.id"],
            name="fk_ceremony_members_workspace_id_ceremony_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name="fk_ceremony_members_workspace_id_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_ceremony_members_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ceremony_members"),
        sa.UniqueConstraint(
            "workspace_id", "ceremony_id", "person_id", name="uq_ceremony_members_workspace_id_ceremony_id_person_id"
        ),
        sa.UniqueConstraint("workspace_id", "id", name="uq_ceremony_members_workspace_id_id"),
    )
    op.create_index("ix_ceremony_members_next_at", "ceremony_members", ["next_at"], unique=False)
    op.create_table(
        "occurrences",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("ceremony_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrapped_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ceremony_id"],
            ["ceremonies.workspace_id", "ceremonies.id"],
            name="fk_occurrences_workspace_id_ceremony_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_occurrences_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_occurrences"),
        sa.UniqueConstraint(
            "workspace_id", "ceremony_id", "day", "slot", name="uq_occurrences_workspace_id_ceremony_id_day_slot"
        ),
        sa.UniqueConstraint("workspace_id", "id", name="uq_occurrences_workspace_id_id"),
    )
    op.create_index("ix_occurrences_next_at", "occurrences", ["next_at"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("occurrence_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("section", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occurrence_id"],
            ["occurrences.workspace_id", "occurrences.id"],
            name="fk_entries_workspace_id_occurrence_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name="fk_entries_workspace_id_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_entries_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_entries_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id",
            "occurrence_id",
            "person_id",
            "section",
            name="uq_entries_workspace_id_occurrence_id_person_id_section",
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("occurrence_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("after_id", ID, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recheck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("how", sa.String(length=16), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "after_id"], ["outbox.workspace_id", "outbox.id"], name="fk_outbox_workspace_id_after_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occurrence_id"],
            ["occurrences.workspace_id", "occurrences.id"],
            name="fk_outbox_workspace_id_occurrence_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_outbox_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_outbox_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_outbox_workspace_id_key"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_table(
        "participants",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("occurrence_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("prompt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prompted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occurrence_id"],
            ["occurrences.workspace_id", "occurrences.id"],
            name="fk_participants_workspace_id_occurrence_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name="fk_participants_workspace_id_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_participants_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_participants_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "occurrence_id", "person_id", name="uq_participants_workspace_id_occurrence_id_person_id"
        ),
    )
    op.create_index("ix_participants_person", "participants", ["workspace_id", "person_id"], unique=False)
    op.create_index("ix_participants_remind_at", "participants", ["remind_at"], unique=False)
    op.create_table(
        "entry_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entries.workspace_id", "entries.id"],
            name="fk_entry_versions_workspace_id_entry_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_entry_versions_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entry_versions"),
        sa.UniqueConstraint(
            "workspace_id", "entry_id", "version", name="uq_entry_versions_workspace_id_entry_id_version"
        ),
        sa.UniqueConstraint("workspace_id", "id", name="uq_entry_versions_workspace_id_id"),
    )
    op.create_table(
        "living_messages",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("occurrence_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("outbox_id", ID, nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occurrence_id"],
            ["occurrences.workspace_id", "occurrences.id"],
            name="fk_living_messages_workspace_id_occurrence_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "outbox_id"],
            ["outbox.workspace_id", "outbox.id"],
            name="fk_living_messages_workspace_id_outbox_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_living_messages_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_living_messages"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_living_messages_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_living_messages_workspace_id_key"),
    )
    op.create_index(
        "ix_living_messages_stale",
        "living_messages",
        ["id"],
        unique=False,
        postgresql_where=sa.text("shown < wanted"),
        sqlite_where=sa.text("shown < wanted"),
    )
