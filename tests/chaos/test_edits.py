"""One job edits what changes: while a replica is at it, another keeps away and shows the newest afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.slack.transport import Reply, Silence
from bot.storage.database import Database
from tests.jobs.desk import Desk, utc

OPENS, MINUTE = utc(23, 8, 30), timedelta(minutes=1)


def test_two_replicas_never_edit_one_post_at_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db = Database(database_url)
    desk = Desk(db)
    desk.run(OPENS)
    original, under_way, met = desk.slack.send, set[str](), list[str]()

    def send(url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Reply | Silence:
        if not url.endswith("chat.update"):
            return original(url, body, headers, deadline=deadline)
        where = _place(body)
        met.extend(under_way & {where})
        if not under_way:
            under_way.add(where)
            desk.says("Ben", OPENS + MINUTE, today="the lift")  # and another replica goes through all that is due
            under_way.remove(where)
        return original(url, body, headers, deadline=deadline)

    monkeypatch.setattr(desk.slack, "send", send)
    desk.says("Ana", OPENS + MINUTE, today="invoices")
    assert met == []
    monkeypatch.undo()
    desk.a_moment_later()
    desk.run(OPENS + 2 * MINUTE)
    assert any("2/3 in" in text for text in desk.slack.edited())
    db.close()


def _place(body: bytes) -> str:
    """Which message it is about."""
    asked = json.loads(body)
    return f"{asked['channel']} {asked['ts']}"
