"""The developer's workshop: what make offers, what the locks hold, when the set-up has something to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import set_up

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INSTALLER, RUNTIME, DEVELOPMENT = (f"requirements/{name}.txt" for name in ("installer", "runtime", "development"))


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make as a person would, not as a part of the make that may have started the tests."""
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *words], cwd=ROOT, env=alone, capture_output=True, text=True, check=False)


def pinned(lock: str) -> dict[str, str]:
    """The names and versions in a lock."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = [re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", line) for line in lines]
    return {pin[1].lower(): pin[2] for pin in pins if pin}


def named(*lists: list[str]) -> set[str]:
    """The names in lists of requirements."""
    return {re.split(r"[^\w.-]", line)[0].lower() for requirements in lists for line in requirements}


def test_make_alone_lists_every_target_with_what_it_does() -> None:
    listed = make()
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    offered = set(phony[1].split()) - {"python"}
    assert {"demo", "test", "install", "check", "bench", "lock", "clean"} <= offered
    described = set(re.findall(r"^  make ([\w-]+) +\S", listed.stdout, re.MULTILINE))
    assert described == offered


@pytest.mark.parametrize("lock", (INSTALLER, RUNTIME, DEVELOPMENT))
def test_a_lock_pins_each_package_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "//" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE), "options such as an index belong to the machine"


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project, groups = SETTINGS["project"], SETTINGS["dependency-groups"]
    to_run = named(project["dependencies"], groups["build"])
    to_develop = named(
        project["dependencies"], *project["optional-dependencies"].values(), groups["build"], groups["dev"]
    )
    assert to_run <= pinned(RUNTIME).keys()
    assert to_develop <= pinned(DEVELOPMENT).keys()
    assert named(groups["installer"]) <= pinned(INSTALLER).keys()


def test_what_runs_is_what_was_developed_with() -> None:
    assert pinned(RUNTIME).items() <= pinned(DEVELOPMENT).items()


def test_the_demo_installs_no_tool_of_development() -> None:
    assert named(SETTINGS["dependency-groups"]["dev"]) & pinned(RUNTIME).keys() == set()


def test_a_set_up_that_was_done_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / ".filled").write_text(set_up.wanted_in(Path(RUNTIME)))
    again = [sys.executable, "scripts/set_up.py", str(tmp_path), RUNTIME]
    assert subprocess.run(again, capture_output=True, text=True, check=True).stdout == ""
    assert [file.name for file in tmp_path.iterdir()] == [".filled"]


def test_the_settings_of_tools_call_for_no_new_set_up_but_a_new_command_does(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    digests = []
    for changed in (
        text,
        text + "\n[tool.other]\n",
        text.replace("[project.scripts]", '[project.scripts]\nother = "x:y"'),
    ):
        file.write_text(changed, encoding="utf-8")
        digests.append(set_up.project_digest(file))
    assert digests[0] == digests[1] != digests[2]


def test_a_changed_lock_calls_for_a_new_set_up(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    digests = {(lock.write_text(text), set_up.lock_digest(lock))[1] for text in ("a==1", "a==2")}
    assert len(digests) == 2


def test_a_step_that_fails_shows_the_end_of_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    talks = "import sys; print(*range(100), sep='\\n'); sys.exit('no such package')"
    with pytest.raises(set_up.Failed) as failed:
        set_up.run("installing", [sys.executable, "-c", talks])
    assert str(failed.value).splitlines()[-2:] == ["99", "no such package"]
    assert capsys.readouterr().out == "  installing  failed\n"


def test_a_python_that_is_too_old_is_named_in_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    # It is this Python, and says of itself that it is 3.9.
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9); $2"\n')
    old.chmod(0o755)
    refused = make("install", f"PYTHON={old}")
    assert refused.returncode != 0
    assert "is Python 3.9; Drumbeat needs 3.11 or newer." in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_python_that_is_not_there_is_named_in_a_sentence() -> None:
    refused = make("test", "PYTHON=python-of-nobody")
    assert refused.returncode != 0
    assert refused.stdout.startswith("There is no python-of-nobody here. Install Python 3.11 or newer")


def test_the_check_of_a_change_can_be_run_as_it_stands() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=False).returncode == 0
