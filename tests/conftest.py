"""What every test can count on: pinned zones, real databases, and a run that cleans up after itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from bot.domain.zones import use_pinned_zones
from tests.canaries import leaks, listen
from tests.postgres import cluster_url, create_database, drop_database
from tests.processes import MARK, begin_run, end_run
from tests.wire.nursery import close_shared_nursery

if TYPE_CHECKING:
    from tests.databases import WorkersDatabase

DATABASES = ("sqlite", "postgresql")
TESTS = Path(__file__).parent
# What starts a browser, another language's bot or process after process, or lives through many days: `make slow`.
SLOW = (
    "browser",
    "hostile/test_ten_thousand.py",
    "jobs/test_agenda_parts.py",
    "jobs/test_late_and_missed.py",
    "jobs/test_schedule.py",
    "simulator/test_any_bot.py",
    "storage/test_claims.py",
    "storage/test_migrations.py",
    "wire/test_demo.py",
    "wire/test_doctor.py",
    "wire/test_first_contact.py",
    "wire/test_fortnight.py",
    "wire/test_intake.py",
    "wire/test_hostile.py",
    "wire/test_kills.py",
    "wire/test_membership.py",
    "wire/test_mutants.py",
    "wire/test_newcomer.py",
    "wire/test_operator.py",
    "wire/test_outsiders.py",
    "wire/test_sockets.py",
    "wire/test_start.py",
    "wire/test_start_databases.py",
    "wire/test_stop.py",
)
# What takes minutes by itself: `make chaos`.
CHAOS = TESTS / "chaos"
# Of which these are quick: `make test`.
QUICK_CHAOS = ("test_protocol.py", "test_sabotage.py", "test_small.py", "test_table.py")
RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Zones from the wheel; a folder for the run, made by the process that others are workers of; open ears."""
    use_pinned_zones()
    # No deadline: two workers on two cores make any single example slow now and then. The blob repeats a failure.
    hypothesis.settings.register_profile("drumbeat", deadline=None, print_blob=True, derandomize=False, max_examples=40)
    hypothesis.settings.load_profile("drumbeat")
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = folder = begin_run()
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    listen()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` chooses, each test that is not for `make test` is known as one."""
    slow = [TESTS / place for place in SLOW]
    for item in items:
        if CHAOS in item.path.parents and item.path.name not in QUICK_CHAOS:
            item.add_marker(pytest.mark.chaos)
        if any(item.path == place or place in item.path.parents for place in slow):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what is shared; a run that leaves a process behind, or wrote down what people typed, has failed."""
    close_shared_nursery()
    if hasattr(session.config, "workerinput"):
        return
    folder = session.config.stash[RUN]
    if leaked := leaks(folder):
        print(f"\nWritten down though it was typed or secret ({len(leaked)} lines):", *leaked[:20], sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if strays := end_run(folder):
        print("\nLeft running by the tests, and killed now:", *strays, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A PostgreSQL database of this worker's own, without a schema; tests share it."""
    cluster, name = cluster_url(Path(os.environ[MARK])), f"own_{worker_id}"
    yield create_database(cluster, name)
    drop_database(cluster, name)


@pytest.fixture(scope="session")
def workers_database(worker_id: str) -> Iterator[WorkersDatabase]:
    """The PostgreSQL database behind `database_url`."""
    from tests.databases import WorkersDatabase  # late: most rooms' tests need no SQLAlchemy

    database = WorkersDatabase(cluster_url(Path(os.environ[MARK])), worker_id)
    yield database
    database.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that `database_url` copies."""
    from tests.databases import sqlite_template

    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database at the newest schema without a row, the test's own: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "drumbeat.db")
        yield f"sqlite:///{file}"
        return
    database: WorkersDatabase = request.getfixturevalue("workers_database")
    yield database.url
    database.empty()


@pytest.fixture(params=DATABASES)
def bare_database_url(request: pytest.FixtureRequest, worker_id: str, tmp_path: Path) -> Iterator[str]:
    """A database without a schema, the test's own, for migrations: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    cluster, name = cluster_url(Path(os.environ[MARK])), f"bare_{worker_id}"
    yield create_database(cluster, name)
    drop_database(cluster, name)
