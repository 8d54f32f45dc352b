"""The words: no value is printed unescaped, none is forgotten, and all sentences live in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from jinja2.exceptions import UndefinedError

from bot.ceremonies import KINDS
from bot.messages import templates
from bot.messages.mrkdwn import Mrkdwn, cut, escape
from bot.messages.templates import CEREMONIES, WORDS, name_commands, say

HOUSE = WORDS.parents[1]
SPOKEN_IN = ("commands", "jobs", "messages", "storage")
# The table of commands is help and manifest at once: its usages and lines stand in the code by decision.
OF_THE_TABLE = {"Noun", "verb", "shortcut", "button", "form", "NAMES", "within"}
# The manifest is read by whoever sets the app up, on Slack's own pages; of the database the operator reads, in a shell.
NOT_SAID = {"commands/manifest.py", "storage/opening.py", "storage/backup.py"}
# These are given numbers and words of ours alone.
OF_OUR_OWN = {("digests", "head"), ("digests", "changed"), ("choosing", "keep"), ("features", "column")}
SENTENCE = re.compile(r"[A-Z“][^{}]*?[a-z’,]+ [a-z]+ [a-z]+.*", re.DOTALL)


class _Comparable:
    """Compares and counts like a number where a sentence asks, and has whatever a sentence asks it for."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Self:
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __gt__(self, other: object) -> bool:
        return True

    def __lt__(self, other: object) -> bool:
        return False


class Canary(_Comparable, str):
    """A value that would do harm unescaped."""

    __slots__ = ()


class MarkupCanary(_Comparable, Mrkdwn):
    """A value that was escaped already."""

    __slots__ = ()


CANARY = Canary("<!channel> & <@U1>")


def sentences() -> list[tuple[str, str]]:
    """Every file of words with each of its sentences."""
    files = {f"{file.stem}": file for file in WORDS.glob("*.j2")}
    files |= {f"{file.parent.name}/words": file for file in CEREMONIES.glob("*/words.j2")}
    found = re.compile(r"{% macro (\w+)\(")
    return [(words, name) for words, file in files.items() for name in found.findall(file.read_text())]


def arguments(words: str, name: str) -> tuple[str, ...]:
    sentence = getattr(templates._environment().get_template(f"{words}.j2").module, name)
    return tuple(sentence.arguments)


def test_there_are_sentences_to_look_at() -> None:
    assert {words for words, _ in sentences()} >= {
        "refusals",
        "ceremonies",
        "help",
        "reports",
        "teams",
        "standup/words",
    }
    assert len(sentences()) > 50


@pytest.mark.parametrize(("words", "name"), sentences())
def test_no_sentence_prints_a_value_unescaped(words: str, name: str) -> None:
    said = say(words, name, **dict.fromkeys(arguments(words, name), CANARY))
    assert re.sub(r"&(amp|lt|gt);", "", said).strip("<>&") == re.sub(r"&(amp|lt|gt);|[<>&]", "", said)


@pytest.mark.parametrize(("words", "name"), [one for one in sentences() if arguments(*one) and one not in OF_OUR_OWN])
def test_no_sentence_escapes_what_is_markup_already(words: str, name: str) -> None:
    said = say(words, name, **dict.fromkeys(arguments(words, name), MarkupCanary(escape("R&D <x>"))))
    assert re.search("&amp;(amp|lt|gt);", said) is None


@pytest.mark.parametrize(("words", "name"), sentences())
def test_no_sentence_is_empty_or_holds_what_a_template_left(words: str, name: str) -> None:
    said = say(words, name, **dict.fromkeys(arguments(words, name), Canary("3")))
    assert said == said.strip() != ""
    assert not re.search(r"[{}]|(?<!\d )%|  |None|Undefined", said)


@pytest.mark.parametrize(("words", "name"), [one for one in sentences() if arguments(*one)])
def test_a_sentence_whose_value_is_forgotten_is_not_said(words: str, name: str) -> None:
    with pytest.raises(UndefinedError):  # in each sentence at least one value is always printed
        say(words, name)


def test_markup_stays_markup_and_text_becomes_text() -> None:
    channel = Mrkdwn("<#C1>")
    said = say("teams", "made", team="R&D <1>", channel=channel, zone="Europe/Berlin")
    assert "*R&amp;D &lt;1&gt;* is a team now, at home in <#C1>" in said
    dues = [Mrkdwn("<!date^1^{time}|x>"), "a & b"]
    assert say("ceremonies", "next_occurrences", dues=dues) == "Next for you: <!date^1^{time}|x> · a &amp; b"


@pytest.mark.parametrize("longest", range(1, 40))
def test_markup_is_cut_between_its_pieces(longest: int) -> None:
    kept = cut(Mrkdwn("a <#C1> b &lt; c <!date^1^x|y> d &amp;&amp;"), longest)
    assert len(kept) <= longest
    assert kept.count("<") == kept.count(">")
    assert re.sub(r"&(amp|lt|gt);", "", kept).count("&") == 0


def test_what_fits_is_not_cut() -> None:
    assert cut(escape("a < b"), 8) == "a &lt; b"


@pytest.fixture
def prefixed() -> Iterator[None]:
    name_commands("pm-")
    yield
    name_commands("")


@pytest.mark.usefixtures("prefixed")
def test_sentences_call_the_commands_by_the_names_that_they_have_here() -> None:
    said = [say(words, name, **dict.fromkeys(arguments(words, name), Canary("3"))) for words, name in sentences()]
    named = [command for line in said for command in re.findall(r"`/([\w-]+)", line)]
    assert named
    assert {command for command in named if not command.startswith("pm-")} <= {"invite", "drumbeat"}


def test_each_kind_has_its_words() -> None:
    """Where each is asked the machine needs them; a kind that is held together may say all of its own."""
    asked = {f"{slug}/words" for slug, kind in KINDS.items() if not kind.together}
    assert asked <= {words for words, _ in sentences() if "/" in words} <= {f"{slug}/words" for slug in KINDS}


def spoken_literals(path: Path) -> Iterator[str]:
    """The texts in a module that read as sentences: not docstrings, the log, errors of programming or the table."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node) for silent in quiet_places(tree) for node in ast.walk(silent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in silent and is_sentence(node.value):
            yield str(node.value)


def is_sentence(value: object) -> bool:
    return isinstance(value, str) and SENTENCE.fullmatch(value) is not None


def quiet_places(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) or isinstance(node, ast.Raise):
            yield node
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            logs = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "log"
            if logs or called in OF_THE_TABLE:
                yield node


def test_every_sentence_for_people_lives_in_a_template_or_a_refusal() -> None:
    files = [file for room in SPOKEN_IN for file in (HOUSE / room).rglob("*.py") if "migrations" not in file.parts]
    spoken = {file.relative_to(HOUSE).as_posix(): list(spoken_literals(file)) for file in files}
    assert {path: texts for path, texts in spoken.items() if texts and path not in NOT_SAID} == {}
