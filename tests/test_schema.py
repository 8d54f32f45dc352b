"""The schema: what the migrations make is what the models say, on both databases, and no row leaves its workspace."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, create_engine

from bot.storage import models
from bot.storage.migrate import HEAD, MIGRATIONS, revision, upgrade
from bot.storage.schema import Row

WITHOUT_WORKSPACE = {"workspaces", "heartbeats"}


def test_the_migrations_make_what_the_models_say(bare_database_url: str) -> None:
    upgrade(bare_database_url)
    engine = create_engine(bare_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Row.metadata) == []
    assert revision(engine) == HEAD
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [HEAD]


def test_every_model_is_among_the_models() -> None:
    assert {row.__tablename__ for row in models.TABLES} == set(Row.metadata.tables)
    assert len(models.TABLES) == len(Row.metadata.tables)


def test_every_table_has_the_workspace_as_part_of_its_rows() -> None:
    without = {name for name, table in Row.metadata.tables.items() if "workspace_id" not in table.columns}
    assert without == WITHOUT_WORKSPACE


def test_every_foreign_key_but_the_one_to_the_workspace_holds_the_workspace() -> None:
    loose = [
        f"{table.name}: {key.column_keys}"
        for table in Row.metadata.tables.values()
        for key in table.constraints
        if isinstance(key, ForeignKeyConstraint)
        and key.referred_table.name != "workspaces"
        and (key.column_keys[0] != "workspace_id" or key.elements[0].column.name != "workspace_id")
    ]
    assert loose == []


def test_every_unique_key_holds_the_workspace() -> None:
    loose = [
        f"{table.name}: {[column.name for column in key.columns]}"
        for table in Row.metadata.tables.values()
        if table.name not in WITHOUT_WORKSPACE
        for key in table.constraints
        if isinstance(key, UniqueConstraint) and "workspace_id" not in key.columns
    ]
    assert loose == []
