"""Each promise of delivery, broken on purpose: which line keeps it, and the one test that must notice when it is gone.

`python -m tests.chaos.sabotage` breaks what stands in `promises.py`, one after the other, in a copy of the tree: the
named test has to fail, and `tests/domain` has to pass all the same (what broke is the protocol, not the whole bot).
Words choose entries by name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.promises import ENTRIES, Entry

ROOT = Path(__file__).parents[2]
COPIED = ("bot", "tests", "pyproject.toml", "docs", "benchmarks", "scripts", "README.md", "CHANGELOG.md", "Makefile")
MINUTES = 5


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
