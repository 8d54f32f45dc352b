"""The inbox: a delivery has one effect, however often and however simultaneously it comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.storage.database import Database
from bot.storage.inbox import first_answer, is_first, keep_answer
from tests.storage.cast import MONDAY, OTHER, installed


@pytest.fixture
def acme_id(db: Database) -> int:
    with db.write() as session:
        return installed(session).id


def test_only_the_first_delivery_of_a_key_is_the_first(db: Database, acme_id: int) -> None:
    with db.write() as session:
        assert is_first(session, acme_id, "command:1", at=MONDAY)
        keep_answer(session, acme_id, "command:1", {"text": "done"})
    with db.write() as session:
        assert not is_first(session, acme_id, "command:1", at=MONDAY)
        assert first_answer(session, acme_id, "command:1") == {"text": "done"}
        assert is_first(session, acme_id, "command:2", at=MONDAY)
        assert first_answer(session, acme_id, "command:2") is None


def test_a_delivery_that_failed_may_come_again(db: Database, acme_id: int) -> None:
    def fail_half_way() -> None:
        with db.write() as session:
            assert is_first(session, acme_id, "command:1", at=MONDAY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with db.write() as session:
        assert is_first(session, acme_id, "command:1", at=MONDAY)


def test_the_same_key_in_another_workspace_is_another(db: Database, acme_id: int) -> None:
    with db.write() as session:
        other = installed(session, OTHER).id
        assert is_first(session, acme_id, "command:1", at=MONDAY)
        assert is_first(session, other, "command:1", at=MONDAY)
        keep_answer(session, other, "command:1", {"text": "theirs"})
        assert first_answer(session, acme_id, "command:1") is None


def test_of_eight_at_once_one_is_first_and_all_hear_its_answer(db: Database, acme_id: int) -> None:
    ready = Barrier(8)

    def deliver(number: int) -> tuple[bool, dict[str, object] | None]:
        ready.wait()
        with db.write() as session:
            if is_first(session, acme_id, "command:1", at=MONDAY):
                keep_answer(session, acme_id, "command:1", {"text": f"said by {number}"})
                return True, first_answer(session, acme_id, "command:1")
            return False, first_answer(session, acme_id, "command:1")

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(deliver, range(8)))
    assert [first for first, _ in outcomes].count(True) == 1
    assert len({str(answer) for _, answer in outcomes}) == 1
    assert outcomes[0][1] is not None
