"""A database as the version before left it: what the last migration brought is taken away again."""

from __future__ import annotations

from bot.storage.migrate import HEAD
from tests.wire.memory import opened

BEFORE = "0002"
# What revision 0003 made; where there is a newer one, this has to be told what that made.
MADE_BY = "0003"
INDEXES = ("ix_outbox_channel", "ix_outbox_recheck", "ix_outbox_after", "ix_living_messages_outbox")
COLUMNS = {
    "workspaces": ("suspended_at", "suspended_for"),
    "ceremonies": ("paused_at", "paused_for"),
    "heartbeats": ("look_before", "looked_at", "off_since", "off_until"),
}
# Messages were named after an occurrence's number.
OLD_NAME = "subject || ':' || occurrence_id || CASE WHEN person_id IS NULL THEN '' ELSE ':' || person_id END"


def is_made_older(url: str) -> None:
    """Nobody may be using it. All rows stay."""
    assert HEAD == MADE_BY, "tell what the newer migration made"
    with opened(url) as database:
        for index in INDEXES:
            database.exec_driver_sql(f"DROP INDEX {index}")
        for table, columns in COLUMNS.items():
            for column in columns:
                database.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
        database.exec_driver_sql("DROP TABLE paces")
        database.exec_driver_sql(f"UPDATE living_messages SET key = {OLD_NAME}")
        database.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{BEFORE}'")
