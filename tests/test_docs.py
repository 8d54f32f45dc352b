"""The documentation, held against the code."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from bot import __version__
from bot.cli import front
from bot.commands.nouns import NOUNS, table
from bot.commands.rights import OF_VERBS, who_may
from bot.commands.table import Noun
from bot.metrics import Metrics
from bot.settings import SETTINGS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

# What begins with a slash in the README and is no command of ours.
NO_COMMANDS = {"invite", "readyz", "metrics"}


def test_the_pages_made_from_the_code_are_what_the_code_makes_now() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_names_only_commands_that_exist() -> None:
    here = table("")
    typed = re.findall(r"`/([a-z]+) ?([a-z]*)", (ROOT / "README.md").read_text(encoding="utf-8"))
    named = [(command, verb) for command, verb in typed if command not in NO_COMMANDS]
    assert {command for command, _ in named} == {"drumbeat", *(noun.name for noun in here.nouns)}
    for command, verb in named:
        noun = here.noun_named(command)
        assert command == "drumbeat" or noun is not None
        assert noun is None or not verb or verb in noun.verbs or noun.default


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_every_command_has_a_page_with_all_its_verbs(noun: Noun) -> None:
    page = (ROOT / "docs" / "commands" / f"{noun.name}.md").read_text(encoding="utf-8")
    opening = page.partition("<!--")[0]
    assert len(opening.split("\n\n")[1].split()) > 40, "a few sentences on what it is for"
    rows = [line for line in page.splitlines() if line.startswith(f"| `/{noun.name} ")]
    assert len(rows) == len(noun.verbs)
    for row, verb in zip(rows, noun.verbs.values(), strict=True):
        you_type, meaning, example, who = (cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1])
        assert you_type.strip("`").replace("\\|", "|") == f"/{noun.name} {verb.usage}"
        assert meaning.replace("\\|", "|") == verb.meaning
        assert example.strip("`").replace("\\|", "|") == (
            f"/{noun.name} {verb.word} {verb.example}" if verb.example else ""
        )
        assert who == who_may(noun.name, verb.word).value


def test_no_page_is_about_a_command_that_is_gone() -> None:
    pages = {page.stem for page in (ROOT / "docs" / "commands").iterdir()}
    assert pages == {noun.name for noun in NOUNS}
    assert {verb.partition(" ")[0] for verb in OF_VERBS} <= pages
    verbs = {f"{noun.name} {word}" for noun in NOUNS for word in noun.verbs}
    assert set(OF_VERBS) <= verbs


def test_the_readme_names_only_settings_that_exist() -> None:
    known = {row.name for row in SETTINGS}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:SLACK|DRUMBEAT|DATABASE)_[A-Z_]+\b", readme))
    assert named <= known
    assert "SLACK_BOT_TOKEN" in named


def test_the_operator_reads_of_each_number_what_to_do_about_it() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    counted = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name for metric in Metrics().registry.collect()
    }
    assert counted - set(re.findall(r"`(drumbeat_[a-z_]+)`", page)) == set()
    assert set(re.findall(r"\b(drumbeat_[a-z_]+)\b", page)) - counted == set()


def test_the_operator_reads_of_commands_and_settings_that_exist() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    lines = set(re.findall(r"^drumbeat (.+?)(?:\s{2,}#.*)?$", page, re.MULTILINE))
    for words in (shlex.split(line) for line in lines):
        command = get_command(front.app)
        while isinstance(command, TyperGroup):
            command = command.commands[words.pop(0)]
        options = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("--")} <= options
    assert set(re.findall(r"\bDRUMBEAT_[A-Z_]+\b", page)) <= {row.name for row in SETTINGS}


def test_the_version_is_one() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
