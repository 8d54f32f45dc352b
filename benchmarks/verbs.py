"""Each verb of the table against its own SQL: p50 and p99 at 1 and at 8 in flight, on SQLite and PostgreSQL.

The door is called in this process, without Slack and HTTP. Its statements are recorded at the cursor, and replayed
with the driver alone: one transaction a command, in a database that was put back. Foreign keys are off meanwhile, since
ids come in another order when eight write at once. `--teams N` (24), `--rounds N` (2), `--only NOUN`,
`--postgresql URL` (else a throwaway cluster where the wheel is installed), `--quick` (a smoke test).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.commands import databases
from benchmarks.load import Measured
from benchmarks.recording import Statement, listen
from benchmarks.teams import Teams
from bot.commands.nouns import NOUNS
from bot.domain.zones import use_pinned_zones
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.commands.asking import BEFORE

IN_FLIGHT = (1, 8)
HEADING = "verb             | SQL | at 1: p50 ms   (x SQL)  p99 ms   (x SQL) | at 8: p50 ms   (x SQL)  p99 ms   (x SQL)"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=24)
    asked.add_argument("--rounds", type=int, default=2)
    asked.add_argument("--only", default="")
    asked.add_argument("--postgresql", default="")
    asked.add_argument("--quick", action="store_true")
    options = asked.parse_args()
    use_pinned_zones()
    failed = 0
    with tempfile.TemporaryDirectory() as name, databases(Path(name), options.postgresql) as urls:
        for database, url in urls.items():
            upgrade(url)
            teams = Teams(url, 8 if options.quick else options.teams)
            record = Recorder(teams.db)
            print(f"\n{database}, {teams.number} teams\n{HEADING}", flush=True)
            for verb in verbs(options.only, quick=options.quick):
                failed += not row(teams, record, verb, 1 if options.quick else options.rounds)
            teams.close()
    print("every example was done" if not failed else f"{failed} verbs did not do what their examples say")
    return 1 if failed else 0


@dataclass(frozen=True)
class Measurable:
    """A verb's example, and what is said before it."""

    name: str
    line: str
    before: tuple[str, ...]


def verbs(only: str, *, quick: bool) -> list[Measurable]:
    """All of the table, or those of a noun; for a smoke test each tenth."""
    found = []
    for noun in (noun for noun in NOUNS if only in ("", noun.name)):
        for verb in noun.verbs.values():
            name = f"{noun.name} {verb.word}"
            line = f"/{noun.name} {verb.word} {verb.example}".strip()
            found.append(Measurable(name, line, tuple(BEFORE.get(name, "").splitlines())))
    return found[::10] if quick else found


def row(teams: Teams, record: Recorder, verb: Measurable, rounds: int) -> bool:
    """One line of the table; whether each call was done."""
    good = one_round(teams, record, verb, 1, [], [])  # statements are compiled now, and caches warm
    cells, size = [], 0
    for in_flight in IN_FLIGHT:
        times: list[float] = []
        raw: list[float] = []
        for _ in range(rounds):
            statements: list[list[Statement]] = []
            good &= one_round(teams, record, verb, in_flight, times, statements)
            replay(teams, verb, in_flight, raw, statements)
            size = len(statements[0])
        bot, sql = Measured(times, 1.0), Measured(raw, 1.0)
        cells.append(
            f"{bot.p50:12.1f} ({bot.p50 / sql.p50:7.1f}) {bot.p99:7.1f} ({bot.p99 / sql.p99:7.1f})",
        )
    print(f"{verb.name:16} | {size:3} | {' | '.join(cells)}{'' if good else '  NOT DONE'}", flush=True)
    return good


def one_round(
    teams: Teams,
    record: Recorder,
    verb: Measurable,
    in_flight: int,
    times: list[float],
    statements: list[list[Statement]],
) -> bool:
    """Each team's lead sends the line once, in a world put back; `times` and `statements` get one of each."""
    prepare(teams, verb)
    payloads = [teams.payload(team, verb.line) for team in range(1, teams.number + 1)]
    if verb.name == "team new":
        payloads = [{**one, "channel_id": one["channel_id"].replace("TEAM", "NONE")} for one in payloads]
    answers: list[object] = []

    def send(payload: dict[str, Any]) -> None:
        own = record.begin()
        began = time.perf_counter()
        answers.append(teams.door.command(payload))
        times.append(time.perf_counter() - began)
        statements.append(own)

    at_once(send, payloads, in_flight)
    return not any("Try this:" in str(answer) or "went wrong" in str(answer) for answer in answers)


def prepare(teams: Teams, verb: Measurable) -> None:
    teams.put_back()
    for team in range(1, teams.number + 1):
        for line in verb.before:
            teams.says(team, line)


class Recorder:
    """Notes what each thread asks of the database."""

    def __init__(self, db: Database) -> None:
        self._here = threading.local()
        listen(db, self._note)

    def begin(self) -> list[Statement]:
        """A list for what the calling thread does from now on."""
        self._here.statements = own = list[Statement]()
        return own

    def _note(self, statement: Statement) -> None:
        if hasattr(self._here, "statements"):
            self._here.statements.append(statement)


def replay(
    teams: Teams, verb: Measurable, in_flight: int, times: list[float], statements: list[list[Statement]]
) -> None:
    """The same statements in the same world, one transaction a command, with nothing around them."""
    prepare(teams, verb)
    one_writer = threading.Lock()
    connections = threading.local()
    opened: list[Any] = []

    def run(own: list[Statement]) -> None:
        if not hasattr(connections, "one"):
            connections.one = without_foreign_keys(teams.db)
            opened.append(connections.one)
        writes = any(not statement.lstrip().startswith("SELECT") for statement, _, _ in own)
        began = time.perf_counter()
        with one_writer if teams.db.is_sqlite and writes else nullcontext():
            transaction(
                connections.one, own, begin=("BEGIN IMMEDIATE" if writes else "BEGIN") if teams.db.is_sqlite else ""
            )
        times.append(time.perf_counter() - began)

    at_once(run, statements, in_flight)
    for connection in opened:
        connection.close()


def without_foreign_keys(db: Database) -> Any:
    """A connection of the driver's own, outside of the pool."""
    connection = db.engine.raw_connection()
    connection.detach()
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF" if db.is_sqlite else "SET session_replication_role = replica")
    cursor.close()
    if not db.is_sqlite:
        connection.commit()
    return connection


def transaction(connection: Any, own: list[Statement], *, begin: str) -> None:
    cursor = connection.cursor()
    if begin:
        cursor.execute(begin)
    for statement, parameters, many in own:
        if many:
            cursor.executemany(statement, parameters)
        else:
            cursor.execute(statement, parameters)
        if cursor.description:
            cursor.fetchall()
    cursor.close()
    connection.commit()


def at_once(do: Callable[[Any], None], things: list[Any], threads: int) -> None:
    """Each thing once, by so many threads; what one of them raises is raised here."""
    left, lock = iter(things), threading.Lock()
    faults: list[Exception] = []

    def work() -> None:
        while True:
            with lock:
                thing = next(left, None)
            if thing is None or faults:
                return
            try:
                do(thing)
            except Exception as fault:  # noqa: BLE001 it is raised below
                faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if faults:
        raise faults[0]


if __name__ == "__main__":
    sys.exit(main())
