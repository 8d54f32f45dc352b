"""The table in docs/reliability.md is about the protocol as it is, and every kill point is still there."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter

import pytest

from tests.chaos.points import STRETCHES, Point
from tests.chaos.table import BEGIN, PAGE, digest, recorded, table


def test_the_table_is_not_older_than_the_protocol() -> None:
    if BEGIN not in PAGE.read_text(encoding="utf-8") or recorded() is None:
        pytest.skip("no table was made yet: make chaos-full writes it")
    assert recorded() == digest(), "make chaos-full writes the table anew"


def test_parts_of_the_same_name_are_added_up() -> None:
    line = '{"what": "kills", "database": "sqlite", "occurrences": 500, "deaths": 15, "lost": 0}'
    assert "| kills | sqlite | 1,000 | 30 | 0 | 0 | 0 |" in table([line, line], "make chaos")


@pytest.mark.parametrize("point", [point for each in STRETCHES for point in each.points], ids=str)
def test_what_a_kill_point_names_is_there(point: Point) -> None:
    module, _, path = point.at.partition(":")
    assert callable(attrgetter(path)(import_module(module)))
