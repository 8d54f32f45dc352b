"""Fills a virtual environment with what one lock names and the project itself; does nothing when that was done."""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALLER = Path(".venv-installer")
INSTALLER_LOCK = Path("requirements/installer.txt")
TICK_SECONDS = 2.0
PIP_LOCKED = ("--require-hashes", "--no-input", "--disable-pip-version-check")

NO_VENV = """{python} has no venv, which the set-up needs.
On Debian or Ubuntu: apt install python3-venv python3-pip. Or name another Python: make test PYTHON=python3.12"""
NO_PIP = """{python} has neither pip nor the means to install it.
On Debian or Ubuntu: apt install python3-venv python3-pip. Or name another Python: make test PYTHON=python3.12"""


class Failed(Exception):
    """A step ended badly; the words are the end of what it printed."""


def main() -> None:
    """Set up the folder named first for the lock named second, unless its stamp says that this was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the virtual environment, such as .venv")
    parser.add_argument("lock", type=Path, help="the lock, such as requirements/development.txt")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    folder, lock = chosen.folder, chosen.lock
    stamp = folder / ".filled"
    wanted = wanted_in(lock)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    os.environ["PIP_USER"] = "0"  # a person's setting for their own Python; in an environment pip refuses it
    stamp.unlink(missing_ok=True)
    started = time.monotonic()
    print(f"Setting up {folder} with Python {platform.python_version()}; this happens once for each change of {lock}.")
    try:
        fill(folder, lock)
    except Failed as failure:
        sys.exit(
            f"{failure}\n\nThe set-up of {folder} failed; the lines above say why. Then run the same command again."
        )
    stamp.write_text(wanted)
    print(f"{folder} is ready ({time.monotonic() - started:.0f} s).", flush=True)


def wanted_in(lock: Path) -> str:
    """What the stamp of an environment says that was filled from this lock."""
    return f"{python_version()} {lock_digest(lock)} {project_digest(Path('pyproject.toml'))}"


def python_version() -> str:
    """The version that compiled files and binary packages depend on: `cpython-3.11`."""
    return f"{sys.implementation.name}-{sys.version_info.major}.{sys.version_info.minor}"


def lock_digest(lock: Path) -> str:
    """What tells one state of the lock from another."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def project_digest(file: Path) -> str:
    """Changes when the project must be installed anew: its commands or its build, not the settings of tools."""
    settings = tomllib.loads(file.read_text(encoding="utf-8"))
    return hashlib.sha256(repr([settings["build-system"], settings["project"], str(ROOT)]).encode()).hexdigest()


def fill(folder: Path, lock: Path) -> None:
    """Make the environment, then install the lock by hash, then the project without looking anything up."""
    python = folder / "bin" / "python"
    make_environment(folder)
    uv = fetch_uv()
    count = sum("==" in line for line in lock.read_text().splitlines())
    if uv is None or not installed_by_uv(uv, python, lock, count):
        run(f"installing {count} packages with pip", [*pip(), "--python", python, "install", *PIP_LOCKED, "-r", lock])
    by = [uv, "pip", "install", "--python", python] if uv else [*pip(), "--python", python, "install"]
    run("installing Drumbeat itself", [*by, "--no-deps", "--no-build-isolation", "--editable", "."])


def make_environment(folder: Path) -> None:
    """An environment of this Python in `folder`; one of another Python there is replaced."""
    if find_spec("venv") is None:
        sys.exit(NO_VENV.format(python=sys.executable))
    config = folder / "pyvenv.cfg"
    kept = config.is_file() and f"\nversion = {platform.python_version()}\n" in config.read_text()
    if not kept or not (folder / "bin" / "python").exists():
        make = [sys.executable, "-m", "venv", "--clear", "--without-pip", "--prompt", "drumbeat"]
        run(f"making {folder}", [*make, folder])


@cache
def pip() -> list[str | Path]:
    """This Python's own pip; where it has none, one that ensurepip puts in a folder beside."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if find_spec("ensurepip") is None:
        sys.exit(NO_PIP.format(python=sys.executable))
    folder = Path(".venv-pip")
    if not (folder / "bin" / "pip").exists():
        run("making a pip", [sys.executable, "-m", "venv", "--clear", folder])
    return [folder / "bin" / "python", "-m", "pip"]


def fetch_uv() -> Path | None:
    """The locked uv, which installs several times faster than pip; None where it does not exist for this machine."""
    uv, stamp = INSTALLER / "bin" / "uv", INSTALLER / ".filled"
    wanted = f"{python_version()} {lock_digest(INSTALLER_LOCK)}"
    if uv.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return uv
    try:
        make_environment(INSTALLER)
        into = [*pip(), "--python", INSTALLER / "bin" / "python"]
        only_built = [*PIP_LOCKED, "--only-binary", ":all:"]
        run("fetching the installer (uv)", [*into, "install", *only_built, "-r", INSTALLER_LOCK])
    except Failed:
        print("  without uv: pip does it, in about a minute")
        return None
    stamp.write_text(wanted)
    return uv


def installed_by_uv(uv: Path, python: Path, lock: Path, count: int) -> bool:
    """Whether uv made the environment hold exactly the lock; compiled now, so that no start pays for it."""
    exactly: list[str | Path] = [uv, "pip", "sync", "--python", python, "--require-hashes", "--compile-bytecode"]
    try:
        run(f"installing {count} packages", [*exactly, lock], environment_for_uv())
    except Failed as failure:
        print(f"{failure}\n  uv could not: pip tries, in about a minute")
        return False
    return True


@cache
def environment_for_uv() -> dict[str, str]:
    """The process's environment, with the index and the certificates that pip is set to: uv does not read those."""
    listed = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True, check=False).stdout
    settings = dict(line.partition("=")[::2] for line in listed.splitlines())
    environment = dict(os.environ)
    for variable, setting in (("UV_DEFAULT_INDEX", "index-url"), ("SSL_CERT_FILE", "cert")):
        for section in (":env:", "install", "global"):  # the nearest wins, as in pip
            if f"{section}.{setting}" in settings:
                environment.setdefault(variable, settings[f"{section}.{setting}"].strip("'"))
    return environment


def run(doing: str, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
    """Run one step: a line that says what is done, a dot every two seconds, its time; Failed has its last lines."""
    started = time.monotonic()
    print(f"  {doing} ", end="", flush=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        code = wait_with_dots(process)
        output.seek(0)
        said = output.read().rstrip().splitlines()
    print(f" {time.monotonic() - started:.1f} s" if code == 0 else " failed", flush=True)
    if code:
        raise Failed("\n".join(said[-15:]))


def wait_with_dots(process: subprocess.Popen[bytes]) -> int:
    """The exit code, after a dot for every two seconds of waiting."""
    while True:
        try:
            return process.wait(timeout=TICK_SECONDS)
        except subprocess.TimeoutExpired:
            print(".", end="", flush=True)


if __name__ == "__main__":
    main()
