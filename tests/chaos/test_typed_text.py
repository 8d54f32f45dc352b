"""The database is away while people type: each text comes back to them, or stays in their form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Form, Slack
from bot.simulator.server import running
from tests.chaos.databases import Cluster
from tests.chaos.fleet import fleet_on
from tests.chaos.scene import Scene
from tests.conftest import DATABASES
from tests.wire.memory import held_up

TEXTS = {"postgresql": 400, "sqlite": 100}
PEOPLE = 5


@pytest.fixture
def slack() -> Iterator[Slack]:
    """Slack waits three seconds, as it does."""
    with running(cast(), speed=1) as sim:
        yield Slack(sim.url)


@pytest.mark.parametrize("kind", DATABASES)
def test_what_was_typed_while_the_database_was_away_is_kept_or_echoed(
    kind: str,
    slack: Slack,
    cluster: Cluster,
    database: Callable[[str], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    with database(kind) as url, fleet_on(url, slack, tmp_path / "bots", 1) as fleet:
        scene = Scene(slack, teams=1, people=PEOPLE)
        scene.is_set_up()
        fleet.replicas[0].forgive("a request failed")
        (team,) = scene.teams
        forms = [slack.says(who, team.channel, "/standup").form for who in team.people]
        texts = [f"typed-{number:03}" for number in range(TEXTS[kind])]
        in_commands, in_forms = texts[::2], texts[1::2]
        with _away(kind, url, cluster):
            lines = [(team.people[n % PEOPLE], team.channel, f"/feature log {t}") for n, t in enumerate(in_commands)]
            echoed = [answer.text for answer in slack.says_many(lines, at_once=2)]
            with ThreadPoolExecutor(2) as people:
                kept = list(people.map(lambda n: _submits(forms[n % PEOPLE], in_forms[n]), range(len(in_forms))))
    lost = [text for text, answer in zip(in_commands, echoed, strict=True) if text not in answer]
    lost += [text for text, form in zip(in_forms, kept, strict=True) if form != text]
    assert lost == []


def _submits(form: Form, text: str) -> str | None:
    """What stands in the form afterwards; None when it closed."""
    result = form.fill(today=text).submit()
    return None if result.closed else str(result.form.value("today"))


@contextmanager
def _away(kind: str, url: str, cluster: Cluster) -> Iterator[None]:
    if kind == "sqlite":
        with held_up(url, ""):
            yield
        return
    cluster.crashes()
    try:
        yield
    finally:
        cluster.is_back()
