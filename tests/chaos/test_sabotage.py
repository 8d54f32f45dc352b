"""The list of what is broken on purpose fits the tree: each line stands where it is looked for, each test is there."""

from __future__ import annotations

from tests.chaos.promises import ENTRIES
from tests.chaos.sabotage import wrong


def test_every_entry_fits_the_tree() -> None:
    assert [fault for entry in ENTRIES if (fault := wrong(entry))] == []


def test_each_promise_is_broken_once() -> None:
    assert len({entry.promise for entry in ENTRIES}) == len(ENTRIES)
