"""Ready means: the database takes a write and Slack was reached."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from bot.web import health as health_room
from bot.web.health import Health
from tests.web.doors import healthy, nothing, standing


def broken() -> None:
    raise OSError("postgresql://me:CANARY@db/x is full")


def test_a_database_that_takes_no_write_is_named_without_its_address() -> None:
    with standing(healthy(broken)) as house:
        status, body = house.get("/readyz")
    assert status == 503
    assert json.loads(body) == {
        "ready": False,
        "checks": {"database": {"ok": False, "why": "OSError"}, "slack": {"ok": True}},
    }


def test_a_slack_that_was_not_reached_is_named() -> None:
    with standing(healthy(reached=lambda: False)) as house:
        status, body = house.get("/readyz")
        assert house.get("/healthz")[0] == 200
    assert status == 503
    assert json.loads(body)["checks"]["slack"] == {"ok": False, "why": "not reached lately"}


def test_many_who_ask_at_once_cost_one_write_and_later_ones_another(monkeypatch: pytest.MonkeyPatch) -> None:
    writes: list[int] = []
    health = healthy(lambda: writes.append(1))

    async def ask() -> None:
        await asyncio.gather(*(health.checks() for _ in range(50)))
        assert len(writes) == 1
        monkeypatch.setattr(health_room, "REMEMBERED_SECONDS", -1.0)
        await health.checks()
        assert len(writes) == 2

    asyncio.run(ask())


def test_a_database_that_hangs_costs_one_thread_and_is_well_again_when_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health_room, "REMEMBERED_SECONDS", -1.0)
    over, begun = threading.Event(), []

    def hanging() -> None:
        begun.append(1)
        over.wait(10)

    health = Health(hanging, lambda: True, patience=0.05)

    async def ask() -> None:
        for _ in range(3):
            assert (await health.checks())["database"] == {"ok": False, "why": "took longer than 0.05 s"}
        assert len(begun) == 1
        over.set()
        health.patience = 5
        assert (await health.checks())["database"] == {"ok": True}

    asyncio.run(ask())


@pytest.mark.parametrize(
    ("skew", "warned"), ((None, None), (59.0, None), (61.0, "61 s behind"), (-90.0, "90 s ahead of"))
)
def test_a_clock_that_is_wrong_is_a_warning(skew: float | None, warned: str | None) -> None:
    check = asyncio.run(Health(nothing, lambda: True, lambda: skew).checks())["slack"]
    assert check["ok"]
    assert (warned in check["warning"]) if warned else ("warning" not in check)


def test_a_check_of_its_own_makes_it_unready_and_a_warning_does_not() -> None:
    more = {
        "timetable": lambda: {"ok": False, "why": "no job has run for 61 s"},
        "outbox": lambda: {"ok": True, "warning": "over 5 minutes late: 3"},
    }
    with standing(Health(nothing, lambda: True, more=more)) as house:
        status, body = house.get("/readyz")
    assert status == 503
    assert json.loads(body)["checks"]["timetable"] == {"ok": False, "why": "no job has run for 61 s"}
    with standing(Health(nothing, lambda: True, more={"outbox": more["outbox"]})) as house:
        status, body = house.get("/readyz")
    assert status == 200
    assert json.loads(body)["checks"]["outbox"]["warning"] == "over 5 minutes late: 3"
