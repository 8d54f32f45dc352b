"""The documentation, held against the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import __version__
from bot.commands.nouns import table
from bot.settings import SETTINGS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


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
    for command, verb in re.findall(r"`/(standup|team) ?([a-z]*)", (ROOT / "README.md").read_text(encoding="utf-8")):
        noun = here.noun_named(command)
        assert noun is not None
        assert not verb or verb in noun.verbs


def test_the_readme_names_only_settings_that_exist() -> None:
    known = {row.name for row in SETTINGS}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:SLACK|DRUMBEAT|DATABASE)_[A-Z_]+\b", readme))
    assert named <= known
    assert "SLACK_BOT_TOKEN" in named


def test_the_version_is_one() -> None:
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
