"""Claims: whoever is faster, threads or processes, each message is sent by one of them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.domain.message import Message
from bot.storage.database import Database
from bot.storage.outbox import enqueue
from tests.storage.cast import MONDAY, installed
from tests.storage.claiming import claim_all

MESSAGES = 30
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def waiting(db: Database) -> list[int]:
    """The ids of messages that are due."""
    with db.write() as session:
        workspace = installed(session).id
        return [
            enqueue(session, workspace, f"m:{n}", f"C{n}", Message(f"{n}"), now=MONDAY, expires_at=MONDAY).id
            for n in range(MESSAGES)
        ]


def test_eight_threads_share_the_messages_and_send_each_once(db: Database, waiting: list[int]) -> None:
    ready = Barrier(8)

    def send(number: int) -> list[int]:
        ready.wait()
        return claim_all(db, f"thread {number}", limit=5)

    with ThreadPoolExecutor(8) as threads:
        sent = [one for ids in threads.map(send, range(8)) for one in ids]
    assert sorted(sent) == waiting


def test_two_processes_share_the_messages_and_send_each_once(
    db: Database, database_url: str, waiting: list[int]
) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.storage.claiming", database_url]
    pipe = subprocess.PIPE
    senders = [
        subprocess.Popen([*command, owner], stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT)
        for owner in ("one", "other")
    ]
    for sender in senders:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
    for sender in senders:
        assert sender.stdin is not None
        sender.stdin.write("go\n")
        sender.stdin.flush()
    outputs = [sender.communicate(timeout=30) for sender in senders]
    assert [error for _, error in outputs] == ["", ""]
    shares = [[int(word) for word in output.split()] for output, _ in outputs]
    assert sorted(shares[0] + shares[1]) == waiting


def test_the_same_key_from_eight_threads_is_one_message(db: Database) -> None:
    with db.write() as session:
        workspace = installed(session).id
    ready = Barrier(8)

    def want(number: int) -> int:
        ready.wait()
        with db.write() as session:
            message = Message(f"said by {number}")
            return enqueue(session, workspace, "prompt:1:2", "C1", message, now=MONDAY, expires_at=MONDAY).id

    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(want, range(8)))
    assert len(set(ids)) == 1
