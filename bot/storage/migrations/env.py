"""What Alembic runs: our own connection, handed over by `bot.storage.migrate`."""

from __future__ import annotations

from alembic import context

from bot.storage import models
from bot.storage.schema import Row

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    # All or nothing: a migration that is cut short can be run again.
    transactional_ddl=True,
)
assert models.TABLES  # imported for the tables that they declare
with context.begin_transaction():
    context.run_migrations()
