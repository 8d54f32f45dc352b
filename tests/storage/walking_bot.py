"""A database of the first version (revision 0001), row by row: a team of two after one Monday's stand-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, create_engine, select, text

from bot.storage import migrate
from tests.storage.cast import ACME, BOT, CHECKOUT, slack_id

Values = dict[str, Any]
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
ANA, BEN = 1, 2
HERE = {"workspace_id": 1}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def person(number: int, name: str, zone: str, **more: Any) -> Values:
    flags = dict.fromkeys(("is_admin", "is_guest", "is_external", "is_bot", "is_deactivated"), False)
    return (
        HERE
        | flags
        | {"id": number, "slack_id": slack_id(name), "name": name, "zone": zone, "read_at": at(23, 8)}
        | more
    )


def place(number: int, who: int, prompt_at: datetime, **more: Any) -> Values:
    times = dict.fromkeys(("remind_at", "prompted_at", "answered_at", "edited_at", "skipped_at"))
    own = {"id": number, "occurrence_id": 1, "person_id": who, "prompt_at": prompt_at, "deadline_at": at(23, 17)}
    return HERE | times | own | {"not_asked": False} | more


def entry(number: int, section: str, words: str, version: int = 1) -> Values:
    own = {"id": number, "occurrence_id": 1, "person_id": ANA, "section": section, "text": words, "version": version}
    return HERE | own | {"written_at": at(23, 9), "edited_at": at(23, 10) if version > 1 else None}


def posted(number: int, key: str, channel: str, words: str, **more: Any) -> Values:
    nothing = dict.fromkeys(("person_id", "after_id", "not_before", "owner", "lease_until", "recheck_at", "last_error"))
    when = dict.fromkeys(("due_at", "created_at", "sent_at", "first_send_at", "last_send_at"), at(23, 9))
    own = {
        "id": number,
        "key": key,
        "public_id": f"00000000-0000-4000-8000-00000000000{number}",
        "occurrence_id": 1,
        "channel": channel,
        "payload": {"text": words, "blocks": []},
        "state": "sent",
        "expires_at": at(24, 9),
        "fence": 1,
        "attempts": 1,
        "posted_channel": channel,
        "ts": f"1795424400.00010{number}",
        "how": "answer",
    }
    return HERE | nothing | when | own | more


def living(number: int, subject: str, outbox_id: int, who: int | None = None) -> Values:
    key = f"{subject}:1" if who is None else f"{subject}:1:{who}"
    own = {"id": number, "key": key, "subject": subject, "occurrence_id": 1, "person_id": who, "channel": CHECKOUT}
    versions = {"wanted": 2, "shown": 2, "generation": 1, "outbox_id": outbox_id}
    return HERE | own | versions | {"due_at": at(23, 9), "expires_at": at(24, 9), "not_before": None}


ROWS: dict[str, Sequence[Values]] = {
    "heartbeats": [{"id": 1, "beat_at": at(23, 20)}],
    "workspaces": [
        {"id": 1, "slack_id": ACME, "name": "Acme", "bot_user_id": BOT, "bot_id": "B1", "installed_at": at(20, 9)}
        | dict.fromkeys(("uninstalled_at", "uninstall_reason"))
    ],
    "people": [person(ANA, "Ana", "Europe/Berlin", is_admin=True), person(BEN, "Ben", "America/New_York")],
    "channels": [
        HERE
        | {"id": 1, "slack_id": CHECKOUT, "name": "checkout", "is_private": False, "is_archived": False}
        | {"members_read_at": at(23, 8)}
    ],
    "channel_members": [HERE | {"channel_id": 1, "slack_id": one} for one in (slack_id("Ana"), slack_id("Ben"), BOT)],
    "teams": [
        HERE
        | {"id": 1, "name": "Checkout", "channel": CHECKOUT, "zone": "Europe/Berlin", "created_by": ANA}
        | {"created_at": at(20, 9), "archived_at": None, "roster": "read", "takes_large_roster": False}
        | {"roster_not_before": None}
    ],
    "memberships": [
        HERE | {"id": number, "team_id": 1, "person_id": number, "role": role, "joined_at": at(20, 9), "left_at": None}
        for number, role in ((ANA, "lead"), (BEN, "member"))
    ],
    "ceremonies": [
        HERE
        | {"id": 1, "team_id": 1, "kind": "standup", "name": "Daily", "owner_id": ANA, "at": "09:30", "zone": None}
        | {"weekdays": "01234", "every": 1, "anchor": None, "closes_at": "12:00", "closes_after_min": None}
        | {"remind_before_min": 30, "follows_team": True, "created_at": at(20, 9), "ended_at": None}
    ],
    "ceremony_members": [
        HERE
        | {"id": number, "ceremony_id": 1, "person_id": number, "next_day": TUESDAY, "last_day": MONDAY}
        | {"next_at": next_at, "left_at": None}
        for number, next_at in ((ANA, at(24, 8, 30)), (BEN, at(24, 14, 30)))
    ],
    "occurrences": [
        HERE
        | {"id": 1, "ceremony_id": 1, "day": MONDAY, "slot": "", "state": "closed", "opens_at": at(23, 8, 30)}
        | {"closes_at": at(23, 11), "wrapped_up_at": at(23, 11), "next_at": None, "created_at": at(23, 8, 30)}
    ],
    "participants": [
        place(1, ANA, at(23, 8, 30), prompted_at=at(23, 8, 30), answered_at=at(23, 9), edited_at=at(23, 10)),
        place(2, BEN, at(23, 14, 30), prompted_at=at(23, 14, 30)),
    ],
    "entries": [
        entry(1, "yesterday", "shipped the export"),
        entry(2, "today", "the flaky test & <more>", version=2),
        entry(3, "blockers", "the staging keys"),
    ],
    "entry_versions": [
        HERE | {"id": number, "entry_id": 2, "version": number, "text": words, "written_at": at(23, 8 + number)}
        for number, words in ((1, "the flaky test"), (2, "the flaky test & <more>"))
    ],
    "outbox": [
        posted(1, "prompt:1:1", slack_id("Ana"), "What will you do today?", person_id=ANA),
        posted(2, "day:1", CHECKOUT, "Answers are in this thread"),
        posted(3, "card:1:1", CHECKOUT, "Ana", person_id=ANA, after_id=2),
        posted(4, "wrap_up:1", CHECKOUT, "1/2 in"),
    ],
    "living_messages": [
        living(1, "prompt", 1, ANA),
        living(2, "day", 2),
        living(3, "card", 3, ANA),
        living(4, "wrap_up", 4),
    ],
    "inbox": [HERE | {"key": "command:1.1.a", "received_at": at(23, 9), "answer": {"text": "Saved"}}],
    "audit": [
        HERE
        | {"id": 1, "person_id": ANA, "action": "standup.new", "subject": "ceremony", "subject_id": 1, "at": at(20, 9)}
    ],
}


def walked(url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[Any, ...]]]:
    """Make it by the first migration and inserts; what stands in each of its tables then."""
    with monkeypatch.context() as first:
        first.setattr(migrate, "HEAD", "0001")
        assert migrate.upgrade(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        schema = MetaData()
        schema.reflect(connection)
        for table in schema.sorted_tables:
            for row in ROWS.get(table.name, ()):
                connection.execute(table.insert().values(_as_stored(row, engine.dialect.name)))
            if engine.dialect.name == "postgresql" and "id" in table.c and table.name in ROWS:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 100)"))
    engine.dispose()
    assert set(ROWS) == {table.name for table in schema.sorted_tables} - {"alembic_version"}
    return stand(url)


def stand(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the columns that the first version has."""
    engine = create_engine(url)
    with engine.connect() as connection:
        now = MetaData()
        now.reflect(connection, only=list(ROWS))
        found = {name: _rows(connection, now.tables[name]) for name in ROWS}
    engine.dispose()
    return found


def _rows(connection: Any, table: Table) -> list[tuple[Any, ...]]:
    columns = [table.c[name] for name in ROWS[table.name][0]]
    return [tuple(row) for row in connection.execute(select(*columns).order_by(*list(table.primary_key)))]


def _as_stored(row: Values, dialect: str) -> Values:
    """SQLite keeps instants without a zone."""
    if dialect != "sqlite":
        return row
    return {name: value.replace(tzinfo=None) if isinstance(value, datetime) else value for name, value in row.items()}
