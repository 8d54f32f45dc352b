"""A disk of a few megabytes that bots live on, to be filled up and freed again; nobody has to be root for it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.wire.nursery import Nursery

MEGABYTES = 12
CHUNK = bytes(4096)
# A tmpfs that only those see who are born in there: it is gone when the last of them has ended, whatever happens.
WITHIN = ("unshare", "--map-root-user", "--mount")
MOUNTED = ("sh", "-c", f'mount -t tmpfs -o size={MEGABYTES}m drumbeat-chaos "$0" && exec "$@"')


@dataclass(frozen=True)
class Disk:
    """`folder` is where it lies for the bots of `nursery`; from outside it is reached by way of that process."""

    folder: Path
    nursery: Nursery

    @property
    def url(self) -> str:
        """Of a database on it."""
        return f"sqlite:///{self.folder / 'drumbeat.db'}"

    def fills_up(self) -> None:
        """To the last byte."""
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(CHUNK)
            except OSError:
                return

    def is_freed(self) -> None:
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        seen_from_outside = Path(f"/proc/{self.nursery.pid}/root") / self.folder.relative_to("/")
        return seen_from_outside / "ballast"


def why_not(folder: Path) -> str | None:
    """Why there can be no such disk on this machine; None when there can."""
    if shutil.which(WITHIN[0]) is None:
        return "there is no unshare(1)"
    tried = subprocess.run([*WITHIN, *MOUNTED, folder, "true"], capture_output=True, text=True, check=False)
    return tried.stderr.strip() or f"unshare ended with {tried.returncode}" if tried.returncode else None


@contextmanager
def disk_at(folder: Path) -> Iterator[Disk]:
    """Empty; its nursery ends with it."""
    folder.mkdir()
    nursery = Nursery(*WITHIN, *MOUNTED, str(folder))
    try:
        yield Disk(folder, nursery)
    finally:
        nursery.close()
