"""Each promise of delivery, broken on purpose: which line keeps it, and the one test that must notice when it is gone.

`python -m tests.chaos.sabotage` breaks one after the other in a copy of the tree: the named test has to fail, and
`tests/domain` has to pass all the same (what broke is the protocol, not the whole bot). Words choose entries by name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("bot", "tests", "pyproject.toml", "docs", "benchmarks", "scripts", "README.md", "CHANGELOG.md", "Makefile")
MINUTES = 5


@dataclass(frozen=True)
class Entry:
    """`snippet` stands exactly once in the file."""

    promise: str
    file: str
    snippet: str
    replacement: str
    test: str


_OUTBOX = "tests/storage/test_outbox.py::"
_LOOKS = "tests/storage/test_reconciling.py::"
_DELIVER = "tests/jobs/test_deliver.py::"
_GAME = "tests/chaos/test_protocol.py::test_the_product_goes_the_way_of_the_game"

ENTRIES = (
    Entry(
        "the same message is enqueued once",
        "bot/storage/outbox.py",
        "    if found is not None:\n        return found\n    # Somebody may be enqueueing",
        '    key = f"{key}-{now}-{id(message)}"\n    # Somebody may be enqueueing',
        _OUTBOX + "test_what_was_said_first_under_a_key_stays",
    ),
    Entry(
        "its id comes from its key, so that a restored backup knows it",
        "bot/storage/outbox.py",
        'public_id=str(uuid5(OURS, f"{workspace_id}|{key}"))',
        "public_id=str(uuid5(OURS, key))",
        _OUTBOX + "test_the_public_id_comes_from_workspace_and_key_alone",
    ),
    Entry(
        "what is claimed is on its way when the claim is committed",
        "bot/storage/delivery.py",
        "row.state, row.owner, row.lease_until = OutboxState.SENDING, owner, real_now + lease",
        "row.owner, row.lease_until = owner, real_now + lease",
        _GAME + "[sqlite-claimed]",
    ),
    Entry(
        "who was taken over writes nothing down",
        "bot/storage/outcomes.py",
        '        OUTBOX.c.fence == bindparam("of_fence"),\n',
        '        OUTBOX.c.fence >= bindparam("of_fence"),\n',
        _GAME + "[sqlite-told by somebody who was taken over]",
    ),
    Entry(
        "who claims is alone for the length of a lease",
        "bot/storage/delivery.py",
        "row.fence, row.attempts = row.fence + 1, row.attempts + 1",
        "row.attempts = row.attempts + 1",
        _GAME + "[sqlite-claimed]",
    ),
    Entry(
        "history is believed after the settle time only",
        "bot/storage/reconciling.py",
        "        row.last_send_at <= SETTLED,\n",
        "        row.last_send_at.is_not(None),\n",
        _LOOKS + "test_a_sender_that_died_on_the_way_leaves_a_doubt_that_is_looked_into_once_history_is_settled",
    ),
    Entry(
        "what is in doubt is looked for before it is sent again",
        "bot/storage/outcomes.py",
        "        row.lease_until, row.last_error = None, error\n    return row\n\n\ndef try_plainly",
        "        row.state, row.lease_until = OutboxState.PENDING, None\n    return row\n\n\ndef try_plainly",
        _DELIVER + "test_what_slack_took_without_saying_so_is_found_there",
    ),
    Entry(
        "a complete look without a hit sends again",
        "bot/storage/reconciling.py",
        "OutboxState.PENDING, outcomes.LOOKED\n    return row\n\n\ndef keep_one",
        "OutboxState.FAILED, outcomes.LOOKED\n    return row\n\n\ndef keep_one",
        _GAME + "[sqlite-not found]",
    ),
    Entry(
        "a message that was sent again is looked for later",
        "bot/storage/outcomes.py",
        "        recheck_at=case((OUTBOX.c.how.is_(None), null()), ",
        "        recheck_at=case((OUTBOX.c.id > 0, null()), ",
        _GAME + "[sqlite-sent again]",
    ),
    Entry(
        "a copy too many is taken away",
        "bot/storage/reconciling.py",
        "    return kept, [copy.ts for copy in copies if copy is not kept]",
        "    return kept, []",
        _DELIVER + "test_a_copy_that_comes_late_is_taken_away",
    ),
    Entry(
        "the copy that people have answered stays",
        "bot/storage/reconciling.py",
        "kept = answered[0] if answered else next(iter(copies), None)",
        "kept = next(iter(copies), None)",
        _LOOKS + "test_a_copy_that_people_have_answered_stays",
    ),
    Entry(
        "after a long silence what was due is looked for first",
        "bot/storage/delivery.py",
        "return or_(row.how.is_not(None), ~exists().where(Heartbeat.look_before >= row.due_at))",
        "return row.id > 0",
        _LOOKS + "test_after_a_long_silence_what_was_due_is_looked_for_before_it_is_sent",
    ),
    Entry(
        "what is too late is dropped",
        "bot/storage/delivery.py",
        'row.state, row.last_error = OutboxState.DROPPED, row.last_error or "too late"',
        'row.last_error = row.last_error or "too late"',
        _OUTBOX + "test_what_is_too_late_is_dropped_and_never_sent",
    ),
    Entry(
        "a stopped bot lets go of what is on its way",
        "bot/storage/delivery.py",
        "            .values(lease_until=None)\n",
        "            .values(owner=owner)\n",
        _OUTBOX + "test_what_is_let_go_is_looked_for_without_waiting_for_the_lease",
    ),
    Entry(
        "a repeated delivery has no second effect",
        "bot/storage/inbox.py",
        "return insert_once(session, Delivery, workspace_id=workspace_id, key=key, received_at=at)",
        "insert_once(session, Delivery, workspace_id=workspace_id, key=key, received_at=at)\n    return True",
        "tests/storage/test_inbox.py::test_only_the_first_delivery_of_a_key_is_the_first",
    ),
    Entry(
        "a code that nobody knows leaves it open",
        "bot/slack/answers.py",
        "    if kind is None:\n        return Unknown(error)",
        "    if kind is None:\n        return NotPosted(error, Kind.RETRY)",
        "tests/slack/test_answers.py::test_a_code_that_settles_nothing_leaves_it_open",
    ),
    Entry(
        "a broken connection leaves it open",
        "bot/slack/answers.py",
        "        return Unknown(reply.reason) if reply.sent else NotPosted(reply.reason, Kind.RETRY)",
        "        return NotPosted(reply.reason, Kind.RETRY)",
        "tests/slack/test_answers.py::test_what_cannot_be_read_leaves_it_open",
    ),
    Entry(
        "replicas do not take what is on its way",
        "bot/storage/delivery.py",
        "        row.state == OutboxState.PENDING,\n        row.due_at <= NOW,\n",
        "        row.state.in_(OPEN_STATES),\n        row.due_at <= NOW,\n",
        _OUTBOX + "test_what_is_claimed_is_on_its_way_and_nobody_else_takes_it",
    ),
    Entry(
        "a reply waits for its parent",
        "bot/storage/delivery.py",
        "        ~exists().where(parent.id == row.after_id, parent.state.in_(OPEN_STATES)),\n",
        "",
        _OUTBOX + "test_a_reply_waits_for_its_parent_and_follows_it",
    ),
    Entry(
        "Slack's pace holds back what it would refuse",
        "bot/storage/delivery.py",
        "        room = min(room, pace.granted(turn.bucket, real_now, under_way))",
        "        room = min(room, 1000)",
        _OUTBOX + "test_slacks_pace_holds_back_what_it_would_refuse",
    ),
    Entry(
        "what nobody noticed for minutes is told",
        "bot/jobs/audit_deliveries.py",
        "        return self._tell(overdue, now) if overdue else 0",
        "        return 0",
        "tests/jobs/test_audit_deliveries.py::test_what_is_late_is_told_to_the_owner_once_within_ten_minutes",
    ),
    Entry(
        "the dead man's switch is fed only while all is well",
        "bot/jobs/audit_deliveries.py",
        "        if not late and self._slack_reached():",
        "        if self._slack_reached():",
        "tests/jobs/test_audit_deliveries.py::test_the_switch_is_not_fed_while_anything_is_late",
    ),
)


def wrong(entry: Entry, root: Path = ROOT) -> str | None:
    """Why the entry does not fit the tree any more; None when it does."""
    times = (root / entry.file).read_text(encoding="utf-8").count(entry.snippet)
    if times != 1:
        return f"{entry.promise}: the snippet stands {times} times in {entry.file}"
    test = entry.test.partition("::")[2].partition("[")[0]
    if f"def {test}(" not in (root / entry.test.partition("::")[0]).read_text(encoding="utf-8"):
        return f"{entry.promise}: there is no test {entry.test}"
    return None


@contextmanager
def broken(entry: Entry) -> Iterator[Path]:
    """A copy of the tree in which the promise is broken."""
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder:
        tree = Path(folder)
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, tree / name)
        file = tree / entry.file
        file.write_text(file.read_text(encoding="utf-8").replace(entry.snippet, entry.replacement), encoding="utf-8")
        yield tree


def passes(tree: Path, *words: str) -> bool:
    """Whether these tests pass there."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words]
    ended = subprocess.run(
        command,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=MINUTES * 60,
        check=False,
    )
    if ended.returncode not in (0, 1):  # neither passed nor failed: it could not be run
        raise RuntimeError(ended.stdout[-3000:])
    return ended.returncode == 0


def noticed(entry: Entry) -> str | None:
    """Break it; what is wrong with the proof, None when the named test alone notices."""
    with broken(entry) as tree:
        if passes(tree, entry.test):
            return f"{entry.promise}: {entry.test} passes though it is broken"
        if not passes(tree, "tests/domain"):
            return f"{entry.promise}: tests/domain fails, too"
    return None


def main(words: list[str]) -> int:
    failures = 0
    for entry in ENTRIES:
        if words and not any(word in entry.promise for word in words):
            continue
        fault = wrong(entry) or noticed(entry)
        failures += fault is not None
        print(fault or f"noticed: {entry.promise}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
