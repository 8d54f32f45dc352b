"""The habits of the house that a machine can see: sizes, names, one line at the door of each room."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "bot"
LONGEST_FILE = 300
LONGEST_FUNCTION = 45
# A migration is one list of what the schema was on a day, written once and never read as code again.
MIGRATIONS = "bot/storage/migrations/versions/"

# What may be longer, and why. A line here is an exception that was argued for, not a place to put what grew.
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}

BANNED = {"manager", "helper", "util", "common", "base", "service", "processor", "misc", "data", "info", "perform"}
# Names that others gave, where they are what we have to say: a name, or a name in one module.
GIVEN_NAMES = {
    "do_begin": "a method of SQLAlchemy's dialects",
    "do_ping": "a method of SQLAlchemy's dialects",
    "do_rollback": "a method of SQLAlchemy's dialects",
    "data_dir": "the setting DRUMBEAT_DATA_DIR",
    "exc_info": "logging's word for the exception of an entry",
    "data_received": "a method of asyncio's protocols",
    "bot/web/patience.py: data": "the argument of asyncio's data_received",
}
# Real time rules leases (decision 1), so this one does ask for it.
READERS_OF_REAL_TIME = {"bot/storage/database.py"}
# Rooms in which a noun's module has the noun's one name; commands use the user's word, in the singular.
ROOMS_OF_NOUNS = ("ceremonies", "domain", "messages", "storage")


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the house and of its tests, by its path from the root."""
    files = [
        file for folder in ("bot", "tests", "scripts", "benchmarks") for file in sorted((ROOT / folder).rglob("*.py"))
    ]
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def in_the_house() -> dict[str, ast.Module]:
    return {path: tree for path, tree in trees().items() if path.startswith("bot/")}


def may_be_long(name: str) -> bool:
    """Whether a file, or a function in one (`path:function`), has a reason to be long."""
    return name.startswith(MIGRATIONS) or name in LONGER_FILES or name in LONGER_FUNCTIONS


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in trees()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE and not may_be_long(path)} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}
    assert {name: lines for name, lines in too_long.items() if not may_be_long(name)} == {}


@pytest.mark.parametrize("exceptions", (LONGER_FILES, LONGER_FUNCTIONS), ids=("files", "functions"))
def test_each_exception_is_of_something_that_exists_and_has_its_reason(exceptions: dict[str, str]) -> None:
    assert [name for name in exceptions if name.partition(":")[0] not in trees()] == []
    assert [name for name, reason in exceptions.items() if len(reason.split()) < 4] == []


def test_every_module_says_in_one_line_what_is_in_it() -> None:
    """Migrations may be empty of words, as may the `__init__.py` of a folder of tests."""
    without = []
    for path, tree in trees().items():
        words = (ast.get_docstring(tree) or "").partition("\n\n")[0]
        package_of_tests = path.startswith("tests/") and path.endswith("__init__.py")
        if not words.strip() and not package_of_tests:
            without.append(path)
    assert without == []


def test_every_package_of_the_house_has_a_docstring_of_one_line() -> None:
    packages = {path: tree for path, tree in in_the_house().items() if path.endswith("__init__.py")}
    assert [path for path, tree in packages.items() if len((ast.get_docstring(tree) or "").splitlines()) != 1] == []


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {(ROOT / path).parent for path in in_the_house()}
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_rules_and_the_kinds_need_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {"bot"}
    rules = {path: tree for path, tree in in_the_house().items() if path.startswith(("bot/domain/", "bot/ceremonies/"))}
    foreign = {
        f"{path}: {name}"
        for path, tree in rules.items()
        for name in imported(tree)
        if name.split(".")[0] not in allowed
    }
    assert foreign == set()


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports, late ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_same_noun_has_the_same_file_name_in_every_room() -> None:
    spellings: dict[str, set[str]] = {}
    for room in ROOMS_OF_NOUNS:
        for file in (HOUSE / room).glob("[a-z]*.py"):
            spellings.setdefault(singular(file.stem), set()).add(file.stem)
    assert {noun: names for noun, names in spellings.items() if len(names) > 1} == {}


def singular(word: str) -> str:
    """A word without its plural ending, roughly: enough to tell that two names are of one noun."""
    for plural, single in (("ies", "y"), ("ches", "ch"), ("s", "")):
        if word.endswith(plural) and not word.endswith("ss"):
            return word.removesuffix(plural) + single
    return word


@pytest.mark.parametrize(
    ("word", "one"), (("entries", "entry"), ("teams", "team"), ("access", "access"), ("text", "text"))
)
def test_the_singular_of_a_noun_is_found(word: str, one: str) -> None:
    assert singular(word) == one


def test_no_name_is_one_of_those_that_say_nothing() -> None:
    found = {
        f"{path}: {name}"
        for path, tree in in_the_house().items()
        for name in (Path(path).stem, *names_given(tree))
        if says_nothing(name) and name not in GIVEN_NAMES
    }
    assert found - GIVEN_NAMES.keys() == set()


def says_nothing(name: str) -> bool:
    return name.startswith("do_") or not BANNED.isdisjoint(map(singular, words_of(name)))


def names_given(tree: ast.Module) -> Iterator[str]:
    """Each name that the module itself gives: to classes, functions, parameters, variables and attributes of `self`."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def words_of(name: str) -> set[str]:
    """`TeamManager` and `team_manager` are team and manager."""
    return {word.lower() for part in name.split("_") for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", part)}


@pytest.mark.parametrize(
    ("name", "words"),
    (
        ("TeamManager", {"team", "manager"}),
        ("do_it", {"do", "it"}),
        ("database", {"database"}),
        ("HTTPInfo", {"http", "info"}),
    ),
)
def test_the_words_of_a_name_are_told_apart(name: str, words: set[str]) -> None:
    assert words_of(name) == words


def test_nobody_below_the_doors_reads_the_clock() -> None:
    """`now` is passed in: the listener, the scheduler and the entry points alone ask what time it is for people."""
    readers = {
        path
        for path, tree in in_the_house().items()
        if path.startswith(("bot/domain/", "bot/ceremonies/", "bot/messages/", "bot/storage/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    }
    assert readers - READERS_OF_REAL_TIME == set()
