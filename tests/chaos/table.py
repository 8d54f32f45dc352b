"""The table in docs/reliability.md: what a run counted, on what machine, and of which protocol.

`python -m tests.chaos.table NOTES` writes it from the notes of a run (`make chaos-full` does both).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- chaos: begin -->", "<!-- chaos: end -->"
MARK = re.compile(r"Protocol `(?P<digest>[0-9a-f]{12})`")
# A table is about these as they were; when one changes, it has to be made anew.
PROTOCOL = (
    "bot/jobs/deliver.py",
    "bot/jobs/reconcile.py",
    "bot/jobs/settle.py",
    "bot/slack/answers.py",
    "bot/slack/client.py",
    "bot/slack/transport.py",
    "bot/storage/delivery.py",
    "bot/storage/outbox.py",
    "bot/storage/outcomes.py",
    "bot/storage/reconciling.py",
)
COLUMNS = ("occurrences", "deaths", "lost", "twice", "repaired")
HEAD = "| what happens | database | messages that must be there once | deaths | lost | there twice | repaired |"


def digest() -> str:
    """Of the protocol's files as they stand."""
    whole = hashlib.sha256()
    for name in PROTOCOL:
        whole.update((ROOT / name).read_bytes())
    return whole.hexdigest()[:12]


def recorded() -> str | None:
    """Of the protocol's files as they were when the table was made."""
    found = MARK.search(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else None
    return found["digest"] if found else None


def table(lines: list[str], command: str) -> str:
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for line in lines:
        noted = json.loads(line)
        row = sums[noted["what"], noted["database"]]
        for column in COLUMNS:
            row[column] += noted.get(column, 0)
    rows = [
        f"| {what} | {database} | " + " | ".join(f"{row[column]:,}" for column in COLUMNS) + " |"
        for (what, database), row in sorted(sums.items())
    ]
    rule = "|---|---|" + "---:|" * len(COLUMNS)
    return "\n".join([f"`{command}`, {machine()}. Protocol `{digest()}`, commit `{commit()}`.", "", HEAD, rule, *rows])


def machine() -> str:
    """Cores, Python and databases; nothing that names it."""
    import sqlite3

    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL 18 "
        f"(the wheel's), {platform.system()}"
    )


def commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "none"


def write(notes: Path, command: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = table(notes.read_text(encoding="utf-8").splitlines(), command)
    PAGE.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2])
