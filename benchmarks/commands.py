"""`/standup log …` against what its parts cost: Bolt alone, and its own SQL alone, in one run, as ratios.

The series bound is 1/(1/bare + 1/SQL): what a command could reach if reading, deciding and answering cost nothing.
`--requests N`, `--postgresql URL` (else a throwaway cluster where the wheel is installed), `--no-limits`.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from urllib.parse import parse_qsl

import psutil
from sqlalchemy import Connection

from benchmarks.core import Asked, recording
from benchmarks.load import SECRET, Measured, command, press
from benchmarks.served import TOKEN, bots_door
from bot.simulator.cast import ACME, CHECKOUT
from bot.simulator.driver import Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from bot.slack.client import SlackClient
from bot.slack.transport import PooledTransport
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.workspaces import install_workspace

IN_FLIGHT = (1, 8, 64)
PEOPLE = 64
# What is compared runs in turns: a machine that is busy for a while is so for all.
ROUNDS = 6
OF_THE_BOUND, OF_THE_SQLS_P99 = 0.7, 3.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--requests", type=int, default=1500)
    asked.add_argument("--postgresql", default="")
    asked.add_argument("--no-limits", action="store_true")
    options = asked.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as name, databases(Path(name), options.postgresql) as urls:
        for database, url in urls.items():
            good &= compare(database, url, Path(name), options.requests)
    print(
        f"limits: at least {OF_THE_BOUND} of the bound, p99 at 8 at most {OF_THE_SQLS_P99} of the SQL's:",
        "kept" if good else "BROKEN",
    )
    return 0 if good or options.no_limits else 1


@contextmanager
def databases(folder: Path, postgresql: str) -> Iterator[dict[str, str]]:
    urls = {"SQLite": f"sqlite:///{folder / 'commands.db'}"}
    if postgresql:
        yield urls | {"PostgreSQL": postgresql}
        return
    from tests.postgres import cluster_url, create_database, stop_cluster

    cluster = cluster_url(folder)
    try:
        made = create_database(cluster, "commands")
        yield urls | {"PostgreSQL": made.replace("postgresql://", "postgresql+psycopg://")}
    finally:
        stop_cluster(folder)


def compare(database: str, url: str, folder: Path, requests: int) -> bool:
    """One database: the table, and whether the limits are kept."""
    upgrade(url)
    good = True
    with running() as sim:
        people = prepare(sim, url)
        statements = record(sim, url, people)
        print(f"\n{database}: {len(statements[0])} statements a command")
        print(
            "in flight |   bare req/s | SQL tx/s | bound | bot req/s | of the bound | p50 ms | p99 ms (SQL's) | CPU µs"
        )
        for in_flight in IN_FLIGHT:
            good &= row(sim, url, people, statements, in_flight, requests)
    floor(url)
    return good


def row(
    sim: Simulator, url: str, people: list[str], statements: list[list[Asked]], in_flight: int, requests: int
) -> bool:
    some = max(200, requests if in_flight > 1 else requests // 3) // ROUNDS
    bare = sql = bot = Measured([], 0.0)
    used = 0.0
    with (
        served("bare", "--database", url) as (plain, _),
        served("bot", "--database", url, "--api-url", sim.api_url) as (address, process),
    ):
        press(plain, bodies(people), in_flight=in_flight, requests=200, expect="ok")
        press(address, bodies(people), in_flight=in_flight, requests=max(200, PEOPLE * 2), expect="Daily")
        for _ in range(ROUNDS):
            bare += press(plain, bodies(people), in_flight=in_flight, requests=some, expect="ok")
            sql += replay(url, statements, in_flight, some)
            before = cpu(process)
            bot += press(address, bodies(people), in_flight=in_flight, requests=some, expect="Daily")
            used += cpu(process) - before
    micros = used / (some * ROUNDS) * 1e6
    bound = 1 / (1 / bare.rate + 1 / sql.rate)
    print(
        f"{in_flight:9} | {bare.rate:12.0f} | {sql.rate:8.0f} | {bound:5.0f} | {bot.rate:9.0f} | "
        f"{bot.rate / bound:12.2f} | {bot.p50:6.1f} | {bot.p99:6.1f} ({sql.p99:.1f}) | {micros:6.0f}",
        flush=True,
    )
    return bot.rate / bound >= OF_THE_BOUND and (in_flight != 8 or bot.p99 <= OF_THE_SQLS_P99 * sql.p99)


def prepare(sim: Simulator, url: str) -> list[str]:
    """A team of `PEOPLE` with a stand-up that runs every day; their ids."""
    slack = Slack(sim.url)
    people = [slack.adds_person(f"P{number}", zone="Europe/Berlin").id for number in range(PEOPLE)]
    slack.changes_channel("#checkout", invite=people)
    db = Database(url)
    with db.write() as session:
        install_workspace(
            session, slack_id=ACME, name="Acme", bot_user_id="U0DRUMBEAT", bot_id="B0DRUMBEAT", at=sim.world.clock.now
        )
    db.close()
    with served("bot", "--database", url, "--api-url", sim.api_url) as (address, _):
        for text in ("new Daily at 0:10 daily with " + " ".join(f"<@{person}>" for person in people),):
            press(address, iter([command("U0ANA00001", CHECKOUT, text, ACME)]), in_flight=1, requests=1, expect="Daily")
    return people


def record(sim: Simulator, url: str, people: list[str]) -> list[list[Asked]]:
    """The statements of one command of each person, when all have answered before."""
    db, transport = Database(url), PooledTransport()
    door = bots_door(db, SlackClient(TOKEN, sim.api_url, transport=transport))
    found = []
    with recording(db) as last:
        for body, _ in zip(bodies(people), range(len(people) * 2), strict=False):
            door.command(dict(parse_qsl(body.decode())))
            found.append(last())
    transport.close()
    db.close()
    return found[-len(people) :]


def bodies(people: list[str]) -> Iterator[bytes]:
    for number, person in zip(count(time.time_ns()), cycle(people), strict=False):
        yield command(person, CHECKOUT, f"log y: refunds {number} t: invoices {number} b: none", ACME)


def replay(url: str, statements: list[list[Asked]], in_flight: int, transactions: int) -> Measured:
    """The same statements, hoisted, one Core transaction a command, by as many threads, with nothing around them."""
    db = Database(url)
    keys = count(time.time_ns())
    each = -(-transactions // in_flight)
    ready = [[[asked.renewed(next(keys)) for asked in own] for _ in range(each)] for own in statements[:in_flight]]
    times: list[float] = []

    def work(mine: list[list[Asked]]) -> None:
        for asked_together in mine:
            began = time.perf_counter()
            with transaction(db) as connection:
                for asked in asked_together:
                    asked.runs_on(connection)
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(mine,)) for mine in ready]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    db.close()
    return Measured(times, seconds)


@contextmanager
def transaction(db: Database) -> Iterator[Connection]:
    with db.write() as session:
        yield session.connection()


@contextmanager
def served(*arguments: str) -> Iterator[tuple[str, psutil.Process]]:
    command_line = [sys.executable, "-m", "benchmarks.served", *arguments, "--secret", SECRET]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        try:
            yield address, psutil.Process(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def floor(url: str) -> None:
    """A raw script of the database's own driver: insert one line, read the day, commit."""
    steps = raw_sqlite(url) if url.startswith("sqlite") else raw_psycopg(url)
    began, rounds = time.perf_counter(), 500
    for number in range(rounds):
        steps(number)
    rate = rounds / (time.perf_counter() - began)
    print(f"floor, raw driver, one insert and one read a transaction: {rate:.0f} a second")


def raw_sqlite(url: str) -> Callable[[int], None]:
    import sqlite3

    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, text TEXT)")

    def step(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO floor (text) VALUES (?)", (f"line {number}",))
        connection.execute("SELECT id, text FROM floor ORDER BY id DESC LIMIT 50").fetchall()
        connection.execute("COMMIT")

    return step


def raw_psycopg(url: str) -> Callable[[int], None]:
    import psycopg

    connection = psycopg.connect(url.replace("+psycopg", ""))
    connection.execute("CREATE TABLE IF NOT EXISTS floor (id SERIAL PRIMARY KEY, text TEXT)")
    connection.commit()

    def step(number: int) -> None:
        connection.execute("INSERT INTO floor (text) VALUES (%s)", (f"line {number}",))
        connection.execute("SELECT id, text FROM floor ORDER BY id DESC LIMIT 50").fetchall()
        connection.commit()

    return step


if __name__ == "__main__":
    sys.exit(main())
