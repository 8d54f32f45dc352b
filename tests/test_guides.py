"""The pages that guide whoever works on the house: what they name is there, and what they leave out is not."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "bot"
GUIDES = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/decisions.md")
MOST_LINES = 150
MOST_STEPS = 6


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def modules() -> dict[Path, ast.Module]:
    """The house without its simulator, which has words of its own."""
    files = [file for file in sorted(HOUSE.rglob("*.py")) if HOUSE / "simulator" not in file.parents]
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


@cache
def names() -> set[str]:
    """Every name that the house gives to a class, a function, a variable, a column or a parameter."""
    found = set()
    for node in (node for tree in modules().values() for node in ast.walk(tree)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.arg(arg=name):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name):
                found.add(name)
    return found


@cache
def things() -> set[str]:
    """What the house has for things of its own, in one spelling: classes, tables and modules."""
    classes = {node.name for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    tables = {
        str(node.value.value)
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and "__tablename__" in ast.dump(node)
    }
    return {spelling(name) for name in classes | tables | {file.stem for file in modules()}}


def spelling(name: str) -> str:
    return re.sub(r"[ _-]", "", name).casefold().removesuffix("s")


def glossary() -> list[list[str]]:
    """The rows of the glossary's tables: word, in the code, means, not."""
    rows = [line.strip("| ").split("|") for line in page("docs/glossary.md").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row] + [""] * (4 - len(row)) for row in rows]
    return [row for row in cells if row[0] != "word"]


@pytest.mark.parametrize("name", GUIDES)
def test_every_file_that_a_guide_names_is_there(name: str) -> None:
    named = re.findall(
        r"`((?:bot|tests|docs|scripts|benchmarks|\.ci)/[\w/.-]*\w/?|[A-Z]+\.md|pyproject\.toml)`", page(name)
    )
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ("CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"))
def test_a_guide_is_short_and_the_readme_leads_to_it(name: str) -> None:
    assert len(page(name).splitlines()) <= MOST_LINES
    assert f"({name})" in page("README.md")


def test_every_room_of_the_house_is_told_of() -> None:
    """Each room with the folders in it, those aside of which there is one per kind or noun, and the simulator's."""
    told = page("docs/architecture.md")
    rooms = [path for path in HOUSE.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"]
    rooms += [path for room in ("messages", "storage") for path in (HOUSE / room).iterdir() if path.is_dir()]
    named = [path.relative_to(ROOT).as_posix() for path in rooms if not path.name.startswith("__")]
    assert len(named) > 15
    assert [name for name in named if f"`{name}`" not in told and f"`{name}/`" not in told] == []


def test_every_folder_of_tests_is_told_of() -> None:
    folders = [path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.glob("test_*.py"))]
    assert len(folders) > 8
    assert [name for name in folders if f"`tests/{name}/`" not in page("docs/architecture.md")] == []


def test_the_floors_are_drawn_as_they_are_held() -> None:
    drawn = re.search(r"## The floors\n\n```\n(.*?)```", page("docs/architecture.md"), re.DOTALL)
    assert drawn
    floors = [set(re.findall(r"\w+", line.partition("simulator")[0])) for line in drawn[1].splitlines()]
    contracts = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert floors == [set(re.findall(r"\w+", layer)) for layer in layers if "__main__" not in layer]


def test_every_word_of_the_glossary_is_one_in_the_code() -> None:
    rows = glossary()
    assert len(rows) > 30
    missing = {row[0]: name for row in rows for name in re.findall(r"`(\w+)`", row[1]) if name not in names()}
    assert missing == {}
    assert [row[0] for row in rows if "`" not in row[1] or not row[2]] == []


def test_what_the_glossary_does_not_call_a_thing_is_no_thing_of_ours() -> None:
    others = {word.strip() for row in glossary() for word in row[3].split(",") if word.strip()}
    assert len(others) > 20
    assert {word for word in others if spelling(word) in things()} == set()


@pytest.mark.parametrize("recipe", ("Add a ceremony", "Add a verb", "Add a job"))
def test_a_recipe_has_few_steps_each_about_a_file_or_a_command(recipe: str) -> None:
    told = page("CONTRIBUTING.md").partition(f"## {recipe}\n")[2].partition("\n## ")[0]
    steps = re.split(r"^\d\. ", told, flags=re.MULTILINE)[1:]
    assert 3 <= len(steps) <= MOST_STEPS
    assert [step for step in steps if not re.search(r"`[^`]*(?:bot/|tests/|scripts/|\.j2|make )", step)] == []
