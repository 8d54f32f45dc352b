"""Workspaces, channels, their members and people: kept by several requests, and by several bots, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy.orm import Session

from bot.storage.channels import channel_named, keep_channel, keep_members, member_ids, member_joined
from bot.storage.database import Database
from bot.storage.people import keep_person, people_named
from bot.storage.workspaces import install_workspace, installed_workspace
from tests.storage.cast import ACME, BOT, MONDAY, installed

AT_ONCE = 4
CHANNELS = [f"C{number}" for number in range(5)]
MEMBERS = [f"U{number:02}" for number in range(20)]


def all_at_once(db: Database, keep: Callable[[Session, str], None]) -> None:
    """Several transactions that hear of the same channel together, one channel after the other."""
    ready = Barrier(AT_ONCE, timeout=10)  # when one fails, the others do not wait for it for ever

    def work(_: int) -> None:
        for channel in CHANNELS:
            ready.wait()
            with db.write() as session:
                keep(session, channel)

    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(work, range(AT_ONCE)))


def test_a_channel_that_several_hear_of_at_once_is_kept_once(db: Database) -> None:
    with db.write() as session:
        workspace = installed(session).id

    def keep(session: Session, slack_id: str) -> None:
        channel = keep_channel(session, workspace, slack_id, name=slack_id, is_private=False, is_archived=False)
        keep_members(session, channel, MEMBERS, read_at=MONDAY)

    all_at_once(db, keep)
    with db.read() as session:
        kept = [channel_named(session, workspace, slack_id) for slack_id in CHANNELS]
        assert [channel and member_ids(session, channel) for channel in kept] == [set(MEMBERS)] * len(CHANNELS)


def test_a_workspace_that_several_replicas_meet_at_once_is_kept_once(db: Database) -> None:
    def keep(session: Session, slack_id: str) -> None:
        install_workspace(session, slack_id=slack_id, name="Acme", bot_user_id=BOT, bot_id="B1", at=MONDAY)

    all_at_once(db, keep)
    with db.read() as session:
        assert all(installed_workspace(session, slack_id) for slack_id in CHANNELS)


def test_a_person_whom_several_hear_of_at_once_is_kept_once(db: Database) -> None:
    with db.write() as session:
        workspace = installed(session).id

    def keep(session: Session, slack_id: str) -> None:
        keep_person(session, workspace, {"id": slack_id, "name": "ana", "team_id": ACME}, home=ACME, read_at=MONDAY)

    all_at_once(db, keep)
    with db.read() as session:
        kept = people_named(session, workspace, CHANNELS)
        assert [(person.slack_id, person.name) for person in kept] == [(one, "ana") for one in CHANNELS]


def test_who_joins_a_channel_while_it_is_read_is_in_it_once(db: Database) -> None:
    with db.write() as session:
        workspace = installed(session).id
        for slack_id in CHANNELS:
            keep_channel(session, workspace, slack_id, name=slack_id, is_private=False, is_archived=False)

    def join(session: Session, slack_id: str) -> None:
        channel = channel_named(session, workspace, slack_id)
        assert channel
        member_joined(session, channel, "U00")

    all_at_once(db, join)
    with db.read() as session:
        kept = [channel_named(session, workspace, slack_id) for slack_id in CHANNELS]
        assert [channel and member_ids(session, channel) for channel in kept] == [{"U00"}] * len(CHANNELS)
