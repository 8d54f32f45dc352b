"""The worked example on each command's page is played line by line: the bot says what the page says it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands.nouns import NOUNS
from tests.commands.counter import Counter
from tests.storage.cast import slack_id

PAGES = Path(__file__).parents[2] / "docs" / "commands"
# Markup and marks that a page in plain text leaves out.
MARKUP = re.compile(r"<!date\^[^|]*\||[*_`<>]|:[a-z_]+: ?")


def example_on(page: Path) -> list[tuple[str, str, str]]:
    """Who says what, and what is answered."""
    found = re.search(r"```text\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{page.name} has no worked example"
    return [
        (who, line, " ".join(answer.split()))
        for who, line, answer in re.findall(r"^(\w+) +(/.*)\n((?:      .*\n)+)", found[1], re.MULTILINE)
    ]


def read(answer: str) -> str:
    return " ".join(MARKUP.sub("", answer).split())


@pytest.mark.parametrize("noun", [noun.name for noun in NOUNS])
def test_the_worked_example_of_a_page_goes_as_the_page_tells(counter: Counter, noun: str) -> None:
    lines = example_on(PAGES / f"{noun}.md")
    assert len(lines) > 2
    if noun != "team":
        assert "is a team now" in counter.says("Ana", "/team new Checkout")
    for number, (who, line, told) in enumerate(lines):
        if noun != "team" or number:
            for colleague in ("Ben", "Chi"):
                counter.joins(colleague)
        if noun == "feature" and not number:
            counter.says("Chi", "/feature help")
            counter.says("Ana", "/team role @Chi lead")
            counter.says("Ana", "/team role @Ana pm")
        answer = read(counter.says(who, line.replace("@Ben", f"<@{slack_id('Ben')}|ben>")))
        assert "Try this" not in answer
        for part in (part.strip() for part in told.split("…")):
            assert part in answer, f"{line}: {answer!r}"
