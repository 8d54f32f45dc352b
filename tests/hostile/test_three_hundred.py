"""Hostile strings, in the process: each class through the door, the database, the words and Slack's judge."""

from __future__ import annotations

from tests.commands.counter import Counter
from tests.hostile.gauntlet import Gauntlet
from tests.hostile.strings import CLASSES, hostile

SEED = 20261123


def test_three_hundred_hostile_strings_are_kept_and_shown_as_they_were_meant(counter: Counter) -> None:
    drawn = list(hostile(300, SEED))
    assert {name for name, _ in drawn} == set(CLASSES)
    assert Gauntlet(counter).run(text for _, text in drawn) == []
