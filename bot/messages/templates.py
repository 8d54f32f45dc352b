"""The words: Jinja2 for sentences only. What people wrote is a value in them, never a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame

from bot.messages.mrkdwn import Mrkdwn, escape

WORDS = Path(__file__).parent / "words"
OF_ALL_KINDS = "gathering.j2"
CEREMONIES = Path(__file__).parent.parent / "ceremonies"


def _finalised(value: object) -> Mrkdwn:
    # Jinja's own escaping writes &#39;, which Slack would show.
    return value if isinstance(value, Mrkdwn) else escape(str(value))


def _listed(items: Iterable[object], between: str = ", ") -> Mrkdwn:
    """Jinja's `join` would make plain text of items that are markup already."""
    return Mrkdwn(between.join(_finalised(item) for item in items))


class _Joining(CodeGenerator):
    """Jinja's `~` would make plain text of what is markup already, which would then be escaped once more."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 Jinja's name for it
        self.write("environment.filters['joined']((")
        for each in node.nodes:
            self.visit(each, frame)
            self.write(", ")
        self.write("))")


class _Words(Environment):
    code_generator_class = _Joining


@cache
def _environment() -> Environment:
    environment = _Words(
        loader=ChoiceLoader([FileSystemLoader(WORDS), FileSystemLoader(CEREMONIES)]),
        undefined=StrictUndefined,
        finalize=_finalised,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # the files are part of the program; looking whether they changed costs a stat a sentence
    )
    environment.filters["listed"] = _listed
    environment.filters["joined"] = partial(_listed, between="")
    environment.globals["slash"] = "/"
    return environment


def say(words: str, name: str, /, **values: Any) -> Mrkdwn:
    """The sentence `name` of a file of words (`ceremonies` → `words/ceremonies.j2`), as markup.

    What a kind of ceremony (`standup/words`) does not say in its own words is said in those of all kinds.
    """
    return Mrkdwn(str(_sentence(words, name)(**values)).strip())


@cache
def _sentence(words: str, name: str) -> Callable[..., object]:
    environment = _environment()
    sentence: Callable[..., object] | None = getattr(environment.get_template(f"{words}.j2").module, name, None)
    return sentence or getattr(environment.get_template(OF_ALL_KINDS).module, name)


def label(words: str, name: str) -> str:
    """Words without any value in them, for buttons and titles, which are not markup."""
    return str(say(words, name))


def name_commands(prefix: str) -> None:
    """Have the sentences call the commands by the names that they have here (`DRUMBEAT_COMMAND_PREFIX`)."""
    environment = _environment()
    environment.globals["slash"] = f"/{prefix}"
    if environment.cache is not None:
        environment.cache.clear()
    _sentence.cache_clear()  # sentences that were said already remember the old names
