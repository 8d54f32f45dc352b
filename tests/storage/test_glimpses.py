"""Records that are read to look at: as good as the others for reading, and an error to change."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from bot.storage.database import Database
from bot.storage.people import person_named, person_seen
from tests.storage.cast import acme, slack_id


def test_a_glimpse_says_what_the_record_says(db: Database) -> None:
    with db.write() as session:
        workspace = acme(session).workspace
        loaded = person_named(session, workspace.id, slack_id("Ana"))
        seen = person_seen(session, workspace.id, slack_id("Ana"))
    assert loaded is not None
    assert seen is not None
    for column in inspect(type(loaded)).column_attrs:
        assert getattr(seen, column.key) == getattr(loaded, column.key)
    assert seen.takes_part


def test_a_glimpse_sees_what_was_changed_a_moment_ago(db: Database) -> None:
    with db.write() as session:
        workspace = acme(session).workspace
        loaded = person_named(session, workspace.id, slack_id("Ana"))
        assert loaded is not None
        loaded.name = "Anna"
        seen = person_seen(session, workspace.id, slack_id("Ana"))
        assert seen is not None
        assert seen.name == "Anna"


def test_changing_a_glimpse_is_an_error_and_not_a_change_that_is_lost(db: Database) -> None:
    with db.write() as session:
        seen = person_seen(session, acme(session).workspace.id, slack_id("Ana"))
        assert seen is not None
        with pytest.raises(AttributeError, match="read to look at"):
            seen.name = "Anna"


def test_nobody_is_no_glimpse(db: Database) -> None:
    with db.write() as session:
        assert person_seen(session, acme(session).workspace.id, "U0NOBODY") is None
